@echo off
rem Starts the publisher from wherever this was unpacked; --help lists its options. More for Java: JAVA_OPTS.
setlocal
set "JAR=%~dp0..\zamba-model-publisher.jar"
set "JAVA=java"
rem Some write the folder in quotes.
if defined JAVA_HOME set "JAVA_HOME=%JAVA_HOME:"=%"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo zamba-publish: there is no Java at "%JAVA%"; install Java 17 or later, or set JAVA_HOME to it 1>&2
  exit /b 2
)
rem Its first line is: openjdk version "17.0.15" 2025-04-15
set "VERSION="
for /f "tokens=2,3" %%a in ('^""%JAVA%" -version 2^>^&1^"') do if "%%a"=="version" set "VERSION=%%~b"
set "MAJOR=0"
if defined VERSION for /f "delims=.-+" %%a in ("%VERSION%") do set "MAJOR=%%a"
if %MAJOR% LSS 17 (
  echo zamba-publish: "%JAVA%" is Java %VERSION%; 17 or later is needed. Set JAVA_HOME to one 1>&2
  exit /b 2
)
"%JAVA%" -XX:TieredStopAtLevel=1 %JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
