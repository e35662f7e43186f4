package zamba.publish.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the launcher makes an archive, from what, and what it leaves alone: with a Java of ours. */
class LauncherArchiveIT {
  @TempDir Path folder;
  private Launcher launcher;
  private Path javaHome;

  /** A Java that makes an archive and ends as it is told to. */
  @BeforeEach
  void unpack() throws Exception {
    launcher = new Launcher(folder, "opt");
    javaHome = Files.createDirectories(folder.resolve("java 17/bin")).getParent();
    java("exit 1", "exit 0");
    Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"17.0.2\"\n");
  }

  private void java(String end, String trial) throws IOException {
    Path java =
        Files.writeString(
            javaHome.resolve("bin/java"),
            """
            #!/bin/sh
            seen='%s'
            case "$*" in
              -version) cat "$seen/version" ;;
              *ArchiveClassesAtExit=*)
                env >"$seen/environment"
                readlink /proc/$$/fd/* >"$seen/open"
                echo >>"$seen/trainings"
                echo 'an archive' >"${1#*=}"
                %s ;;
              *-Xshare:on*) %s ;;
              *) echo "started $*" ;;
            esac
            """
                .formatted(folder, end, trial));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    // A file that was written anew within the second is the same to the launcher.
    Files.setLastModifiedTime(java, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
  }

  private String start(Map<String, String> environment) throws Exception {
    Map<String, String> all = new HashMap<>(environment);
    all.put("JAVA_HOME", javaHome.toString());
    Launcher.Outcome outcome = launcher.run(all, "--version");
    assertThat(outcome.status()).as(outcome.output()).isZero();
    return outcome.output();
  }

  private int trainings() throws IOException {
    return Files.readAllLines(folder.resolve("trainings")).size();
  }

  private static Path old(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "somebody's");
    return age(file);
  }

  private static Path age(Path file) throws IOException {
    return Files.setLastModifiedTime(
        file, FileTime.from(Instant.now().minus(Duration.ofDays(100))));
  }

  @Test
  void deletesNothingButItsOwnOldArchives() throws Exception {
    Path named = launcher.named;
    List<Path> foreign =
        List.of(
            old(named.resolve("thesis.tex")),
            old(named.resolve("1-2.jsa")),
            old(named.resolve("yarn.lock")),
            old(named.resolve(".1-2.abcdef/photo.jpg")),
            old(named.resolve("deep/below/yarn.lock")),
            old(launcher.cache.resolve("notes.txt")),
            old(launcher.cache.resolve("yarn.lock")),
            old(launcher.cache.resolve("1-2.jsa.lock/a file")),
            old(launcher.cache.resolve("3-4.jsa.lock")),
            old(launcher.cache.resolve("below/1-2.jsa")),
            old(launcher.cache.resolve("folder-5-6.jsa/1-2.jsa")),
            old(launcher.cache.resolve(".1-2.abcdef/file")));
    for (Path file : foreign) {
      if (!file.getParent().equals(named)) {
        age(file.getParent());
      }
    }
    List<Path> own =
        List.of(
            old(launcher.cache.resolve("1-2-3-4.jsa")),
            old(launcher.cache.resolve("1-2-3-4.aot")),
            old(launcher.cache.resolve("1-2.jsa.failed")),
            old(launcher.cache.resolve(".archive-1-2.abcdef/archive")));
    age(own.get(3).getParent());

    start(Map.of());
    // It tidies first; the locks that stay are the foreign ones.
    for (int i = 0; !Files.exists(folder.resolve("trainings")) || hasMoreLocksThan(3); i++) {
      assertThat(i).isLessThan(1_200);
      Thread.sleep(50);
    }

    assertThat(foreign).allSatisfy(file -> assertThat(file).exists());
    assertThat(own).noneSatisfy(file -> assertThat(file).exists());
  }

  private boolean hasMoreLocksThan(int locks) throws IOException {
    return Launcher.list(launcher.cache).stream()
            .filter(it -> it.getFileName().toString().endsWith(".lock"))
            .count()
        > locks;
  }

  @Test
  void makesItWithNothingOfTheCallersEnvironmentOrOpenFiles() throws Exception {
    Launcher.Outcome outcome =
        launcher.runLine(
            Map.of(
                "JAVA_HOME", javaHome.toString(),
                "REPORT_HTML", "page.html",
                "SOURCE_ENDPOINT", "http://127.0.0.1:1",
                "AWS_SESSION_TOKEN", "secret",
                "JAVA_TOOL_OPTIONS", "-Dreport.html=page.html",
                "JDK_JAVA_OPTIONS", "-Dreport.html=page.html"),
            List.of(
                "bash",
                "-c",
                "exec 3>low 9>nine {fd}>high; exec ../zamba-publish --version <../zamba-publish"));
    assertThat(outcome.output()).contains("started");
    Launcher.settle(launcher.cache);

    assertThat(Files.readAllLines(folder.resolve("environment")))
        .extracting(line -> line.replaceFirst("=.*", ""))
        .filteredOn(name -> !List.of("PWD", "OLDPWD", "SHLVL", "_").contains(name))
        .containsExactlyInAnyOrder(
            "PATH",
            "HOME",
            "LC_ALL",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_CONFIG_FILE",
            "AWS_SHARED_CREDENTIALS_FILE",
            "AWS_EC2_METADATA_DISABLED");
    assertThat(Files.readAllLines(folder.resolve("open")))
        .contains("/dev/null")
        .noneMatch(open -> open.startsWith(folder.resolve("elsewhere").toString()))
        .noneMatch(open -> open.startsWith("pipe:"));
  }

  @Test
  void keepsItInARelativeFolderAndForItselfAlone() throws Exception {
    Map<String, String> environment = Map.of("ZAMBA_PUBLISH_CACHE", "kept here");
    Path cache = folder.resolve("elsewhere/kept here/zamba-publish");
    start(environment);
    Launcher.settle(cache);

    assertThat(start(environment)).contains("-XX:SharedArchiveFile=" + cache);
    assertThat(trainings()).isEqualTo(1);
    assertThat(Files.getPosixFilePermissions(cache))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));

    Path others = Files.createDirectories(folder.resolve("others"));
    Files.createDirectories(launcher.named);
    Files.createSymbolicLink(launcher.cache, others);
    assertThat(start(Map.of())).doesNotContain("SharedArchiveFile");
    assertThat(others).isEmptyDirectory();
  }

  @Test
  void keepsNoneOfAJavaThatWasKilledOrThatCannotStartFromItAndTriesItOnceADay() throws Exception {
    java("kill -9 $$", "exit 0");
    start(Map.of());
    Launcher.settle(launcher.cache);
    assertThat(launcher.archive()).isEmpty();

    // A mark that still holds: what starts for it ends before it makes anything.
    start(Map.of());
    Thread.sleep(500);
    assertThat(trainings()).isEqualTo(1);

    java("exit 1", "kill -7 $$");
    expire();
    start(Map.of());
    for (int i = 0; trainings() < 2; i++) {
      assertThat(i).as("tries it again the day after").isLessThan(1_200);
      Thread.sleep(50);
    }
    Launcher.settle(launcher.cache);
    assertThat(launcher.archive()).isEmpty();
  }

  private void expire() throws IOException {
    for (Path file : Launcher.list(launcher.cache)) {
      age(file);
    }
  }

  @Test
  void takesItForAnotherVersionOfAJavaThatHasNoReleaseFileNeverAndWhateverTheLocale()
      throws Exception {
    Files.delete(javaHome.resolve("release"));
    Path version = folder.resolve("version");
    Files.writeString(version, "openjdk version \"17.0.2\" 2022-01-18\n", UTF_8);
    start(Map.of("LC_ALL", "C", "TZ", "UTC"));
    Launcher.settle(launcher.cache);
    assertThat(start(Map.of("LC_ALL", "de_DE.UTF-8", "TZ", "Asia/Tokyo")))
        .contains("-XX:SharedArchiveFile=");

    Files.writeString(version, "openjdk version \"17.0.3\" 2022-04-19\n", UTF_8);
    assertThat(start(Map.of())).doesNotContain("SharedArchiveFile");
    for (int i = 0; trainings() < 2; i++) {
      assertThat(i).isLessThan(1_200);
      Thread.sleep(50);
    }
    Launcher.settle(launcher.cache);
  }
}
