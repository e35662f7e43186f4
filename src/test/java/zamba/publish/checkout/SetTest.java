package zamba.publish.checkout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.ZambaFolder;

/** {@code --set} edits one string of config.py, and only of a model that is published. */
class SetTest {
  @TempDir Path folder;
  private Run run;
  private ZambaFolder zamba;
  private String before;
  private String source;

  @BeforeEach
  void prepare() {
    run = new Run(folder);
    zamba = new ZambaFolder(run, folder.resolve("zamba")).model("slowfast").model("european");
    before = zamba.read(ZambaFolder.CONFIG);
    source = run.trained("slowfast", "retrained");
    run.set("zamba.set.slowfast", source);
  }

  private String expected() {
    return before.replace(Run.PREFIX + "slowfast/", Run.PREFIX + "retrained/");
  }

  private void unchanged() {
    assertThat(zamba.read(ZambaFolder.CONFIG)).isEqualTo(before);
  }

  private void refused(String text) {
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(2);
      assertThat(console.text()).contains(text);
    }
    unchanged();
    assertThat(run.published()).isEmpty();
  }

  @Test
  void publishesFromThereAndEditsThatStringAlone() throws IOException {
    Path config = zamba.path(ZambaFolder.CONFIG);
    before = before.replace("\n", "\r\n");
    zamba.write(ZambaFolder.CONFIG, before);
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rwxr-xr--"));
    assertThat(run.publish()).isZero();
    assertThat(zamba.read(ZambaFolder.CONFIG)).isEqualTo(expected()).contains("\r\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
        .isEqualTo("rwxr-xr--");
    assertThat(run.publication("slowfast").path("source").asText()).contains("/retrained/");
    assertThat(config.getParent().toFile().list()).noneMatch(name -> name.startsWith(".config"));
    assertThat(run.publish()).isZero();
    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("present");
  }

  @Test
  void aPlanShowsTheDifferenceAndEditsNothing() {
    run.set("publish.dry-run", "true");
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(3);
      assertThat(console.text())
          .contains(
              "to change: zamba/models/config.py",
              "+    \"slowfast\": \"" + source + "\",  # trained");
    }
    unchanged();
  }

  @Test
  void addsANewModelThatTheEnumHas() {
    String trained = run.trained("blank");
    zamba.member("blank");
    before = zamba.read(ZambaFolder.CONFIG);
    run.properties.remove("zamba.set.slowfast");
    run.set("zamba.set.blank", trained);
    assertThat(run.publish()).isZero();
    String last =
        "\"slowfast\": \"s3://" + run.source + "/" + Run.PREFIX + "slowfast/\",  # trained\n";
    assertThat(zamba.read(ZambaFolder.CONFIG))
        .isEqualTo(before.replace(last, last + "    \"blank\": \"" + trained + "\",\n"));
    assertThat(zamba.published("blank")).isTrue();
  }

  @Test
  void editsNothingUntilEveryRegionHasIt() {
    String lost = run.buckets.get("asia");
    run.store.s3().deleteBucket(request -> request.bucket(lost));
    assertThat(run.publish()).isEqualTo(1);
    unchanged();
    run.store.s3().createBucket(request -> request.bucket(lost));
    assertThat(run.publish()).isZero();
    assertThat(zamba.read(ZambaFolder.CONFIG)).isEqualTo(expected());
  }

  /** As after a kill between the two. */
  @Test
  void editsWhatAnEarlierRunPublishedAndDidNotEdit() {
    assertThat(run.publish()).isZero();
    zamba.write(ZambaFolder.CONFIG, before);
    assertThat(run.publish()).isZero();
    assertThat(zamba.read(ZambaFolder.CONFIG)).isEqualTo(expected());
  }

  @Test
  void refusesAModelThatTheEnumLacks() {
    run.set("zamba.set.other", source);
    refused(
        "other is in WEIGHT_LOOKUP and not in ModelEnum; add it there, zamba/models/config_common.py:6");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "s3:// | is not of the form s3://bucket/prefix/",
        "s3://bucket | is not of the form s3://bucket/prefix/",
        "https://host/x | is not of the form s3://bucket/prefix/",
        "s3://bucket/it's/ | cannot be written into a string as it is",
        "s3://bucket/a\\b/ | cannot be written into a string as it is",
        "s3://bucket/{{x}}/ | is taken as it stands",
      })
  void refusesWhatIsNoPlace(String place, String text) {
    run.set("zamba.set.slowfast", place);
    refused(text);
  }

  @Test
  void refusesToEditWhatIsJoined() {
    zamba.replace(
        ZambaFolder.CONFIG,
        "\"s3://" + run.source + "/results/version_1/slowfast",
        "\"s3://\" \"" + run.source + "/results/version_1/slowfast");
    before = zamba.read(ZambaFolder.CONFIG);
    refused("config.py:9: the place of slowfast is joined of several strings");
  }

  @Test
  void needsACheckoutAndOneRun() {
    run.set("publish.audit", "true");
    refused("zamba.set.slowfast is for one run or its plan");
    run.properties.remove("publish.audit");
    run.properties.remove("zamba.checkout");
    refused("zamba.set.slowfast edits a checkout of zamba; name it with zamba.checkout (--zamba)");
  }

  @Test
  void refusesAFileThatItHasNoRightToWrite() throws IOException {
    assumeFalse(System.getProperty("user.name").equals("root"), "skipped: root may write anything");
    Files.setPosixFilePermissions(
        zamba.path(ZambaFolder.CONFIG), PosixFilePermissions.fromString("r--r--r--"));
    refused("zamba.checkout: ");
  }

  @Test
  void showsWhatSomebodyEditedInAModelsFolderAndCopiesNothing() throws Exception {
    assertThat(run.publish()).isZero();
    Path root = folder.resolve("zamba");
    assumeTrue(git(root, "init", "-q") == 0, "skipped: no git");
    git(root, "add", "-A");
    git(root, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "x");
    zamba.replace(ZambaFolder.OFFICIAL + "/slowfast/hparams.yaml", "hparams", "edited");
    zamba.write("NOTES", "unrelated");
    run.set("zamba.set.slowfast", run.trained("slowfast", "again"));
    run.store.put(run.source, Run.PREFIX + "again/hparams.yaml", "other: 1\n");
    Map<String, String> published = run.published();
    String config = zamba.read(ZambaFolder.CONFIG);
    assertThat(run.publish()).isEqualTo(1);
    assertThat(run.publication("slowfast").path("error").asText()).contains("edited by hand");
    assertThat(run.publication("european").path("status").asText()).isEqualTo("present");
    assertThat(run.published()).isEqualTo(published);
    assertThat(zamba.read(ZambaFolder.CONFIG)).isEqualTo(config);
  }

  private static int git(Path folder, String... arguments) throws Exception {
    try {
      return new ProcessBuilder(Stream.concat(Stream.of("git"), Stream.of(arguments)).toList())
          .directory(folder.toFile())
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  /** Whoever looks at any moment, as after a kill then, finds one or the other. */
  @Test
  void theFileIsAlwaysTheOldOneOrTheNewOne() {
    AtomicBoolean ended = new AtomicBoolean();
    Path config = zamba.path(ZambaFolder.CONFIG);
    CompletableFuture<Set<String>> seen =
        CompletableFuture.supplyAsync(
            () -> {
              Set<String> texts = new HashSet<>();
              while (!ended.get()) {
                try {
                  texts.add(Files.readString(config));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
              return texts;
            });
    String other = "s3://" + run.source + "/" + Run.PREFIX + "slowfast/";
    for (int i = 0; i < 50; i++) {
      String to = i % 2 == 0 ? source : other;
      assertThat(
              new ZambaCheckout(folder.resolve("zamba"), Map.of("slowfast", to)).write("slowfast"))
          .isTrue();
    }
    ended.set(true);
    assertThat(seen.join()).isSubsetOf(before, expected());
  }

  @Test
  void writesInTheMappingsOwnStyle() {
    String c = "s3://c/";
    zamba.member("a").member("c");
    assertThat(added("WEIGHT_LOOKUP = {'a': 's3://a/', 'b': 's3://b/'}\n"))
        .isEqualTo("WEIGHT_LOOKUP = {'a': 's3://a/', 'b': 's3://b/', 'c': '" + c + "'}\n");
    assertThat(added("WEIGHT_LOOKUP = {\r\n\t'a': r\"s3://a/\"\r\n}  # end\r\n"))
        .isEqualTo(
            "WEIGHT_LOOKUP = {\r\n\t'a': r\"s3://a/\",\r\n\t'c': r\"" + c + "\"\r\n}  # end\r\n");
    assertThat(added("WEIGHT_LOOKUP = {\n  'a': 's3://a/'  # first\n  # end\n}\n"))
        .isEqualTo(
            "WEIGHT_LOOKUP = {\n  'a': 's3://a/',  # first\n  'c': '" + c + "'\n  # end\n}\n");
    assertThat(added("WEIGHT_LOOKUP = dict(\n  a='s3://a/',)\n"))
        .isEqualTo("WEIGHT_LOOKUP = dict(\n  a='s3://a/',\n  c='" + c + "',)\n");
    assertThat(added("WEIGHT_LOOKUP = {\n    ModelEnum.a.value: 's3://a/',\n}\n"))
        .isEqualTo(
            "WEIGHT_LOOKUP = {\n    ModelEnum.a.value: 's3://a/',\n    ModelEnum.c.value: '"
                + c
                + "',\n}\n");
    assertThat(added("WEIGHT_LOOKUP = {}\n")).isEqualTo("WEIGHT_LOOKUP = {\"c\": \"" + c + "\"}\n");
    assertThatThrownBy(() -> added("WEIGHT_LOOKUP = {'a': BASE}\n"))
        .hasMessageContaining("none is written like it");
  }

  private String added(String lookup) {
    String begin = "from zamba.models.config_common import ModelEnum\n";
    zamba.write(ZambaFolder.CONFIG, begin + lookup);
    FileEdit edit =
        LookupEdit.of(new WorkTree(folder.resolve("zamba")), "c", "s3://c/").orElseThrow();
    assertThat(edit.before().orElseThrow().getBytes(UTF_8))
        .isEqualTo((begin + lookup).getBytes(UTF_8));
    return edit.after().substring(begin.length());
  }

  @Test
  void severalModelsAreOneEdit() {
    FileEdit edit =
        LookupEdit.of(
                new WorkTree(folder.resolve("zamba")),
                new java.util.TreeMap<>(Map.of("slowfast", source, "european", "s3://x/y/")))
            .orElseThrow();
    assertThat(edit.before()).contains(before);
    assertThat(edit.after().lines()).hasSameSizeAs(before.lines().toList());
    assertThat(edit.after()).contains("\"s3://x/y/\"", "\"" + source + "\"");
  }
}
