package zamba.publish.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import zamba.publish.fixture.Jar;

/** The distribution unpacked, and a link to its command, as in a folder of the PATH. */
final class Launcher {
  /** What is set as ZAMBA_PUBLISH_CACHE; not there at first. */
  final Path named;

  /** The folder in it that is the launcher's own. */
  final Path cache;

  private final Path command;
  private final Path folder;

  record Outcome(int status, String output) {}

  /**
   * @param where the folder in it to which the distribution is unpacked
   */
  Launcher(Path folder, String where) throws Exception {
    this.folder = folder;
    Path place = Files.createDirectories(folder.resolve(where));
    Path archive;
    try (Stream<Path> files = Files.list(Jar.FILE.getParent())) {
      archive = files.filter(it -> it.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
    }
    assertThat(
            new ProcessBuilder("tar", "xzf", archive.toString())
                .directory(place.toFile())
                .start()
                .waitFor())
        .isZero();
    Path unpacked;
    try (Stream<Path> folders = Files.list(place)) {
      unpacked = folders.findFirst().orElseThrow();
    }
    assertThat(unpacked.getFileName().toString()).startsWith("zamba-model-publisher-");
    assertThat(unpacked)
        .isDirectoryContaining("glob:**/routes")
        .isDirectoryContaining("glob:**/docs");
    command = folder.resolve("zamba-publish");
    Files.createSymbolicLink(command, folder.relativize(unpacked.resolve("bin/zamba-publish")));
    named = folder.resolve("a cache");
    cache = named.resolve("zamba-publish");
  }

  /** Runs it from the folder "elsewhere". */
  Outcome run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of(command.toString()));
    line.addAll(List.of(arguments));
    return runLine(environment, line);
  }

  Outcome runLine(Map<String, String> environment, List<String> line) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(Files.createDirectories(folder.resolve("elsewhere")).toFile())
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("ZAMBA_PUBLISH_CACHE", named.toString());
    builder.environment().remove("HOME");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  Optional<Path> archive() throws IOException {
    return list(cache).stream().filter(it -> it.toString().matches(".*\\.(jsa|aot)")).findFirst();
  }

  /** Waits until whoever makes an archive there has made it, or has failed. */
  static void settle(Path cache) throws Exception {
    for (int i = 0; !isSettled(cache); i++) {
      assertThat(i).as("looks for an archive in vain").isLessThan(1_200);
      Thread.sleep(100);
    }
  }

  private static boolean isSettled(Path cache) throws IOException {
    List<String> names = list(cache).stream().map(it -> it.getFileName().toString()).toList();
    return names.stream().anyMatch(it -> it.matches(".*\\.(jsa|aot|failed)"))
        && names.stream().noneMatch(it -> it.endsWith(".lock") || it.startsWith(".archive-"));
  }

  static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
      return files.toList();
    }
  }
}
