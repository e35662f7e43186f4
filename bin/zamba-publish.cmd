@echo off
rem Starts the publisher from wherever this was unpacked; --help lists its options. More for Java: JAVA_OPTS.
setlocal
set "JAR=%~dp0..\zamba-model-publisher.jar"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo zamba-publish: there is no Java at "%JAVA%"; install Java 17 or later, or set JAVA_HOME to it 1>&2
  exit /b 2
)
"%JAVA%" -XX:TieredStopAtLevel=1 %JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
