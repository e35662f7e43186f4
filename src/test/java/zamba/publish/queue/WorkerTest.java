package zamba.publish.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.QueueServer;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Valve;

/** A worker: the whole program, told by a queue's messages what to publish. */
class WorkerTest {
  @TempDir Path folder;
  private final QueueServer queues = QueueServer.shared();
  private Run run;
  private String dead;
  private String work;
  private FaultProxy proxy;
  private volatile Function<String, String> fault = head -> null;

  @BeforeEach
  void prepare() throws Exception {
    dead = queues.fifo("dead");
    work = queues.fifo("work", dead, 2);
    run = new Run(folder);
    proxy = FaultProxy.byHead(run.store.endpoint(), head -> fault.apply(head));
    run.set("s3.endpoint", proxy.endpoint().toString())
        .set("publish.trigger", "queue")
        .set("queue.endpoint", queues.endpoint().toString())
        .set("queue.url", work)
        .set("queue.dead-url", dead)
        .set("queue.visibility", "2s");
  }

  @AfterEach
  void close() throws Exception {
    proxy.close();
  }

  private void order(String name, String id) {
    queues.send(work, name, id, "{\"publish\": \"%s\", \"run\": \"r-1\"}".formatted(name));
  }

  @Test
  void publishesWhatMessagesNameAndAcknowledgesThemDuplicatesToo() throws Exception {
    run.model("slowfast").model("european").model("never_named");
    order("slowfast", "1");
    order("european", "2");
    order("slowfast", "3");
    Map<String, String> first = new ConcurrentHashMap<>();
    try (Run.ByHand worker = run.started()) {
      assertThat(worker).isNotNull();
      queues.awaitEmpty(work);
      first.putAll(run.published());
      order("slowfast", "4");
      queues.awaitEmpty(work);
    }
    assertThat(run.published()).hasSize(6).isEqualTo(first);
    assertThat(run.officialFiles()).hasSize(10);
    assertThat(queues.drain(dead)).isEmpty();
  }

  @Test
  void aCopyThatTakesLongerThanAMessageIsHiddenIsDeliveredOnce() throws Exception {
    run.model("slowfast");
    AtomicInteger listings = new AtomicInteger();
    fault =
        head -> {
          if (head.startsWith("GET /" + run.source)
              && head.contains("list-type=2")
              && head.contains("slowfast")) {
            // The first of each delivery takes three times as long.
            if (listings.incrementAndGet() == 1) {
              sleep(3_200);
            }
          }
          return null;
        };
    order("slowfast", "1");
    try (Run.ByHand worker = run.started()) {
      queues.awaitEmpty(work);
      assertThat(worker.metric("zamba.queue.received")).isEqualTo(1);
      assertThat(worker.metric("zamba.queue.redelivered")).isZero();
    }
    assertThat(run.published()).hasSize(3);
  }

  @Test
  void worksOnSeveralEntriesAtOnceAndOnEachInItsOrder() throws Exception {
    run.model("slowfast").model("european");
    CountDownLatch both = new CountDownLatch(2);
    ConcurrentLinkedQueue<String> together = new ConcurrentLinkedQueue<>();
    Map<String, AtomicInteger> now = new ConcurrentHashMap<>();
    fault =
        head -> {
          if (head.startsWith("GET /" + run.source)
              && head.contains("list-type=2")
              && head.contains("version_1")) {
            String model = head.contains("slowfast") ? "slowfast" : "european";
            AtomicInteger count = now.computeIfAbsent(model, it -> new AtomicInteger());
            if (count.incrementAndGet() > 1) {
              together.add(model);
            }
            both.countDown();
            await(both);
            sleep(100);
            count.decrementAndGet();
          }
          return null;
        };
    for (int i = 0; i < 3; i++) {
      order("slowfast", "s" + i);
      order("european", "e" + i);
    }
    try (Run.ByHand worker = run.started()) {
      assertThat(worker).isNotNull();
      queues.awaitEmpty(work);
    }
    assertThat(both.getCount()).as("worked on at once").isZero();
    assertThat(together).as("of one entry two at once").isEmpty();
  }

  @Test
  void aFailureComesBackUntilTheQueuePutsItAway() throws Exception {
    run.model("slowfast").model("european");
    run.store.delete(run.source, run.key("slowfast", "hparams.yaml"));
    order("slowfast", "1");
    order("european", "2");
    try (Console log = new Console();
        Run.ByHand worker = run.started()) {
      queues.awaitEmpty(work);
      QueueServer.await("it is put away", () -> queues.size(dead) == 1);
      assertThat(worker.metric("zamba.queue.redelivered")).isEqualTo(1);
      assertThat(log.text()).contains("comes back after queue.visibility", "hparams.yaml");
      assertThat(log.thrown()).isEmpty();
    }
    assertThat(run.published()).as("european").hasSize(3);
    assertThat(queues.drain(dead).get(0).body()).contains("slowfast");
  }

  @Test
  void whatComesBackIsDoneOnceTheReasonIsGone() throws Exception {
    run.model("slowfast");
    AtomicInteger asked = new AtomicInteger();
    fault =
        head ->
            head.contains(run.buckets.get("eu")) && asked.incrementAndGet() <= 1
                ? FaultProxy.answer("403 Forbidden", "application/xml", "<Error/>")
                : null;
    order("slowfast", "1");
    try (Run.ByHand worker = run.started()) {
      assertThat(worker).isNotNull();
      queues.awaitEmpty(work);
    }
    assertThat(run.published()).hasSize(3);
    assertThat(queues.drain(dead)).isEmpty();
  }

  @Test
  void otherContentGoesToTheDeadLetterQueueAtOnce() throws Exception {
    run.model("slowfast");
    order("slowfast", "1");
    try (Run.ByHand worker = run.started()) {
      queues.awaitEmpty(work);
      String key =
          run.published().keySet().stream().filter(it -> it.startsWith("eu:")).findFirst().get();
      run.store.put(run.buckets.get("eu"), key.substring(3), "another content");
      order("slowfast", "2");
      queues.awaitEmpty(work);
      assertThat(worker.metric("zamba.queue.redelivered")).isZero();
      assertThat(worker.metric("zamba.queue.dead")).isEqualTo(1);
    }
    List<Message> put = queues.drain(dead);
    assertThat(put).hasSize(1);
    assertThat(put.get(0).messageAttributes().get("Reason").stringValue()).contains("eu");
  }

  @Test
  void whatTheGateStopsGoesToTheDeadLetterQueueAtOnce() throws Exception {
    run.model("slowfast").set("gate.checkpoint", "stop");
    order("slowfast", "1");
    try (Run.ByHand worker = run.started()) {
      queues.awaitEmpty(work);
      assertThat(worker.metric("zamba.queue.redelivered")).isZero();
    }
    assertThat(queues.drain(dead)).hasSize(1);
    assertThat(run.published()).isEmpty();
  }

  @Test
  void whatIsNoMessageOfOursIsPutAwayAsItIsAndNeverEvaluated() throws Exception {
    run.model("slowfast");
    List<String> poison =
        List.of(
            "slowfast",
            "[]",
            "\"slowfast\"",
            "null",
            "{}",
            "{\"publish\": \"\"}",
            "{\"publish\": \" \"}",
            "{\"publish\": 1}",
            "{\"publish\": null}",
            "{\"publish\": [\"slowfast\"]}",
            "{\"publish\": \"slowfast\", \"publish\": \"slowfast\"}",
            "{\"publish\": \"slowfast\"} {}",
            "{\"publish\": \"slowfast\", \"region\": \"us\"}",
            "{\"publish\": \"slowfast\", \"run\": \"../../x\"}",
            "{\"publish\": \"slowfast\", \"run\": \"\"}",
            "{\"publish\": \"slow/fast\"}",
            "{\"publish\": \"../slowfast\"}",
            "{\"publish\": \"${exchangeId}\"}",
            "{\"publish\": \"${bean:publisher?method=breakOff}\"}",
            "{\"publish\": \"{{s3.endpoint}}\"}",
            "{\"publish\": \"{{env:HOME}}\", \"run\": \"{{env:HOME}}\"}",
            "{\"publish\": \"slowfast\\u0000\"}",
            "{\"publish\": \"\\u001b[31mred\"}",
            "[".repeat(100_000),
            "{\"a\":".repeat(20_000),
            "{\"publish\": \"" + "x".repeat(250_000) + "\"}",
            "${body}",
            "{{publish.trigger}}");
    IntStream.range(0, poison.size())
        .forEach(i -> queues.send(work, "g" + i, "p" + i, poison.get(i)));
    order("slowfast", "good");
    try (Console log = new Console();
        Run.ByHand worker = run.started()) {
      queues.awaitEmpty(work);
      assertThat(worker.metric("zamba.queue.redelivered")).isZero();
      assertThat(log.thrown()).isEmpty();
      assertThat(log.text().lines()).allMatch(line -> line.length() < 1_000);
      assertThat(log.text())
          .contains("'${exchangeId}' is not in this worker's catalog")
          .contains("'{{s3.endpoint}}' is not in this worker's catalog")
          .doesNotContain("\u001b");
    }
    assertThat(queues.drain(dead))
        .extracting(Message::body)
        .containsExactlyInAnyOrderElementsOf(poison);
    assertThat(run.published()).as("the good one's").hasSize(3);
  }

  @Test
  void withoutADeadLetterQueueOfItsOwnItSaysSoAndLeavesItToTheQueue() throws Exception {
    run.model("slowfast").set("queue.dead-url", "");
    order("slowfest", "1");
    try (Console log = new Console();
        Run.ByHand worker = run.started()) {
      queues.awaitEmpty(work);
      assertThat(worker.metric("zamba.queue.redelivered")).isEqualTo(1);
      assertThat(log.text())
          .contains("though no repetition helps, since there is no queue.dead-url");
    }
    assertThat(queues.drain(dead)).hasSize(1);
  }

  @Test
  void tellsThatTheQueueCannotBeReachedAndGoesOnWhenItCan() throws Exception {
    run.model("slowfast");
    order("slowfast", "1");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (Valve valve = new Valve(queues.endpoint());
        Console log = new Console()) {
      valve.shut();
      run.set("queue.endpoint", valve.endpoint().toString())
          .set("queue.url", work.replace(queues.endpoint().toString(), valve.endpoint().toString()))
          .set("queue.dead-url", "")
          .set("management.port", String.valueOf(port));
      try (Run.ByHand worker = run.started()) {
        assertThat(worker).isNotNull();
        URI health = URI.create("http://127.0.0.1:" + port + "/observe/health/ready");
        QueueServer.await(
            "health says so",
            () -> {
              String text = text(health);
              return text.contains("queue-work") && text.contains("does not answer");
            });
        valve.open();
        queues.awaitEmpty(work);
      }
      assertThat(log.text()).contains("The queues answer again");
      assertThat(log.thrown()).isEmpty();
    }
    assertThat(run.published()).hasSize(3);
  }

  private static String text(URI address) {
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
