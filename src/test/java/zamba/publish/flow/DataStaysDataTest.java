package zamba.publish.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;

/**
 * Whatever a key, a name or a file has in it: it is copied, said and written as it stands. Camel
 * would run it as an expression if it came near one.
 */
class DataStaysDataTest {
  /** Set by {@link #RUNS} if anybody evaluates it. */
  private static final String RAN = "zamba.test.ran";

  private static final String SECRET = "zamba.test.secret";
  private static final String VALUE = "the value that nobody may see";

  private static final String RUNS =
      "${bean:type:java.lang.System?method=setProperty('" + RAN + "','x')}";
  private static final String TELLS = "${sys." + SECRET + "}";
  private static final String HOSTILE = RUNS + TELLS;

  @TempDir Path folder;
  private Run run;

  @BeforeEach
  void prepare() {
    System.setProperty(SECRET, VALUE);
    run = new Run(folder);
  }

  @AfterEach
  void clear() {
    System.clearProperty(SECRET);
    System.clearProperty(RAN);
  }

  /**
   * Training results whose folder and checkpoint have that text in their names, and its content.
   */
  private void hostileModel(String model, String text) {
    String folderKey = Run.PREFIX + "of " + text + "/";
    for (String companion : Samples.COMPANIONS) {
      run.store.put(run.source, folderKey + companion, companion + ": " + text + "\n");
    }
    run.store.put(
        run.source,
        folderKey + "train_configuration.yaml",
        Samples.trainConfiguration("m").replace("- m", "- \"" + text + "\""));
    run.store.put(run.source, folderKey + "m" + text + ".ckpt", Samples.checkpoint("m"));
    run.entry("weight-lookup." + escaped(model), "s3://" + run.source + "/" + folderKey.strip());
  }

  /** As a name in a properties file. */
  private static String escaped(String name) {
    return name.replace(":", "\\:").replace("=", "\\=");
  }

  private String published(int status) {
    try (Console console = new Console()) {
      assertThat(run.publish()).as(console.text()).isEqualTo(status);
      assertThat(System.getProperty(RAN)).as("what ran").isNull();
      String said = console.text() + run.report() + run.published().keySet() + run.officialFiles();
      assertThat(said).doesNotContain(VALUE);
      return console.text();
    }
  }

  @Test
  void aKeyAFolderAModelAndAFileOfAnyTextArePublishedPlannedAndAudited() {
    hostileModel("model " + HOSTILE, HOSTILE);
    run.store.put(run.source, "weights/" + HOSTILE + ".pt", "weights");
    run.entry(
        "weights." + escaped("w" + HOSTILE + ".pt"),
        "s3://" + run.source + "/weights/" + HOSTILE + ".pt");

    run.set("publish.dry-run", "true");
    published(3);
    assertThat(run.published()).isEmpty();

    run.set("publish.dry-run", "false");
    assertThat(published(0)).contains("of " + HOSTILE + "/m" + HOSTILE + ".ckpt");
    assertThat(run.published()).hasSize(6);
    assertThat(run.published().keySet())
        .allMatch(key -> key.contains(HOSTILE) && key.contains("zamba_official_models/"));
    assertThat(run.officialFiles().get("model " + HOSTILE + "/hparams.yaml"))
        .isEqualTo("hparams.yaml: " + HOSTILE + "\n");

    run.set("publish.audit", "true").set("publish.heal", "true");
    String lost = run.published().keySet().iterator().next();
    run.store.delete(run.buckets.get(lost.split(":", 2)[0]), lost.split(":", 2)[1]);
    // The buckets are not public, which an audit finds.
    published(1);
    assertThat(run.published()).hasSize(6);
  }

  @Test
  void aFailureTellsTheKeyAsItStands() {
    hostileModel("m", HOSTILE);
    run.store.delete(run.source, Run.PREFIX + "of " + HOSTILE + "/hparams.yaml");

    assertThat(published(1)).contains("of " + HOSTILE + "/, there is no hparams.yaml");
  }

  /** Camel takes quotes from around an argument, and null for none. */
  @ParameterizedTest
  @ValueSource(
      strings = {"null.pt", "'quoted'.pt", "\"quoted\".pt", "${body}.pt", "a,b.pt", "true.pt"})
  void aNameIsTakenAsItStands(String name) {
    run.store.put(run.source, "w.pt", "weights");
    run.entry("weights." + name, "s3://" + run.source + "/w.pt");

    published(0);
    assertThat(run.published().keySet())
        .hasSize(3)
        .allMatch(key -> key.endsWith(":zamba_official_models/" + name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", HOSTILE, "'slowfast'", "${body}", "constant(slowfast)"})
  void whatIsAskedForByHandIsANameAndNothingElse(String name) {
    run.model("slowfast");
    try (Run.ByHand program = run.byHand()) {
      assertThatThrownBy(() -> program.publish(name))
          .rootCause()
          .hasMessageStartingWith("'" + name + "' is not in the catalog");
    }
    assertThat(System.getProperty(RAN)).isNull();
    assertThat(run.published()).isEmpty();
  }

  @Test
  void foldersAndFilesOfThatNameAreJustThat() throws Exception {
    Path odd = Files.createDirectories(folder.resolve(TELLS));
    run.model("slowfast")
        .set("public.prefix", "models-" + TELLS)
        .set("report.file", odd.resolve("report " + TELLS + " {{x}}.json").toString());
    run.properties.setProperty("official-models.dir", odd.resolve("official").toString());

    try (Console console = new Console()) {
      // The placeholder is refused, the expression is a name.
      assertThat(run.publish()).isEqualTo(2);
      assertThat(console.text()).contains("report.file", "{{x}}").doesNotContain(VALUE);
    }
    run.set("report.file", odd.resolve("report " + TELLS + "?a=b&c.json").toString());
    assertThat(run.publish()).isZero();
    assertThat(odd.resolve("report " + TELLS + "?a=b&c.json")).isRegularFile();
    assertThat(odd.resolve("official/slowfast/config.yaml")).isRegularFile();
    assertThat(run.published().keySet()).allMatch(key -> key.contains(":models-" + TELLS + "/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {TELLS, "?operation=deleteBucket", "&amazonS3Client=#private-s3", "#a"})
  void aBucketsNameIsABucketsName(String rest) {
    run.model("slowfast").set("region.us.bucket", "bucket" + rest);
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(2);
      assertThat(console.text())
          .contains("region.us.bucket=bucket" + rest + " is not a bucket's name")
          .doesNotContain(VALUE);
    }
  }

  /** As REGION in the environment would be, which many have for something else. */
  @ParameterizedTest
  @ValueSource(strings = {"region", "timer", "run.task", "cluster.master", "report.format"})
  void whatTheRoutesAreMadeWithIsNotTakenFromElsewhere(String name) {
    run.model("slowfast");
    System.setProperty(name, "us");
    try {
      published(0);
    } finally {
      System.clearProperty(name);
    }
    assertThat(run.published()).hasSize(3);
  }
}
