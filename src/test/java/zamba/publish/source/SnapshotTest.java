package zamba.publish.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;

/**
 * Somebody writes to the source while it is being published: nothing is published that is half of
 * one training and half of another.
 */
class SnapshotTest {
  private static final String WEIGHTS = "depth.pt";

  @TempDir Path folder;
  private Run run;
  private FaultProxy proxy;
  private volatile Predicate<String> moment = line -> false;
  private volatile Runnable write = () -> {};
  private final AtomicBoolean written = new AtomicBoolean();

  @BeforeEach
  void prepare() throws IOException {
    run = new Run(folder).model("slowfast");
    proxy = new FaultProxy(run.store.endpoint(), this::atTheMoment);
    run.set("s3.endpoint", proxy.endpoint().toString());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  private String atTheMoment(String line) {
    if (moment.test(line) && written.compareAndSet(false, true)) {
      write.run();
    }
    return null;
  }

  /** Right before the store hears the first request of that kind, somebody writes. */
  private void when(Predicate<String> request, Runnable somebody) {
    moment = request;
    write = somebody;
  }

  private void putArtifact(String file) {
    run.store.put(run.source, run.key("slowfast", file), "written meanwhile");
  }

  private static boolean isPart(String line) {
    return line.startsWith("PUT ") && line.contains("partNumber=");
  }

  private static boolean isCompletion(String line) {
    return line.startsWith("POST ") && line.contains("uploadId=");
  }

  private static boolean isRead(String line, String file) {
    return line.startsWith("GET ") && line.contains(file);
  }

  private String fails(String name) {
    assertThat(run.publish()).isEqualTo(1);
    assertThat(written).isTrue();
    assertThat(run.publication(name).path("status").asText()).isEqualTo("failed");
    assertThat(run.officialFiles()).isEmpty();
    return run.publication(name).path("error").asText();
  }

  private void nothingIsVisibleOrLeftOver() {
    assertThat(run.published()).isEmpty();
    run.buckets.values().forEach(bucket -> assertThat(run.store.uploads(bucket)).isEmpty());
  }

  @Test
  void publishesNothingWhenACompanionFileIsReplacedBetweenTheListingAndTheReading() {
    when(line -> isRead(line, "hparams.yaml"), () -> putArtifact("hparams.yaml"));

    assertThat(fails("slowfast")).contains("GetObject", "hparams.yaml", "no longer what it was");
    nothingIsVisibleOrLeftOver();
  }

  @Test
  void publishesNothingWhenTheCheckpointIsReplacedBetweenTheListingAndTheLook() {
    when(
        line -> line.startsWith("HEAD ") && line.contains("slowfast.ckpt"),
        () -> putArtifact("slowfast.ckpt"));

    assertThat(fails("slowfast"))
        .contains("slowfast.ckpt", "it had 300000 bytes", "it has 17 bytes", "visible");
    nothingIsVisibleOrLeftOver();
  }

  @Test
  void nothingBecomesVisibleWhenACompanionFileIsReplacedDuringTheCopies() {
    when(SnapshotTest::isPart, () -> putArtifact("train_configuration.yaml"));

    assertThat(fails("slowfast")).contains("changed: ", "train_configuration.yaml", "visible");
    nothingIsVisibleOrLeftOver();
  }

  @Test
  void nothingBecomesVisibleWhenASecondCheckpointAppearsDuringTheCopies() {
    when(SnapshotTest::isPart, () -> putArtifact("newer.ckpt"));

    assertThat(fails("slowfast")).contains("added: ", "newer.ckpt");
    nothingIsVisibleOrLeftOver();
  }

  @Test
  void nothingBecomesVisibleWhenAnArtifactGoesDuringTheCopies() {
    when(
        SnapshotTest::isPart,
        () -> run.store.delete(run.source, run.key("slowfast", "val_metrics.json")));

    assertThat(fails("slowfast")).contains("removed: ", "val_metrics.json");
    nothingIsVisibleOrLeftOver();
  }

  @Test
  void nothingBecomesVisibleOfAnEmptyCheckpointWhenACompanionFileIsReplaced() {
    run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), "");
    when(
        line -> line.startsWith("HEAD ") && line.contains("/public-"),
        () -> putArtifact("hparams.yaml"));

    assertThat(fails("slowfast")).contains("changed: ", "hparams.yaml");
    nothingIsVisibleOrLeftOver();
  }

  @Test
  void nothingThatIsStreamedBecomesVisibleWhenTheSourceChangesMeanwhile() {
    run.set("copy.mode", "stream");
    when(SnapshotTest::isPart, () -> putArtifact("hparams.yaml"));

    assertThat(fails("slowfast")).contains("changed: ", "hparams.yaml");
    nothingIsVisibleOrLeftOver();
  }

  @Test
  void weightsThatAreReplacedAfterTheirLastPartDoNotBecomeVisible() {
    run = new Run(folder).entry("weights." + WEIGHTS, "s3://" + run.source + "/" + WEIGHTS);
    run.store.put(run.source, WEIGHTS, "depth weights");
    run.entry("weights." + WEIGHTS, "s3://" + run.source + "/" + WEIGHTS);
    run.set("s3.endpoint", proxy.endpoint().toString());
    AtomicBoolean looked = new AtomicBoolean();
    when(
        // The second look at the source, after the parts.
        line ->
            line.startsWith("HEAD ")
                && line.contains(run.source)
                && !looked.compareAndSet(false, true),
        () -> run.store.put(run.source, WEIGHTS, "other weights, longer"));

    assertThat(fails(WEIGHTS)).contains("changed: " + WEIGHTS, "13 bytes", "21 bytes");
    nothingIsVisibleOrLeftOver();
  }

  @Test
  void writesNoConfigWhenTheSourceChangesAfterTheCopies() {
    when(SnapshotTest::isCompletion, () -> putArtifact("hparams.yaml"));

    assertThat(fails("slowfast"))
        .contains("changed: ", "hparams.yaml", "copied to us, eu, asia before that was seen");
    assertThat(run.published()).hasSize(3);
  }

  @Test
  void publishesBesideALogThatIsStillWritten() {
    when(SnapshotTest::isPart, () -> putArtifact("events.out.tfevents.1"));

    assertThat(run.publish()).isZero();

    assertThat(written).isTrue();
    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("published");
  }

  /** The next run finds the source at rest. */
  @Test
  void aDaemonWaitsForASourceThatChangesMeanwhile() {
    when(SnapshotTest::isPart, () -> putArtifact("hparams.yaml"));
    try (Run.ByHand daemon = run.byHand()) {
      JsonNode report = daemon.publish("");
      assertThat(report.path("status").asText()).isEqualTo("ok");
      JsonNode waiting = report.path("publications").path(0);
      assertThat(waiting.path("status").asText()).isEqualTo("waiting");
      assertThat(waiting.path("error").asText()).contains("changed: ", "hparams.yaml");
      nothingIsVisibleOrLeftOver();

      assertThat(daemon.publish("").path("publications").path(0).path("status").asText())
          .isEqualTo("published");
    }
    assertThat(run.officialFiles()).containsEntry("slowfast/hparams.yaml", "written meanwhile");
  }

  @Test
  void aDaemonPublishesNothingThatIsYoungerThanTheSettleTime() {
    run.set("publish.settle", "2s");
    run.entry("weights." + WEIGHTS, "s3://" + run.source + "/" + WEIGHTS);
    try (Run.ByHand daemon = run.byHand()) {
      run.store.put(run.source, run.key("slowfast", "val_metrics.json"), "{}");
      run.store.put(run.source, WEIGHTS, "depth weights");

      JsonNode report = daemon.publish("");

      assertThat(report.path("status").asText()).isEqualTo("ok");
      for (JsonNode publication : report.path("publications")) {
        assertThat(publication.path("status").asText()).isEqualTo("waiting");
        assertThat(publication.path("error").asText()).contains("publish.settle", "was written");
      }
      nothingIsVisibleOrLeftOver();
      while (report.toString().contains("\"waiting\"")) {
        report = daemon.publish("");
      }
      assertThat(report.findValuesAsText("status")).contains("published").doesNotContain("failed");
      assertThat(run.published()).hasSize(6);
    }
  }

  @Test
  void aDaemonWaitsForWhatIsNotAllThereYet() {
    run.set("publish.settle", "1h");
    run.store.delete(run.source, run.key("slowfast", "val_metrics.json"));
    try (Run.ByHand daemon = run.byHand()) {
      JsonNode waiting = daemon.publish("").path("publications").path(0);

      assertThat(waiting.path("status").asText()).isEqualTo("waiting");
      assertThat(waiting.path("error").asText()).contains("no val_metrics.json");
    }
  }

  @Test
  void aDaemonTellsOnceThatItWaits() throws Exception {
    run.set("publish.settle", "1h");
    try (Console console = new Console();
        Run.ByHand daemon = run.byHand()) {
      daemon.publish("");
      daemon.publish("");
      assertThat(told(console)).hasSize(1);
      Thread.sleep(1100); // The store tells times in whole seconds.
      putArtifact("hparams.yaml");
      daemon.publish("");
      assertThat(told(console)).hasSize(2);
    }
  }

  private static List<String> told(Console console) {
    return List.of(console.text().split("\n", -1)).stream()
        .filter(line -> line.contains("slowfast: waiting"))
        .toList();
  }

  @Test
  void aSingleRunFailsWhereADaemonWouldWait() {
    run.set("publish.settle", "1h");

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.publication("slowfast").path("error").asText()).contains("publish.settle");
    assertThat(run.published()).isEmpty();
  }

  /** The old one is there until it ends, and AWS dates the new one when its upload began. */
  @Test
  void aDaemonWaitsForACheckpointThatIsBeingUploaded() throws Exception {
    run.set("publish.settle", "1s");
    String key = run.key("slowfast", "slowfast.ckpt");
    String upload =
        run.store.s3().createMultipartUpload(r -> r.bucket(run.source).key(key)).uploadId();
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), line -> null)) {
      run.set("s3.endpoint", proxy.endpoint().toString());
      try (Run.ByHand daemon = run.byHand()) {
        JsonNode waiting = onceSettled(daemon);

        assertThat(waiting.path("status").asText()).isEqualTo("waiting");
        assertThat(waiting.path("error").asText())
            .contains(key + " is being uploaded", "--upload-id " + upload);
        assertThat(run.published()).isEmpty();

        run.store.s3().abortMultipartUpload(r -> r.bucket(run.source).key(key).uploadId(upload));
        assertThat(onceSettled(daemon).path("status").asText()).isEqualTo("published");
        long asked = asked(proxy);
        assertThat(onceSettled(daemon).path("status").asText()).isEqualTo("present");
        assertThat(asked(proxy)).isEqualTo(asked);
      }
    }
  }

  @Test
  void anUploadThatIsOlderThanWhatIsThereIsNotWaitedFor() throws Exception {
    run.set("publish.settle", "1s");
    run.store
        .s3()
        .createMultipartUpload(r -> r.bucket(run.source).key(run.key("slowfast", "slowfast.ckpt")));
    run.store
        .s3()
        .createMultipartUpload(r -> r.bucket(run.source).key(run.key("slowfast", "train.log")));
    Thread.sleep(1100); // The store tells times in whole seconds.
    putArtifact("slowfast.ckpt");
    try (Run.ByHand daemon = run.byHand()) {
      assertThat(onceSettled(daemon).path("status").asText()).isEqualTo("published");
    }
  }

  @Test
  void whereUploadsMayNotBeListedNoneIsWaitedFor() throws Exception {
    run.set("publish.settle", "1s");
    try (FaultProxy proxy =
        new FaultProxy(
            run.store.endpoint(),
            line ->
                line.startsWith("GET /" + run.source + "?uploads") ? "403 AccessDenied" : null)) {
      run.set("s3.endpoint", proxy.endpoint().toString());
      try (Run.ByHand daemon = run.byHand()) {
        assertThat(onceSettled(daemon).path("status").asText()).isEqualTo("published");
      }
      assertThat(asked(proxy)).isEqualTo(1);
    }
  }

  private long asked(FaultProxy proxy) {
    return proxy.requests().stream()
        .filter(line -> line.startsWith("GET /" + run.source + "?uploads"))
        .count();
  }

  /** The model's publication when nothing is too young any more. */
  private static JsonNode onceSettled(Run.ByHand daemon) {
    JsonNode publication;
    do {
      publication = daemon.publish("").path("publications").path(0);
    } while (publication.path("error").asText().contains("was written"));
    return publication;
  }
}
