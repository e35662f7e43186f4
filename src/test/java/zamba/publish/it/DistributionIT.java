package zamba.publish.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Jar;
import zamba.publish.fixture.Run;

/** What {@code mvn package} makes to be unpacked anywhere, and its launcher. */
class DistributionIT {
  @TempDir Path folder;
  private Path command;
  private Path cache;

  /** Unpacks it there, and makes a link to its command, as in a folder of the PATH. */
  private void unpack(String where) throws Exception {
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
    cache = folder.resolve("a cache");
  }

  private record Outcome(int status, String output) {}

  private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of(command.toString()));
    line.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(Files.createDirectories(folder.resolve("elsewhere")).toFile())
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("ZAMBA_PUBLISH_CACHE", cache.toString());
    builder.environment().remove("HOME");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  private Optional<Path> archive() throws IOException {
    try (Stream<Path> files = Files.exists(cache) ? Files.list(cache) : Stream.empty()) {
      return files.filter(it -> it.toString().matches(".*\\.(jsa|aot)")).findFirst();
    }
  }

  @Test
  void publishesFromAnotherFolderAndStartsFromAnArchiveOnceThatIsMade() throws Exception {
    // Java shares no classes of a jar whose path has a space in it.
    unpack("opt");
    Run run = new Run(folder).model("slowfast");
    Path catalog =
        Files.writeString(
            folder.resolve("catalog.properties"),
            "weight-lookup.slowfast = s3://%s/%s\n".formatted(run.source, run.key("slowfast", "")));
    List<String> arguments = new ArrayList<>();
    run.properties.forEach((name, value) -> arguments.add("-D" + name + "=" + value));
    arguments.add("-p");
    arguments.add(catalog.toString());
    arguments.add("-Dlog.format=text");
    Map<String, String> environment =
        Map.of(
            "AWS_ACCESS_KEY_ID", run.store.credentials().accessKeyId(),
            "AWS_SECRET_ACCESS_KEY", run.store.credentials().secretAccessKey());

    Outcome first = run(environment, arguments.toArray(String[]::new));

    assertThat(first.status()).as(first.output()).isZero();
    assertThat(run.published()).hasSize(3);
    for (int i = 0; archive().isEmpty(); i++) {
      assertThat(i).as("looks for an archive in vain").isLessThan(1_200);
      Thread.sleep(100);
    }
    Path loaded = folder.resolve("loaded");
    Map<String, String> logged = new HashMap<>(environment);
    logged.put("JAVA_OPTS", "-Xlog:class+load:file=" + loaded);

    Outcome second = run(logged, arguments.toArray(String[]::new));

    assertThat(second.status()).as(second.output()).isZero();
    assertThat(second.output())
        .contains("slowfast: present")
        .doesNotContain("[warning]", "[error]");
    assertThat(Files.readAllLines(loaded))
        .filteredOn(line -> line.contains(" zamba.publish.flow.Work source: "))
        .singleElement()
        .asString()
        .contains("shared objects file");
  }

  @Test
  void anArchiveThatIsBrokenOrHasNoPlaceIsNothingToTheProgram() throws Exception {
    unpack("opt");
    Files.writeString(cache, "a file where the folder should be");
    assertThat(run(Map.of(), "--version").status()).isZero();
    assertThat(run(Map.of("ZAMBA_PUBLISH_CACHE", ""), "--version").status()).as("no HOME").isZero();
    Files.delete(cache);
    Files.createDirectory(cache);
    // The name that an archive has is known from the lock of whoever makes it.
    assertThat(run(Map.of(), "--version").status()).isZero();
    Path lock;
    try (Stream<Path> files = Files.list(cache)) {
      lock = files.filter(it -> it.toString().endsWith(".lock")).findFirst().orElseThrow();
    }
    Path made = Path.of(lock.toString().replace(".lock", ""));
    for (int i = 0; Files.exists(lock); i++) {
      assertThat(i).as("looks for an archive in vain").isLessThan(1_200);
      Thread.sleep(100);
    }
    Files.delete(made);
    Files.writeString(made, "no archive at all");

    Outcome broken = run(Map.of(), "--version");

    assertThat(broken.status()).isZero();
    assertThat(broken.output()).startsWith("zamba-model-publisher ").doesNotContain("archive");
  }

  @Test
  void saysWhatIsWrongWithTheJavaThatItFinds() throws Exception {
    unpack("of the team");
    assertThat(run(Map.of(), "--version").status()).as("in a path with spaces").isZero();
    Path old = Files.createDirectories(folder.resolve("java 11/bin")).getParent();
    Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\necho started\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");

    Outcome tooOld = run(Map.of("JAVA_HOME", old.toString()), "--version");
    assertThat(tooOld.status()).isEqualTo(2);
    assertThat(tooOld.output())
        .contains("is Java 11.0.2; 17 or later is needed")
        .doesNotContain("started");

    Outcome none = run(Map.of("JAVA_HOME", folder.toString()), "--version");
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.output()).contains("there is no " + folder + "/bin/java");
  }
}
