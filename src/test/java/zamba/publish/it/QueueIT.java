package zamba.publish.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;
import zamba.publish.fixture.DaemonProcess;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.QueueServer;
import zamba.publish.fixture.Run;

/** Workers and dispatchers as processes that are killed and stopped. */
class QueueIT {
  @TempDir Path folder;
  private final QueueServer queues = QueueServer.shared();
  private Run run;
  private Path catalog;
  private String dead;
  private String work;

  @BeforeEach
  void prepare() throws Exception {
    dead = queues.fifo("dead");
    work = queues.fifo("work", dead, 3);
    run = new Run(folder).model("slowfast");
    byte[] checkpoint = new byte[40 << 20];
    new Random(18).nextBytes(checkpoint);
    run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), checkpoint);
    run.set("publish.trigger", "queue")
        .set("queue.endpoint", queues.endpoint().toString())
        .set("queue.url", work)
        .set("queue.dead-url", dead)
        .set("queue.visibility", "6s")
        .set("copy.resume-after", "0s");
    catalog =
        Files.writeString(
            folder.resolve("entries.properties"),
            "weight-lookup.slowfast = s3://%s/%s\n".formatted(run.source, run.key("slowfast", "")));
    queues.send(work, "slowfast", "1", "{\"publish\": \"slowfast\", \"run\": \"r-1\"}");
  }

  private DaemonProcess start(String name, FaultProxy proxy, Map<String, String> more)
      throws Exception {
    Map<String, String> properties = new java.util.HashMap<>(more);
    properties.put("s3.endpoint", proxy.endpoint().toString());
    return new DaemonProcess(run, catalog, name, properties);
  }

  @Test
  void whatAKilledWorkerHadInHandIsDoneOnceByAnother() throws Exception {
    CountDownLatch atTheCopy = new CountDownLatch(1);
    AtomicReference<Function<String, String>> fault = new AtomicReference<>();
    fault.set(
        line -> {
          if (line.contains("partNumber=2") && line.startsWith("PUT")) {
            atTheCopy.countDown();
            return FaultProxy.HANG;
          }
          return null;
        });
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), line -> fault.get().apply(line));
        DaemonProcess killed = start("killed", proxy, Map.of())) {
      killed.await("it was copying", () -> atTheCopy.getCount() == 0);
      killed.process().destroyForcibly().waitFor();
      assertThat(run.published()).isEmpty();
      fault.set(line -> null);
      try (DaemonProcess other = start("other", proxy, Map.of())) {
        other.await("the queue was empty", () -> queues.size(work) == 0);
        other.await(
            "it told that it came twice", () -> other.metric("zamba_queue_redelivered") == 1);
        assertThat(other.metric("zamba_queue_received")).isEqualTo(1);
      }
    }
    assertThat(run.published()).hasSize(3);
    assertThat(run.officialFiles()).hasSize(5);
    assertThat(queues.drain(dead)).isEmpty();
  }

  @Test
  @EnabledIfSystemProperty(
      named = "queue.slow",
      matches = "true",
      disabledReason = "takes half a minute; -Dqueue.slow=true")
  void aWorkerThatIsStoppedGivesWhatItHasInHandBackAtOnce() throws Exception {
    CountDownLatch atTheCopy = new CountDownLatch(1);
    try (FaultProxy proxy =
            new FaultProxy(
                run.store.endpoint(),
                line -> {
                  if (line.contains("partNumber=2") && line.startsWith("PUT")) {
                    atTheCopy.countDown();
                    pause();
                  }
                  return null;
                });
        DaemonProcess stopped = start("stopped", proxy, Map.of("queue.visibility", "1h"))) {
      stopped.await("it was copying", () -> atTheCopy.getCount() == 0);
      stopped.process().destroy();
      stopped.end();
      List<Message> back = queues.drain(work);
      assertThat(back.size() + (run.officialFiles().isEmpty() ? 0 : 1))
          .as("given back, or done: %s", stopped.log())
          .isEqualTo(1);
    }
    assertThat(queues.drain(dead)).isEmpty();
  }

  private static void pause() {
    try {
      Thread.sleep(1_500);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @EnabledIfSystemProperty(
      named = "queue.slow",
      matches = "true",
      disabledReason = "takes half a minute; -Dqueue.slow=true")
  void aDispatcherThatIsKilledIsReplaced() throws Exception {
    queues.drain(work);
    Map<String, String> dispatch =
        Map.of(
            "publish.trigger",
            "dispatch",
            "publish.every",
            "1s",
            "cluster.lock-dir",
            folder.resolve("lock").toString());
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), line -> null);
        DaemonProcess first = start("first", proxy, dispatch)) {
      first.awaitLog("a message for each of 1 entries was sent");
      try (DaemonProcess second = start("second", proxy, dispatch)) {
        second.awaitStarted();
        assertThat(second.log()).doesNotContain("was sent");
        first.process().destroyForcibly().waitFor();
        queues.drain(work);
        second.awaitLog("a message for each of 1 entries was sent");
      }
    }
    assertThat(queues.drain(work)).hasSize(1);
  }
}
