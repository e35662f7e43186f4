package zamba.publish.checkout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zamba.publish.Publisher;
import zamba.publish.config.ConfigurationSource;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.ZambaFolder;

/** What a checkout of zamba says is published is published, and nothing that is in doubt. */
class CheckoutTest {
  @TempDir Path folder;
  private Run run;
  private ZambaFolder zamba;

  @BeforeEach
  void prepare() {
    run = new Run(folder);
    zamba = new ZambaFolder(run, folder.resolve("zamba")).model("slowfast");
  }

  private List<String> names() {
    return StreamSupport.stream(run.report().path("publications").spliterator(), false)
        .map(it -> it.path("name").asText())
        .toList();
  }

  /** Nothing is attempted, and why is said. */
  private void refused(String... texts) {
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(2);
      assertThat(console.text()).contains(texts);
      assertThat(console.thrown()).isEmpty();
    }
    assertThat(run.published()).isEmpty();
    assertThat(zamba.published("slowfast")).isFalse();
  }

  @Test
  void publishesWhatTheFilesSayInTheOrderOfTheEnumIntoTheCheckout() {
    run.store.put(run.source, "depth.pt", "weights");
    zamba
        .model("european")
        .lookup("speciesnet", "https://example.com/speciesnet")
        .depth(Map.of("zamba_depth_1.pt", "s3://" + run.source + "/depth.pt"))
        .write(
            ZambaFolder.OFFICIAL + "/lila.science/config.yaml", "public_checkpoint: lila.ckpt\n");
    try (Console console = new Console()) {
      assertThat(run.publish()).isZero();
      assertThat(console.text())
          .contains(
              "zamba/models/config.py:8: speciesnet is not published by this program",
              "lila.science is not published by this program");
    }
    assertThat(names()).containsExactly("slowfast", "european", "zamba_depth_1.pt");
    assertThat(zamba.published("slowfast")).isTrue();
    assertThat(zamba.published("european")).isTrue();
    assertThat(run.published()).hasSize(9);
  }

  @Test
  void readsDensePoseWhoseOtherValuesAreComputed() {
    zamba.write(
        ZambaFolder.DENSEPOSE,
        """
        try:
            from densepose.vis import Visualizer
        except ImportError:
            Visualizer = None

        MODELS = dict(
            animals=dict(
                config=str(Path(__file__).parent / "assets" / "animals.yaml"),
                densepose_weights_url="https://127.0.0.1:1/model_final_421d28.pkl",
                weights="zamba_densepose_421d28.pkl",
                viz_class=Visualizer,
                viz_class_kwargs=dict(texture_atlases_dict={"a": get(str("b"))}),
            ),
        )


        class Manager:
            def __init__(self, model=MODELS["animals"]):
                self.weights = model["weights"]
        """);
    run.set("publish.dry-run", "true");
    run.publish();
    assertThat(names()).containsExactly("slowfast", "zamba_densepose_421d28.pkl");
  }

  @Test
  void readsTheEnumWhereOlderRevisionsHaveIt() throws IOException {
    zamba.replace(
        ZambaFolder.CONFIG,
        "from zamba.models.config_common import ModelEnum, MonitorEnum  # noqa\n",
        "from enum import Enum\n\n\nclass ModelEnum(str, Enum):\n    slowfast = \"slowfast\"\n\n\n");
    Files.delete(zamba.path(ZambaFolder.COMMON));
    assertThat(run.publish()).isZero();
    assertThat(zamba.published("slowfast")).isTrue();
  }

  @Test
  void refusesAModelOfTheEnumThatTheLookupLacks() {
    zamba.member("european");
    refused("zamba/models/config_common.py:10: european is in ModelEnum", "config.py:7");
  }

  @Test
  void refusesAnEntryThatTheEnumLacksAndNamesItsLine() {
    zamba.lookup("european", "s3://private/results/");
    refused(
        "zamba/models/config.py:8: european is in WEIGHT_LOOKUP and not in ModelEnum",
        "zamba/models/config_common.py:6");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "config.py | MAPPING = | WEIGHT_LOOKUP[\"slowfast\"] = | config.py:11: ",
        "config.py | GPUS = | <<<<<<< HEAD | config.py:5: ",
        "config.py | ,  # trained | ,\"slowfast\": \"s3://a/b/\", | config.py:8: 'slowfast' is there twice",
        "config.py | \"s3:// | BASE + \"s3:// | config.py:8: the place of slowfast is computed",
        "config.py | \"s3:// | \"gs:// | config.py:8: the place of slowfast is neither",
        "config_common.py | slowfast = | slowfast2 = | config_common.py:9: slowfast2",
        "config_common.py | class ModelEnum(str, Enum): | class ModelEnum(str, Other): | config_common.py:6: ",
        "utils.py | S3_BUCKET = \"s3:// | S3_BUCKET = \"s3://x | region.us.bucket=",
        "utils.py | S3_BUCKET = \"s3:// | S3_BUCKET = f\"s3:// | utils.py:3: ",
        "depth_estimation/depth_manager.py | dict() | dict(a=1) | depth_manager.py:3: a is a number",
        "densepose/densepose_manager.py | {} | load() | densepose_manager.py:1: ",
      })
  void refusesWhatItIsNotSureOf(String file, String old, String now, String message) {
    zamba.replace("zamba/models/" + file, old, now);
    refused(message);
  }

  @Test
  void refusesAnyOtherCatalogBesideIt() {
    run.entry("weight-lookup.european", "s3://private/european/");
    refused("weight-lookup.european: with zamba.checkout");
  }

  @Test
  void refusesAnotherPlaceForTheFolders() {
    run.set("official-models.dir", folder.resolve("elsewhere").toString());
    refused("official-models.dir=");
    run.set("official-models.dir", zamba.path(ZambaFolder.OFFICIAL).toString());
    assertThat(run.publish()).isZero();
  }

  @Test
  void refusesARegionThatZambaDoesNotKnow() {
    run.set("region.moon.bucket", "moon");
    refused("region.moon.bucket=moon, but the checkout's");
  }

  @Test
  void refusesWhatIsNoCheckout() {
    run.set("zamba.checkout", folder.resolve("nothing").toString());
    refused("nothing is not a folder");
    run.set("zamba.checkout", folder.toString());
    refused("zamba/models/config.py:1: there is no such file; is this a checkout of zamba?");
  }

  @Test
  void followsNoLinkOutOfTheCheckout() throws IOException {
    Path elsewhere = Files.move(zamba.path(ZambaFolder.CONFIG), folder.resolve("config.py"));
    Files.createSymbolicLink(zamba.path(ZambaFolder.CONFIG), elsewhere);
    refused("a link that leads out of the checkout");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MERGE_HEAD",
        "rebase-merge/done",
        "CHERRY_PICK_HEAD",
        "REVERT_HEAD",
        "BISECT_LOG"
      })
  void refusesACheckoutInTheMiddleOfSomething(String file) {
    zamba.write(".git/" + file, "");
    refused("is in the middle of a");
  }

  @Test
  void refusesALinkedWorkTreeInTheMiddleOfAMerge() {
    zamba.write(".git", "gitdir: ../main/.git/worktrees/zamba\n");
    run.set("publish.dry-run", "true");
    assertThat(run.publish()).isEqualTo(3);
    zamba.write("../main/.git/worktrees/zamba/MERGE_HEAD", "");
    refused("is in the middle of a merge");
  }

  @Test
  void auditsHandPublishedModelsByTheirOfficialConfig() {
    zamba
        .lookup("speciesnet", "https://example.com/speciesnet")
        .write(
            ZambaFolder.OFFICIAL + "/speciesnet/config.yaml",
            "public_checkpoint: species_1.ckpt\n");
    run.buckets
        .values()
        .forEach(bucket -> run.store.put(bucket, "zamba_official_models/species_1.ckpt", "x"));
    assertThat(run.publish()).isZero();
    run.set("publish.audit", "true");
    run.publish();
    assertThat(run.publication("speciesnet").toString()).contains("\"status\":\"present\"");
    run.store.delete(run.buckets.get("eu"), "zamba_official_models/species_1.ckpt");
    assertThat(run.publish()).isEqualTo(1);
    assertThat(run.publication("speciesnet").path("status").asText()).isEqualTo("failed");
  }

  @Test
  void aDaemonReadsItAgainAndKeepsTheLastThatWasUsable() {
    zamba.model("european");
    try (Console console = new Console();
        Run.ByHand daemon = run.byHand()) {
      daemon.publish("slowfast");
      String good = zamba.read(ZambaFolder.CONFIG);
      zamba.replace(ZambaFolder.CONFIG, "GPUS = ", "WEIGHT_LOOKUP = {}\nGPUS = ");
      daemon.publish("european");
      assertThat(console.text()).contains("the last good catalog stays in force", "config.py:");
      assertThat(zamba.published("european")).isTrue();
      zamba.write(ZambaFolder.CONFIG, good.replace("# trained", "# trained again"));
      zamba.model("blank");
      daemon.publish("blank");
      assertThat(zamba.published("blank")).isTrue();
    }
  }

  @Test
  void findsEveryEntryOfARealCheckout() throws Exception {
    String real = System.getProperty("zamba.checkout");
    assumeTrue(real != null, "skipped: no real checkout of zamba named by -Dzamba.checkout=DIR");
    Properties properties = new Properties();
    properties.setProperty("zamba.checkout", real);
    properties.setProperty("publish.dry-run", "true");
    properties.setProperty("report.file", folder.resolve("report.json").toString());
    assertThat(new Publisher(new ConfigurationSource(Path.of(""), properties, Map.of())).runToEnd())
        .isNotEqualTo(2);
    String config = Files.readString(Path.of(real, ZambaFolder.CONFIG), UTF_8);
    UnaryOperator<String> quoted = name -> "\"" + name + "\": \"s3://";
    assertThat(names()).isNotEmpty();
    assertThat(names().stream().map(quoted).filter(config::contains).count())
        .isEqualTo(config.lines().filter(line -> line.matches(" +\"\\w+\": \"s3://.*")).count());
  }
}
