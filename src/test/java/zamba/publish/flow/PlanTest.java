package zamba.publish.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;

/** A plan: what it says, its exit status, and that it changes nothing. */
class PlanTest {
  private static final int NOTHING_TO_DO = 0;
  private static final int WOULD_FAIL = 1;
  private static final int SOMETHING_TO_PUBLISH = 3;

  @TempDir Path folder;
  private Run run;
  private FaultProxy proxy;
  private volatile String denied = "denied nowhere";

  @BeforeEach
  void prepare() throws Exception {
    run = new Run(folder).model("slowfast");
    proxy =
        new FaultProxy(
            run.store.endpoint(), line -> line.startsWith(denied) ? "403 AccessDenied" : null);
  }

  @AfterEach
  void close() throws Exception {
    proxy.close();
  }

  /** Plans through the proxy; whatever comes of it, nothing may have changed. */
  private int plan() {
    Map<String, String> published = run.published();
    Map<String, String> files = run.officialFiles();
    run.set("s3.endpoint", proxy.endpoint().toString()).set("publish.dry-run", "true");
    int status = run.publish();
    run.set("s3.endpoint", run.store.endpoint().toString()).set("publish.dry-run", "false");
    assertThat(run.published()).isEqualTo(published);
    assertThat(run.officialFiles()).isEqualTo(files);
    for (String bucket : run.buckets.values()) {
      assertThat(run.store.s3().listMultipartUploads(it -> it.bucket(bucket)).uploads()).isEmpty();
    }
    // A part of an upload that does not exist is asked for, and refused: it tests a permission.
    assertThat(proxy.requests())
        .isNotEmpty()
        .allMatch(line -> line.matches("(GET|HEAD) .*") || isPartOfNoUpload(line));
    return status;
  }

  private static boolean isPartOfNoUpload(String line) {
    return line.startsWith("PUT ") && line.matches(".*[?&]uploadId=none[& ].*");
  }

  private List<String> statuses(String name) {
    List<String> statuses = new ArrayList<>();
    run.publication(name).path("replicas").forEach(it -> statuses.add(it.path("status").asText()));
    return statuses;
  }

  private JsonNode file(String model, String name) {
    for (JsonNode file : run.publication(model).path("files")) {
      if (file.path("name").asText().equals(name)) {
        return file;
      }
    }
    throw new AssertionError("no change of " + name + " in " + run.report());
  }

  private List<String> lines(JsonNode file) {
    List<String> lines = new ArrayList<>();
    file.path("lines").forEach(line -> lines.add(line.asText()));
    return lines;
  }

  @Test
  void saysWhatAFirstRunWouldPublish() {
    try (Console console = new Console()) {
      assertThat(plan()).isEqualTo(SOMETHING_TO_PUBLISH);
      assertThat(console.text())
          .contains("slowfast: to publish", "to copy: us, eu, asia", "to add: slowfast/config.yaml")
          .contains("1 to publish, 3 copies of 878.9 KiB in all", "Nothing was written");
    }
    assertThat(run.report().path("status").asText()).isEqualTo("pending");
    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("pending");
    assertThat(run.publication("slowfast").path("bytes").asLong()).isEqualTo(300_000);
    assertThat(statuses("slowfast")).containsExactly("missing", "missing", "missing");
    assertThat(run.publication("slowfast").path("files")).hasSize(5);
    assertThat(file("slowfast", "config.yaml").path("change").asText()).isEqualTo("added");
  }

  @Test
  void aRunDoesWhatThePlanSaid() {
    assertThat(plan()).isEqualTo(SOMETHING_TO_PUBLISH);
    String planned = run.publication("slowfast").path("publicName").asText();

    assertThat(run.publish()).isZero();

    assertThat(run.publication("slowfast").path("publicName").asText()).isEqualTo(planned);
    assertThat(statuses("slowfast")).containsExactly("copied", "copied", "copied");
    assertThat(plan()).isEqualTo(NOTHING_TO_DO);
  }

  @Test
  void asksNothingButGetAndHeadWhereEverythingIsInPlace() {
    assertThat(run.publish()).isZero();

    assertThat(plan()).isEqualTo(NOTHING_TO_DO);

    assertThat(proxy.requests()).noneMatch(PlanTest::isPartOfNoUpload);
    assertThat(run.report().path("status").asText()).isEqualTo("ok");
    assertThat(statuses("slowfast")).containsExactly("present", "present", "present");
    assertThat(run.publication("slowfast").has("files")).isFalse();
  }

  @Test
  void showsHowTheOfficialFilesWouldChange() {
    run.store.put(run.source, run.key("slowfast", "val_metrics.json"), "[{\"val_loss\": 0.310}]");
    assertThat(run.publish()).isZero();
    run.store.put(
        run.source,
        run.key("slowfast", "val_metrics.json"),
        "[{\"val_loss\": 0.29, \"val_top_1\": 0.9}]");
    run.store.put(
        run.source,
        run.key("slowfast", "train_configuration.yaml"),
        Samples.trainConfiguration("slowfast").replace("gamma: 0.5", "gamma: 0.25"));

    assertThat(plan()).isEqualTo(SOMETHING_TO_PUBLISH);

    assertThat(lines(file("slowfast", "config.yaml")))
        .contains(
            "--- old/config.yaml", "+++ new/config.yaml", "-    gamma: 0.5", "+    gamma: 0.25")
        .anyMatch(line -> line.startsWith("+public_checkpoint: slowfast_"));
    assertThat(lines(file("slowfast", "val_metrics.json")))
        .containsExactly("val_top_1: none -> 0.900", "val_loss: 0.310 -> 0.290 ▼");
    assertThat(run.publication("slowfast").path("files")).hasSize(3);
  }

  private static String metrics(String macroF1, String top1, String top3, int species, String f1) {
    StringBuilder json = new StringBuilder("[{\"epoch\": 3, \"hp_metric\": -1, ");
    for (int index = 10; index < 10 + species; index++) {
      json.append("\"species/val_f1/s%d\": 0.%s%d, ".formatted(index, f1, 10 + species - index));
    }
    return json
        + "\"species/val_f1/badger\": %s, ".formatted(f1.equals("9") ? "0.123" : "0.0")
        + "\"val_loss\": 1.5, \"val_macro_f1\": %s, ".formatted(macroF1)
        + "\"val_top_1_accuracy\": %s, \"val_top_3_accuracy\": %s}]".formatted(top1, top3);
  }

  @Test
  void showsOfTheMetricsWhatIsWorthReading() {
    String file = run.key("slowfast", "val_metrics.json");
    run.store.put(run.source, file, metrics("0.61234567890123456", "0.70", "0.91", 20, "9"));
    assertThat(run.publish()).isZero();
    run.store.put(run.source, file, metrics("0.59876543210987654", "0.72", "0.91", 20, "8"));

    try (Console console = new Console()) {
      assertThat(plan()).isEqualTo(SOMETHING_TO_PUBLISH);
      assertThat(console.text()).containsPattern("    val_macro_f1: 0.612 -> 0.599 [▼v]\n");
    }

    List<String> lines = lines(file("slowfast", "val_metrics.json"));
    assertThat(lines)
        .startsWith("val_macro_f1: 0.612 -> 0.599 ▼", "val_top_1_accuracy: 0.700 -> 0.720 ▲")
        .contains("species/val_f1/badger: 0.123 -> 0.000 ▼ fell to zero")
        .endsWith("… and 11 more")
        .hasSize(2 + 10 + 1)
        .noneMatch(line -> line.contains("top_3") || line.contains("epoch"));
    assertThat(lines.get(2)).isEqualTo("species/val_f1/badger: 0.123 -> 0.000 ▼ fell to zero");
  }

  @Test
  void saysWhichRegionsLackTheObject() {
    assertThat(run.publish()).isZero();
    run.store.delete(run.buckets.get("eu"), run.replica("slowfast", "eu").path("key").asText());

    assertThat(plan()).isEqualTo(SOMETHING_TO_PUBLISH);

    assertThat(statuses("slowfast")).containsExactly("present", "missing", "present");
  }

  @Test
  void aBucketThatMayNotBeWrittenIsToldBeforehand() {
    denied = "PUT /" + run.buckets.get("eu");

    assertThat(plan()).isEqualTo(WOULD_FAIL);

    assertThat(statuses("slowfast")).containsExactly("missing", "failed", "missing");
    assertThat(run.replica("slowfast", "eu").path("error").asText())
        .contains("403", run.buckets.get("eu"), "credentials may not do this");
    assertThat(run.publication("slowfast").path("error").asText())
        .contains("eu", "official config would stay as it is");
  }

  @Test
  void aBucketThatMayNotBeReadAndOneThatIsNotThereAreToldBeforehand() {
    denied = "HEAD /" + run.buckets.get("us");
    run.set("region.asia.bucket", "no-such-bucket-here");

    assertThat(plan()).isEqualTo(WOULD_FAIL);

    assertThat(statuses("slowfast")).containsExactly("failed", "missing", "failed");
    assertThat(run.replica("slowfast", "asia").path("error").asText())
        .contains("NoSuchBucket", "no-such-bucket-here", "does not exist");
  }

  @Test
  void otherContentWouldFail() {
    assertThat(run.publish()).isZero();
    run.store.put(
        run.buckets.get("eu"), run.replica("slowfast", "eu").path("key").asText(), "other");

    assertThat(plan()).isEqualTo(WOULD_FAIL);

    assertThat(statuses("slowfast")).containsExactly("present", "different", "present");
  }

  @Test
  void missingTrainingResultsWouldFailAndTheOthersAreStillPlanned() {
    run.model("european");
    run.store.delete(run.source, run.key("slowfast", "hparams.yaml"));

    try (Console console = new Console()) {
      assertThat(plan()).isEqualTo(WOULD_FAIL);
      assertThat(console.text()).contains("hparams.yaml", "1 to publish", "1 would fail");
    }

    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("failed");
    assertThat(run.publication("european").path("status").asText()).isEqualTo("pending");
  }

  /** Weights on the web too, which only the embedded server's host has here. */
  @Test
  void plansTheWholeShippedCatalog() throws Exception {
    Run shipped = new Run(folder).set("publish.dry-run", "true").set("s3.endpoint", "embedded");
    for (String region : List.of("us", "eu", "asia")) {
      shipped.properties.remove("region." + region + ".bucket");
    }
    Path data = Files.createDirectory(folder.resolve("data"));
    shipped.set("embedded.dir", data.toString());

    assertThat(shipped.publish()).isEqualTo(SOMETHING_TO_PUBLISH);

    assertThat(shipped.report().path("publications")).hasSize(7);
    for (JsonNode publication : shipped.report().path("publications")) {
      assertThat(publication.path("status").asText()).isEqualTo("pending");
    }
    try (Stream<Path> files = Files.walk(data.resolve("drivendata-public-assets"))) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }
}
