package zamba.publish.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.Jar;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;

/** What is the user's in official_models stays, and what cannot be committed to is told before. */
class OfficialFolderTest {
  private static final List<String> FIVE =
      List.of(
          "config.yaml",
          "hparams.yaml",
          "predict_configuration.yaml",
          "train_configuration.yaml",
          "val_metrics.json");

  @TempDir Path folder;
  private Run run;
  private Path slowfast;

  @BeforeEach
  void prepare() {
    run = new Run(folder).model("slowfast");
    slowfast = run.official().resolve("slowfast");
  }

  private int plan() {
    run.set("publish.dry-run", "true");
    try {
      return run.publish();
    } finally {
      run.set("publish.dry-run", "false");
    }
  }

  /** Everything that is in the folder, links as links, each with what it is known by. */
  private static Map<String, Object> everything(Path folder) throws IOException {
    Map<String, Object> found = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths.filter(it -> !it.equals(folder))::iterator) {
        String name = folder.relativize(path).toString();
        found.put(
            name,
            Files.isSymbolicLink(path)
                ? Files.readSymbolicLink(path)
                : Files.readAttributes(path, BasicFileAttributes.class).fileKey());
      }
    }
    return found;
  }

  private void retrain() {
    run.store.put(
        run.source,
        run.key("slowfast", "train_configuration.yaml"),
        Samples.trainConfiguration("slowfast").replace("gamma: 0.5", "gamma: 0.25"));
  }

  private void addForeign() throws IOException {
    Files.createDirectories(slowfast.resolve("sub/deeper"));
    Files.writeString(slowfast.resolve("README.md"), "mine");
    Files.writeString(slowfast.resolve(".DS_Store"), "\u0000");
    Files.writeString(slowfast.resolve("sub/x.txt"), "mine, too");
    Files.writeString(slowfast.resolve("sub/deeper/y"), "");
    Files.createDirectory(slowfast.resolve("empty"));
    Files.createSymbolicLink(slowfast.resolve("link"), Path.of("../elsewhere"));
  }

  @Test
  void whatIsNotItsOwnStaysTheVerySameWhenAModelIsPublishedAnew() throws IOException {
    assertThat(run.publish()).isZero();
    addForeign();
    Map<String, Object> before = everything(slowfast);
    retrain();

    assertThat(run.publish()).isZero();

    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("published");
    Map<String, Object> after = everything(slowfast);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    // hparams and the like are as they were, too.
    List<String> written = List.of("config.yaml", "train_configuration.yaml");
    before.forEach(
        (name, key) -> {
          if (written.contains(name)) {
            assertThat(after.get(name)).as(name).isNotEqualTo(key);
          } else {
            assertThat(after.get(name)).as(name).isEqualTo(key);
          }
        });
    assertThat(run.officialFiles().get("slowfast/config.yaml")).contains("gamma: 0.25");
    assertThat(run.officialFiles().get("slowfast/sub/x.txt")).isEqualTo("mine, too");
    assertThat(run.official().toFile().list()).containsExactly("slowfast");
  }

  @Test
  void aFolderThatHadOnlyTheUsersFilesIsCompleted() throws IOException {
    addForeign();
    assertThat(plan()).isEqualTo(3);
    assertThat(run.publication("slowfast").path("files")).hasSize(5);

    assertThat(run.publish()).isZero();

    assertThat(everything(slowfast).keySet()).containsAll(FIVE).hasSize(5 + 8);
    assertThat(run.officialFiles().get("slowfast/README.md")).isEqualTo("mine");
  }

  @Test
  void aPlanThatSaysInPlaceIsOfAStateThatARunLeavesAsItIs() throws IOException {
    assertThat(run.publish()).isZero();
    addForeign();
    Map<String, Object> before = everything(run.official());

    assertThat(plan()).isZero();
    assertThat(run.publish()).isZero();

    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("present");
    assertThat(everything(run.official())).isEqualTo(before);
  }

  private void failsBeforeAnythingIsCopied(String... messages) throws IOException {
    Map<String, Object> before = everything(folder);
    before.remove("report.json");
    assertThat(plan()).isEqualTo(1);
    assertThat(run.publication("slowfast").path("error").asText()).contains(messages);
    assertThat(run.publish()).isEqualTo(1);
    assertThat(run.publication("slowfast").path("error").asText()).contains(messages);
    assertThat(run.published()).isEmpty();
    Map<String, Object> after = everything(folder);
    after.remove("report.json");
    after.remove("catalog.properties");
    before.remove("catalog.properties");
    assertThat(after).isEqualTo(before);
  }

  @Test
  void aFileInTheFoldersPlaceIsRefusedAndStays() throws IOException {
    Files.createDirectories(run.official());
    Files.writeString(slowfast, "mine");
    failsBeforeAnythingIsCopied(slowfast + " is a file, where the model's folder goes");
    assertThat(slowfast).hasContent("mine");
  }

  @Test
  void aLinkInTheFoldersPlaceIsRefused() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("config.yaml"), "secret: 1\n");
    Files.createDirectories(run.official());
    Files.createSymbolicLink(slowfast, elsewhere);
    failsBeforeAnythingIsCopied(slowfast + " is a link to " + elsewhere, "not followed");
    assertThat(Files.readString(folder.resolve("report.json"))).doesNotContain("secret");
    assertThat(elsewhere.resolve("config.yaml")).hasContent("secret: 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.yaml", "val_metrics.json", "hparams.yaml"})
  void aFileThatLinksElsewhereIsNeitherReadNorWrittenThrough(String name) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "{\"secret\": 1}\n");
    Files.createDirectories(slowfast);
    Files.createSymbolicLink(slowfast.resolve(name), secret);
    try (Console console = new Console()) {
      failsBeforeAnythingIsCopied(slowfast.resolve(name) + " is a link to " + secret);
      assertThat(console.text()).doesNotContain("{\"secret\"");
    }
    assertThat(Files.readString(folder.resolve("report.json"))).doesNotContain("{\"secret");
    assertThat(secret).hasContent("{\"secret\": 1}");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAuditReadsNoConfigThatLinksElsewhere(boolean wholeFolder) throws IOException {
    assertThat(run.publish()).isZero();
    Path secret = Files.createDirectory(folder.resolve("elsewhere")).resolve("config.yaml");
    Files.writeString(secret, "public_checkpoint: secret_0123456789.ckpt\n");
    Path other = run.official().resolve("european");
    if (wholeFolder) {
      Files.createSymbolicLink(other, secret.getParent());
    } else {
      Files.createSymbolicLink(Files.createDirectory(other).resolve("config.yaml"), secret);
    }

    assertThat(run.set("publish.audit", "true").publish()).isEqualTo(1);

    assertThat(run.publication("european").path("error").asText())
        .contains(other.toString(), " is a link to ", "not followed");
    assertThat(run.report().toString()).doesNotContain("secret_0123456789");
  }

  @Test
  void anUnusableFolderOfAllModelsEndsThePlanAndTheRunAtTheStart() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    Map<String, String> unusable = new TreeMap<>();
    unusable.put(file.toString(), file + " is not a folder");
    unusable.put(file.resolve("deeper").toString(), file + " is not a folder");
    unusable.put(
        link.toString(), link + " is a link, which is not followed; name the folder itself: ");
    unusable.put(folder.resolve("n".repeat(300)).toString(), folder + "/nnn");
    unusable.forEach(
        (dir, message) -> {
          run.set("official-models.dir", dir);
          for (String plan : new String[] {"true", "false"}) {
            try (Console console = new Console()) {
              assertThat(run.set("publish.dry-run", plan).publish()).as(dir).isEqualTo(2);
              assertThat(console.text()).contains("official-models.dir: " + message);
            }
          }
        });
    assertThat(run.published()).isEmpty();
    assertThat(folder.resolve("report.json")).doesNotExist();
    assertThat(real).isEmptyDirectory();
  }

  /** To the superuser's look everything is writable, so a run that publishes tries it. */
  @Test
  void aFileSystemThatTakesNoFilesEndsTheRunAtTheStart() {
    run.set("official-models.dir", "/proc/official_models");
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(2);
      assertThat(console.text()).contains("official-models.dir: /proc");
    }
    assertThat(run.published()).isEmpty();
  }

  @Test
  void aFolderThatBecameUnusableAfterTheStartFailsTheModelBeforeAnythingIsCopied()
      throws IOException {
    try (Run.ByHand daemon = run.byHand()) {
      Files.deleteIfExists(run.official());
      Files.writeString(run.official(), "mine");
      assertThat(daemon.publish("slowfast").at("/publications/0/error").asText())
          .contains("official-models.dir cannot be written to: " + run.official());
    }
    assertThat(run.published()).isEmpty();
    assertThat(run.official()).hasContent("mine");
  }

  @Test
  void aNameThatIsTooLongForAFolderFailsThatModelAloneBeforeAnythingIsCopied() {
    String name = "m".repeat(256);
    run.entry("weight-lookup." + name, "s3://" + run.source + "/" + run.key("slowfast", ""));

    assertThat(plan()).isEqualTo(1);
    assertThat(run.publication(name).path("error").asText()).contains("File name too long");
    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.publication(name).path("error").asText()).contains("File name too long");
    assertThat(run.published()).hasSize(3);
    assertThat(run.officialFiles().keySet()).allMatch(file -> file.startsWith("slowfast/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"weight-lookup.bad\\uFFFD", "weights.bad\\uFFFD.pt", "weight-lookup.bad\\uD800"})
  void aNameThatCouldNotBeReadOrWrittenIsRefusedAtTheStart(String entry) {
    run.entry(entry, "s3://" + run.source + "/results/bad.pt");
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(2);
      assertThat(console.text())
          .contains("nothing was attempted", "bad")
          .containsAnyOf("has U+FFFD", "cannot be a file's in this locale");
    }
    assertThat(run.published()).isEmpty();
  }

  @Test
  void aNameThatThisLocaleHasNoLettersForIsRefusedAtTheStart() throws Exception {
    Path file = folder.resolve("accents.properties");
    Files.writeString(file, "weight-lookup.caf\u00e9 = s3://" + run.source + "/results/\n");
    run.set("publish.properties", file.toString());
    Path log = folder.resolve("log");
    List<String> command = new java.util.ArrayList<>(List.of(Jar.JAVA));
    run.properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "zamba.publish.Publisher"));
    ProcessBuilder program =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    program.environment().put("LC_ALL", "C");

    assertThat(program.start().waitFor()).isEqualTo(2);

    assertThat(Files.readString(log))
        .contains("cannot be a file's in this locale", "LC_ALL=C.UTF-8");
  }
}
