package zamba.publish.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Jar;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;
import zamba.publish.fixture.Trained;

/** The jar that is shipped, as a process of its own. */
class JarIT {
  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final int ROUNDS = 8;

  @TempDir Path folder;
  @TempDir Path elsewhere;
  private Run run;

  @BeforeEach
  void prepare() {
    run = new Run(folder);
  }

  @Test
  void publishesAndExitsWithZero() throws Exception {
    run.model("slowfast").model("european");

    Ended ended = run(Jar.JAVA, PROJECT, "slowfast", "european");

    assertThat(ended.status()).as(ended.said()).isZero();
    isPublished("slowfast");
    isPublished("european");
    assertThat(ended.said()).doesNotContain("WARN", "ERROR", "Exception");
  }

  @Test
  void theJsonLogHasTheInspectionsVerdictAndRulesOfOursAreRead() throws Exception {
    Path rules = folder.resolve("gitleaks.toml");
    Files.writeString(rules, "[[rules]]\nid = 'num'\nregex = 'num_[a-z]+'\n");
    Trained.model(run, "slowfast").set("log.format", "json").set("gate.leaks", "warn");
    run.set("gate.leaks.rules", rules.toString());

    Ended ended = run(Jar.JAVA, elsewhere, "slowfast");

    assertThat(ended.status()).as(ended.said()).isZero();
    assertThat(run.published()).hasSize(3);
    assertThat(ended.said().lines())
        .anyMatch(
            it -> it.contains("\"model\":\"slowfast\"") && it.contains("\"verdict\":\"safe\""));
    assertThat(run.publication("slowfast").path("warnings").toString())
        .contains("a secret: hparams.yaml:4: num: nu… (11 characters)");
  }

  @Test
  void worksFromAFolderThatHasNeitherRoutesNorProperties() throws Exception {
    run.model("slowfast");

    Ended ended = run(Jar.JAVA, elsewhere, "slowfast");

    assertThat(ended.status()).as(ended.said()).isZero();
    isPublished("slowfast");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void exitsWithOneWhenAModelFailsAndPrintsItsError() throws Exception {
    run.model("slowfast").model("european");
    run.store.delete(run.source, run.key("slowfast", "hparams.yaml"));

    Ended ended = run(Jar.JAVA, PROJECT, "slowfast", "european");

    assertThat(ended.status()).as(ended.said()).isEqualTo(1);
    String error = run.publication("slowfast").path("error").asText();
    assertThat(error).contains("hparams.yaml");
    assertThat(ended.said()).contains(error);
    assertThat(run.official().resolve("slowfast")).doesNotExist();
    isPublished("european");
  }

  @Test
  void exitsWithTwoOnAnUnknownPropertyNamesTheNearestAndWritesNothing() throws Exception {
    run.model("slowfast").set("publish.triger", "once");

    Ended ended = run(Jar.JAVA, elsewhere, "slowfast");

    assertThat(ended.status()).as(ended.said()).isEqualTo(2);
    assertThat(ended.said())
        .contains("publish.triger is not a property", "did you mean publish.trigger?")
        .doesNotContain("\tat ");
    assertThat(run.published()).isEmpty();
    assertThat(run.official()).doesNotExist();
    assertThat(folder.resolve("report.json")).doesNotExist();
    assertThat(elsewhere).isEmptyDirectory();
  }

  /** A limit on what a process may write into a file stands for a disk that is full. */
  @Test
  void aFolderThatCannotBeWrittenWholeStaysAsItWas() throws Exception {
    assumeTrue(Files.exists(Path.of("/bin/sh")), "no shell to set a limit with");
    run.model("slowfast");
    assertThat(run(Jar.JAVA, PROJECT, "slowfast").status()).isZero();
    Map<String, String> before = run.officialFiles();
    run.store.put(run.source, run.key("slowfast", "hparams.yaml"), "x: 1\n".repeat(20_000));

    Path log = folder.resolve("limited.log");
    ProcessBuilder limited = jar(Jar.JAVA, PROJECT, log, "slowfast");
    List<String> command = new ArrayList<>(limited.command());
    // The JVM's own file of counters is larger.
    command.add(1, "-XX:-UsePerfData");
    command.addAll(0, List.of("/bin/sh", "-c", "ulimit -f 32; exec \"$@\"", "sh"));
    Ended ended = end(limited.command(command).start(), log);

    assertThat(ended.status()).as(ended.said()).isEqualTo(1);
    assertThat(run.publication("slowfast").path("error").asText())
        .contains("Writing", "official_models/slowfast failed", "It is as it was");
    assertThat(run.officialFiles()).isEqualTo(before);
    assertThat(names(run.official())).containsExactly("slowfast");

    assertThat(run(Jar.JAVA, PROJECT, "slowfast").status()).isZero();
    assertThat(run.officialFiles().get("slowfast/hparams.yaml")).hasSize(100_000);
  }

  /** It ended with 3, which is a plan's. */
  @Test
  void runningOutOfMemoryHasAStatusOfItsOwn() throws Exception {
    run.model("slowfast");
    for (String companion : List.of("hparams.yaml", "val_metrics.json", "config.yaml")) {
      run.store.put(run.source, run.key("slowfast", companion), new byte[15 << 20]);
    }

    Ended ended = withHeap("-Xmx64m", "slowfast");

    assertThat(ended.status()).as(ended.said()).isEqualTo(5);
    assertThat(ended.said()).contains("Out of memory", "give it more memory");
  }

  /** Each needs a fifth of this memory while it is parsed; all at once ended the program. */
  @Test
  void largeCompanionFilesOfManyModelsWaitForOneAnother() throws Exception {
    String[] good = {"a", "b", "c", "d", "e", "f"};
    String numbers = "labels: [" + "1,".repeat(150_000);
    for (String model : good) {
      train(model, numbers + "1]\n");
    }
    // These give their room back, too.
    train("x", numbers);
    train("y", numbers);

    List<String> models = new ArrayList<>(List.of("x", "y"));
    models.addAll(List.of(good));
    Ended ended = withHeap("-Xmx96m", models.toArray(String[]::new));

    assertThat(ended.status()).as(ended.said()).isEqualTo(1);
    for (String model : good) {
      assertThat(run.publication(model).path("status").asText()).isEqualTo("published");
    }
    assertThat(run.publication("x").path("error").asText()).contains("train_configuration.yaml");
  }

  private void train(String model, String more) {
    run.model(model);
    run.store.put(
        run.source,
        run.key(model, "train_configuration.yaml"),
        Samples.trainConfiguration(model) + more);
  }

  private Ended withHeap(String heap, String... models) throws Exception {
    Path log = folder.resolve("child.log");
    ProcessBuilder child = jar(Jar.JAVA, PROJECT, log, models);
    child.command().add(1, heap);
    return end(child.start(), log);
  }

  /** Camel finds no route in a folder that is a link. */
  @Test
  void routesMayBeALink() throws Exception {
    run.model("slowfast");
    Files.createSymbolicLink(elsewhere.resolve("routes"), PROJECT.resolve("routes"));

    Ended ended = run(Jar.JAVA, elsewhere, "slowfast");

    assertThat(ended.status()).as(ended.said()).isZero();
    isPublished("slowfast");
  }

  /** So a mounted ConfigMap is laid out. */
  @Test
  void routesMayBeLinksToFiles() throws Exception {
    run.model("slowfast");
    Path routes = Files.createDirectory(elsewhere.resolve("routes"));
    for (String name : names(PROJECT.resolve("routes"))) {
      Files.createSymbolicLink(routes.resolve(name), PROJECT.resolve("routes").resolve(name));
    }

    Ended ended = run(Jar.JAVA, elsewhere, "slowfast");

    assertThat(ended.status()).as(ended.said()).isZero();
    isPublished("slowfast");
  }

  /** Without a trigger it did nothing and did not end, either. */
  @Test
  void routesThatAreNotAllThereAreRefused() throws Exception {
    run.model("slowfast");
    Path routes = Files.createDirectory(elsewhere.resolve("routes"));
    for (String name : names(PROJECT.resolve("routes"))) {
      if (!name.startsWith("trigger") && !name.startsWith("errors")) {
        Files.copy(PROJECT.resolve("routes").resolve(name), routes.resolve(name));
      }
    }
    isRefused("not all there", "trigger-once, ", "publication-errors");

    Files.createSymbolicLink(routes.resolve("trigger.camel.yaml"), elsewhere.resolve("gone"));
    isRefused("routes/trigger.camel.yaml cannot be read: no such file");
  }

  private void isRefused(String... messages) throws Exception {
    Ended ended = run(Jar.JAVA, elsewhere, "slowfast");
    assertThat(ended.status()).as(ended.said()).isEqualTo(2);
    assertThat(ended.said()).contains(messages).doesNotContain("\tat ");
    assertThat(run.published()).isEmpty();
  }

  @Test
  void hasNoEmbeddedServerAndSaysWhatToDoInstead() throws Exception {
    run.model("slowfast").set("s3.endpoint", "embedded");

    Ended ended = run(Jar.JAVA, elsewhere, "slowfast");

    assertThat(ended.status()).as(ended.said()).isEqualTo(2);
    assertThat(ended.said())
        .contains("s3.endpoint=embedded", "not part of the jar", "s3.endpoint=aws", "camel:run")
        .doesNotContain("\tat ");
    assertThat(run.published()).isEmpty();
    assertThat(elsewhere).isEmptyDirectory();
    try (JarFile jar = new JarFile(Jar.FILE.toFile());
        Stream<Path> libraries = Files.list(Jar.FILE.resolveSibling("lib"))) {
      assertThat(jar.stream().map(Object::toString))
          .contains("zamba/publish/Publisher.class", "routes/run.camel.yaml")
          .noneMatch(entry -> entry.startsWith("zamba/publish/embedded"))
          .noneMatch(entry -> entry.contains("LocalServer$Factory") && entry.contains("META-INF"));
      assertThat(libraries.map(library -> library.getFileName().toString()))
          .anyMatch(name -> name.startsWith("camel-main"))
          .noneMatch(name -> name.startsWith("s3proxy"));
    }
  }

  @Test
  void publishesAndReplacesAFolderOnAnotherJavaToo() throws Exception {
    String other = System.getProperty("other.java");
    assumeTrue(other != null, "no -Dother.java=<path of a java>");
    run.model("slowfast");
    for (int generation = 1; generation <= 2; generation++) {
      train("slowfast", generation);

      Ended ended = run(other, elsewhere, "slowfast");

      assertThat(ended.status()).as(ended.said()).isZero();
      assertThat(ended.said()).doesNotContain("WARN", "ERROR", "Exception");
      assertThat(run.officialFiles()).hasSize(5);
      assertThat(generation(run.officialFiles(), "slowfast/")).isEqualTo(generation);
    }
  }

  /**
   * Killed at any moment and run again, it ends where a run that nobody disturbs ends; and whoever
   * looks meanwhile sees no folder, or the files of one training.
   */
  @Test
  void killedAtAnyMomentAndRunAgainItEndsAsIfNeverKilled() throws Exception {
    Run calm = new Run(Files.createDirectory(folder.resolve("calm")));
    calm.entry("weight-lookup.slowfast", "s3://" + run.source + "/" + run.key("slowfast", ""));
    Map<String, byte[]> checkpoints = new LinkedHashMap<>();
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService watcher = Executors.newSingleThreadExecutor();
    Random random = new Random();
    List<Long> delays = new ArrayList<>();
    try {
      Future<Set<Integer>> seen = watcher.submit(() -> watch(done));
      for (int round = 1; round <= ROUNDS; round++) {
        byte[] checkpoint = train("slowfast", round);
        assertThat(calm.publish()).isZero();
        checkpoints.put(calm.publication("slowfast").path("publicName").asText(), checkpoint);

        Path log = folder.resolve("killed.log");
        long started = System.nanoTime();
        Process killed = start(Jar.JAVA, elsewhere, log, "slowfast");
        if (round % 2 == 0) {
          // Every other time not before it is about to copy, however slow this machine is.
          while (killed.isAlive() && !Files.readString(log).contains("slowfast: s3://")) {
            Thread.sleep(1);
          }
          killed.waitFor(random.nextInt(500), TimeUnit.MILLISECONDS);
        } else {
          killed.waitFor(300 + random.nextInt(2700), TimeUnit.MILLISECONDS);
        }
        killed.destroyForcibly().waitFor();
        delays.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
        Ended ended = run(Jar.JAVA, elsewhere, "slowfast");

        String rounds = "killed after ms " + delays + "\n" + ended.said();
        assertThat(ended.status()).as(rounds).isZero();
        assertThat(run.report().path("status").asText()).isEqualTo("ok");
        assertThat(checkpoints).hasSize(round);
        for (String bucket : run.buckets.values()) {
          assertThat(run.store.state(bucket)).as(rounds).hasSize(round);
          checkpoints.forEach(
              (name, content) ->
                  assertThat(run.store.get(bucket, "zamba_official_models/" + name))
                      .as(rounds)
                      .isEqualTo(content));
        }
        assertThat(names(run.official())).as(rounds).containsExactly("slowfast");
        assertThat(names(run.official().resolve("slowfast")))
            .as(rounds)
            .containsExactlyElementsOf(new TreeSet<>(Samples.COMPANIONS));
        assertThat(run.officialFiles()).as(rounds).isEqualTo(calm.officialFiles());
        if (seen.isDone()) {
          break;
        }
      }
      done.set(true);
      assertThat(seen.get()).as("trainings seen, killed after ms " + delays).contains(1, ROUNDS);
    } finally {
      done.set(true);
      watcher.shutdown();
    }
  }

  /** Looks at the model's folder until done, and gives the trainings whose files it held. */
  private Set<Integer> watch(AtomicBoolean done) throws IOException, InterruptedException {
    Set<Integer> generations = new TreeSet<>();
    Path model = run.official().resolve("slowfast");
    while (!done.get()) {
      try (DirectoryStream<Path> opened = Files.newDirectoryStream(model)) {
        Map<String, String> files = new TreeMap<>();
        SecureDirectoryStream<Path> entries = (SecureDirectoryStream<Path>) opened;
        for (Path entry : entries) {
          try (SeekableByteChannel file =
              entries.newByteChannel(entry.getFileName(), Set.of(StandardOpenOption.READ))) {
            files.put(
                entry.getFileName().toString(),
                new String(Channels.newInputStream(file).readAllBytes(), UTF_8));
          } catch (NoSuchFileException e) {
            // Then it is no longer in its place, which the key below tells.
          }
        }
        Object key =
            entries.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
        if (key.equals(Files.readAttributes(model, BasicFileAttributes.class).fileKey())) {
          assertThat(files.keySet()).containsExactlyElementsOf(new TreeSet<>(Samples.COMPANIONS));
          generations.add(generation(files, ""));
        }
      } catch (NoSuchFileException e) {
        assertThat(generations).as("trainings seen before the folder was gone").isEmpty();
      }
      Thread.sleep(1);
    }
    return generations;
  }

  /** Training results whose files all tell which training they are of. */
  private byte[] train(String model, int generation) {
    for (String companion : Samples.COMPANIONS) {
      run.store.put(
          run.source, run.key(model, companion), companion + "\ngamma: " + generation + ".5\n");
    }
    run.store.put(
        run.source,
        run.key(model, "train_configuration.yaml"),
        Samples.trainConfiguration(model).replace("gamma: 0.5", "gamma: " + generation + ".5"));
    byte[] checkpoint = new byte[2_000_000];
    new Random(generation).nextBytes(checkpoint);
    run.store.put(run.source, run.key(model, model + ".ckpt"), checkpoint);
    return checkpoint;
  }

  /** The one training that all these files are of. */
  private static int generation(Map<String, String> files, String prefix) {
    List<Integer> generations =
        Samples.COMPANIONS.stream()
            .map(name -> files.get(prefix + name))
            .map(text -> text.replaceFirst("(?s).*gamma: ([0-9]+)\\.5\n.*", "$1"))
            .map(Integer::valueOf)
            .distinct()
            .toList();
    assertThat(generations).hasSize(1);
    return generations.get(0);
  }

  private void isPublished(String model) {
    String name = run.publication(model).path("publicName").asText();
    for (String bucket : run.buckets.values()) {
      assertThat(run.store.get(bucket, "zamba_official_models/" + name))
          .isEqualTo(Samples.checkpoint(model));
    }
    assertThat(run.officialFiles())
        .containsKeys(Samples.COMPANIONS.stream().map(f -> model + "/" + f).toArray(String[]::new));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private Ended run(String java, Path directory, String... models) throws Exception {
    Path log = folder.resolve("child.log");
    return end(start(java, directory, log, models), log);
  }

  private static Ended end(Process process, Path log) throws Exception {
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ends by itself").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(log));
  }

  private Process start(String java, Path directory, Path log, String... models)
      throws IOException {
    return jar(java, directory, log, models).start();
  }

  private ProcessBuilder jar(String java, Path directory, Path log, String... models)
      throws IOException {
    StringBuilder catalog = new StringBuilder();
    for (String model : models) {
      catalog.append(
          "weight-lookup.%s = s3://%s/%s\n".formatted(model, run.source, run.key(model, "")));
    }
    Path file = Files.writeString(folder.resolve("jar.properties"), catalog);
    Properties properties = new Properties();
    properties.putAll(run.properties);
    properties.setProperty("publish.properties", file.toString());
    return Jar.process(run, java, properties)
        .directory(directory.toFile())
        .redirectOutput(log.toFile());
  }

  private record Ended(int status, String said) {}
}
