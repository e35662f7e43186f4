package zamba.publish.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.QueueServer;
import zamba.publish.fixture.Run;

/** A leader and a worker that share no disk. */
class CollectTest {
  @TempDir Path folder;
  @TempDir Path elsewhere;
  private final QueueServer queues = QueueServer.shared();
  private Run leader;
  private String work;

  @BeforeEach
  void prepare() {
    work = queues.fifo("work");
    leader = new Run(folder).model("slowfast").model("european");
    leader
        .set("publish.trigger", "dispatch")
        .set("publish.every", "1h")
        .set("queue.endpoint", queues.endpoint().toString())
        .set("queue.url", work)
        .set("queue.visibility", "2s")
        .set("runs.location", "s3://%s/runs/".formatted(leader.source));
  }

  private Run worker() {
    return new Run(elsewhere, leader).set("publish.trigger", "queue");
  }

  private List<String> left() {
    return leader.store.state(leader.source).keySet().stream()
        .filter(it -> it.startsWith("runs/"))
        .map(it -> it.replaceFirst("^runs/[^/]+/", ""))
        .sorted()
        .toList();
  }

  private void awaitReport() throws InterruptedException {
    QueueServer.await(
        "there is a report", () -> folder.resolve("report.json").toFile().length() > 10);
  }

  @Test
  void theLeaderReportsAndCommitsWhatWorkersPublishAndTheyDoNot() throws Exception {
    Run worker = worker();
    try (Run.ByHand publishing = worker.started()) {
      try (Run.ByHand leading = leader.started()) {
        awaitReport();
        assertThat(leading).isNotNull();
      }
      assertThat(leader.report().path("status").asText()).isEqualTo("ok");
      assertThat(leader.report().path("publications").findValuesAsText("name"))
          .containsExactly("slowfast", "european");
      assertThat(leader.publication("slowfast").path("status").asText()).isEqualTo("published");
      assertThat(leader.publication("slowfast").path("replicas")).hasSize(3);
      assertThat(leader.officialFiles()).hasSize(10);
      assertThat(worker.officialFiles()).isEmpty();
      assertThat(left())
          .hasSize(3 + 10)
          .contains("manifest.json", "model-slowfast.json", "official_models/european/config.yaml");

      // The next run: nothing is new, and no files are left.
      java.nio.file.Files.delete(folder.resolve("report.json"));
      try (Run.ByHand leading = leader.started()) {
        awaitReport();
        assertThat(leading).isNotNull();
      }
      assertThat(leader.publication("european").path("status").asText()).isEqualTo("present");
      assertThat(left()).hasSize(3 + 10 + 3);
      assertThat(publishing).isNotNull();
    }
  }

  @Test
  void whatNoWorkerHasDoneAtTheDeadlineHasFailed() throws Exception {
    leader.set("runs.deadline", "1s");
    try (Run.ByHand leading = leader.started()) {
      awaitReport();
      assertThat(leading).isNotNull();
    }
    assertThat(leader.report().path("status").asText()).isEqualTo("failed");
    assertThat(leader.publication("slowfast").path("error").asText())
        .contains("No worker has left what became of it within 1 s (runs.deadline)");
    assertThat(leader.officialFiles()).isEmpty();
  }

  @Test
  void whatIsNoOutcomeIsAFailureOfThatEntryAndShowsNothing() throws Exception {
    AtomicBoolean put = new AtomicBoolean();
    String outcome =
        "{\"name\": \"slowfast\", \"kind\": \"model\", \"status\": \"published\", \"error\": \"\\u001b[2J\"}";
    try (FaultProxy proxy =
        FaultProxy.byHead(
            leader.store.endpoint(),
            head -> {
              if (head.contains("/manifest.json") && put.compareAndSet(false, true)) {
                String run = head.replaceFirst("(?s).*/runs/([^/]+)/manifest.*", "$1");
                leader.store.put(leader.source, "runs/" + run + "/model-slowfast.json", outcome);
                leader.store.put(leader.source, "runs/" + run + "/model-european.json", "[1");
              }
              return null;
            })) {
      leader.set("s3.endpoint", proxy.endpoint().toString());
      try (Run.ByHand leading = leader.started()) {
        awaitReport();
        assertThat(leading).isNotNull();
      }
    }
    assertThat(leader.report().path("status").asText()).isEqualTo("failed");
    assertThat(leader.publication("slowfast").path("error").asText())
        .isEqualTo("What a worker has left is no outcome of it");
    assertThat(leader.publication("european").path("error").asText()).contains("cannot be read");
    assertThat(leader.officialFiles()).isEmpty();
  }

  /** The worker's state of the source is an older one by the time that the leader commits. */
  @Test
  void anOlderStateOfTheSourceIsNotCommitted() throws Exception {
    AtomicBoolean changed = new AtomicBoolean();
    try (FaultProxy proxy =
        FaultProxy.byHead(
            leader.store.endpoint(),
            head -> {
              if (head.startsWith("GET ")
                  && head.contains("/model-slowfast.json")
                  && changed.compareAndSet(false, true)) {
                leader.store.put(
                    leader.source, leader.key("slowfast", "hparams.yaml"), "lr: newer\n");
              }
              return null;
            })) {
      Run worker = worker();
      leader.set("s3.endpoint", proxy.endpoint().toString());
      try (Run.ByHand publishing = worker.started();
          Run.ByHand leading = leader.started()) {
        awaitReport();
        assertThat(List.of(publishing, leading)).hasSize(2);
      }
    }
    assertThat(changed).isTrue();
    assertThat(leader.publication("slowfast").path("status").asText()).isEqualTo("waiting");
    assertThat(leader.publication("slowfast").path("error").asText())
        .contains("its source has changed since a worker published it");
    assertThat(leader.officialFiles().keySet()).allMatch(it -> it.startsWith("european/"));
  }
}
