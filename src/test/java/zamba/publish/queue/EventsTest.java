package zamba.publish.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.sqs.model.Message;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.QueueServer;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;

/** What the source bucket tells is published when it is whole. */
class EventsTest {
  @TempDir Path folder;
  private final QueueServer queues = QueueServer.shared();
  private Run run;
  private String dead;
  private String work;
  private String events;

  @BeforeEach
  void prepare() {
    dead = queues.fifo("dead");
    work = queues.fifo("work", dead, 2);
    events = queues.standard("events");
    run =
        new Run(folder)
            .set("publish.trigger", "queue")
            .set("queue.endpoint", queues.endpoint().toString())
            .set("queue.url", work)
            .set("queue.events-url", events)
            .set("queue.dead-url", dead)
            .set("queue.visibility", "2s");
  }

  private static String record(String bucket, String key, Instant at) {
    return """
        {"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1",
         "eventTime": "%s", "eventName": "ObjectCreated:Put",
         "s3": {"s3SchemaVersion": "1.0", "configurationId": "a", "bucket": {"name": "%s"},
                "object": {"key": "%s", "size": 1, "eTag": "x", "sequencer": "0"}}}"""
        .formatted(at, bucket, URLEncoder.encode(key, StandardCharsets.UTF_8));
  }

  private void tell(String... records) {
    queues.send(events, "{\"Records\": [%s]}".formatted(String.join(",", records)));
  }

  private String of(String model, String file) {
    return record(run.source, run.key(model, file), Instant.now());
  }

  private void awaitDone() throws InterruptedException {
    QueueServer.await("nothing is under way", () -> queues.size(events) + queues.size(work) == 0);
  }

  @Test
  void publishesWhatBecomesWholeInWhateverOrderItIsTold() throws Exception {
    run.model("slowfast");
    List<String> files = new ArrayList<>(Samples.COMPANIONS);
    files.add("train_configuration.yaml");
    List<String> all = files.stream().distinct().toList();
    String prefix = run.key("slowfast", "");
    // Told in any order, and some of it again: by then it is whole or is not.
    all.forEach(file -> run.store.delete(run.source, prefix + file));
    run.store.delete(run.source, prefix + "slowfast.ckpt");
    List<String> told = new ArrayList<>(all);
    Collections.shuffle(told, new Random(18));
    try (Console log = new Console();
        Run.ByHand worker = run.started()) {
      run.store.put(run.source, prefix + told.get(0), contents("slowfast", told.get(0)));
      tell(of("slowfast", told.get(0)));
      awaitDone();
      assertThat(run.published()).as("not whole").isEmpty();
      assertThat(log.text()).contains("slowfast is waiting");
      assertThat(worker.metric("zamba.queue.waiting")).isEqualTo(1);
      for (String file : told) {
        run.store.put(run.source, prefix + file, contents("slowfast", file));
      }
      multipart(prefix + "slowfast.ckpt", Samples.checkpoint("slowfast"));
      told.add("slowfast.ckpt");
      Collections.shuffle(told, new Random(19));
      told.forEach(file -> tell(of("slowfast", file)));
      tell(told.stream().map(file -> of("slowfast", file)).toArray(String[]::new));
      awaitDone();
      assertThat(log.thrown()).isEmpty();
    }
    assertThat(run.published()).hasSize(3);
    assertThat(run.officialFiles()).hasSize(5);
    assertThat(queues.drain(dead)).isEmpty();
  }

  private static String contents(String model, String file) {
    return file.equals("train_configuration.yaml")
        ? Samples.trainConfiguration(model)
        : file + " of " + model + "\n";
  }

  private void multipart(String key, byte[] content) {
    String id =
        run.store.s3().createMultipartUpload(it -> it.bucket(run.source).key(key)).uploadId();
    String etag =
        run.store
            .s3()
            .uploadPart(
                it -> it.bucket(run.source).key(key).uploadId(id).partNumber(1),
                software.amazon.awssdk.core.sync.RequestBody.fromBytes(content))
            .eTag();
    run.store
        .s3()
        .completeMultipartUpload(
            it ->
                it.bucket(run.source)
                    .key(key)
                    .uploadId(id)
                    .multipartUpload(
                        u -> u.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));
  }

  @Test
  void takesEachFormAndLeavesAloneWhatIsNobodys() throws Exception {
    run.model("slow fast+é").model("european").model("never_told");
    String key = run.key("european", "european.ckpt");
    try (Console log = new Console();
        Run.ByHand worker = run.started()) {
      queues.send(
          events,
          "{\"Service\": \"Amazon S3\", \"Event\": \"s3:TestEvent\", \"Time\": \"2026-11-24T00:00:00.000Z\", \"Bucket\": \"b\"}");
      tell(
          of("slow fast+é", "hparams.yaml"), record(run.source, "elsewhere/x.ckpt", Instant.EPOCH));
      // moto's has no zone.
      tell(
          record(run.source, run.key("slow fast+é", "config.yaml"), Instant.EPOCH)
              .replace("1970-01-01T00:00:00Z", "2026-11-24T19:23:50.461444"));
      tell(record("another-bucket", run.key("never_told", "hparams.yaml"), Instant.EPOCH));
      tell(record(run.source, run.key("never_told", "training.log"), Instant.EPOCH));
      tell(
          record(run.source, run.key("never_told", "hparams.yaml"), Instant.EPOCH)
              .replace("ObjectCreated:Put", "ObjectRemoved:Delete"));
      queues.send(
          events,
          """
          {"Type": "Notification", "MessageId": "1", "Message": "{\\"version\\": \\"0\\", \\"source\\": \\"aws.s3\\", \\"detail-type\\": \\"Object Created\\", \\"time\\": \\"2026-11-24T00:00:00Z\\", \\"detail\\": {\\"bucket\\": {\\"name\\": \\"%s\\"}, \\"object\\": {\\"key\\": \\"%s\\"}}}"}
          """
              .formatted(run.source, key));
      awaitDone();
      assertThat(worker.metric("zamba.queue.dead")).isZero();
      assertThat(log.thrown()).isEmpty();
    }
    assertThat(run.published()).hasSize(6);
    assertThat(run.officialFiles().keySet())
        .allMatch(it -> it.startsWith("slow fast+é/") || it.startsWith("european/"));
  }

  @Test
  void waitsUntilNothingOfItIsYoungAndALaterChangeIsNotLost() throws Exception {
    run.model("slowfast").set("publish.settle", "2s");
    try (Run.ByHand worker = run.started()) {
      long begun = System.nanoTime();
      tell(of("slowfast", "hparams.yaml"));
      awaitDone();
      assertThat(System.nanoTime() - begun).isGreaterThan(2_000_000_000L);
      assertThat(run.published()).hasSize(3);
      // Within the five minutes in which SQS drops what it takes for the same.
      run.store.put(run.source, run.key("slowfast", "hparams.yaml"), "lr: 1\n");
      tell(of("slowfast", "hparams.yaml"));
      awaitDone();
      assertThat(worker).isNotNull();
    }
    assertThat(run.officialFiles()).containsEntry("slowfast/hparams.yaml", "lr: 1\n");
  }

  @Test
  void whatIsNoNotificationIsPutAway() throws Exception {
    run.model("slowfast");
    List<String> poison =
        List.of(
            "{}",
            "{\"Records\": [{\"eventName\": \"ObjectCreated:Put\"}]}",
            "{\"Records\": [{\"eventName\": \"ObjectCreated:Put\", \"s3\": {\"bucket\": {\"name\": \"b\"}, \"object\": {\"key\": \"%zz\"}}}]}",
            "{\"Type\": \"Notification\", \"Message\": \"{\\\"Type\\\": \\\"Notification\\\", \\\"Message\\\": \\\"{}\\\"}\"}",
            "${body}",
            "[".repeat(100_000));
    poison.forEach(it -> queues.send(events, it));
    try (Console log = new Console();
        Run.ByHand worker = run.started()) {
      awaitDone();
      assertThat(worker.metric("zamba.queue.dead")).isEqualTo(poison.size());
      assertThat(log.thrown()).isEmpty();
    }
    assertThat(queues.drain(dead))
        .extracting(Message::body)
        .containsExactlyInAnyOrderElementsOf(poison);
  }
}
