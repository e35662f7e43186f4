package zamba.publish.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;

/** Whoever starts it, there is never more than one run that writes. */
class OneRunAtATimeTest {
  @TempDir Path folder;
  private Run run;

  @BeforeEach
  void prepare() {
    run = new Run(folder).model("slowfast").model("european");
  }

  @Test
  void aRunWaitsForOneThatIsUnderWayAndSaysSo() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch mayGoOn = new CountDownLatch(1);
    try (FaultProxy proxy =
            new FaultProxy(run.store.endpoint(), line -> hold(line, entered, mayGoOn));
        Console console = new Console();
        Run.ByHand program = byHand(proxy)) {
      CompletableFuture<JsonNode> first =
          CompletableFuture.supplyAsync(() -> program.publish("european"));
      assertThat(entered.await(1, TimeUnit.MINUTES)).isTrue();
      CompletableFuture<JsonNode> second =
          CompletableFuture.supplyAsync(() -> program.publish("slowfast"));
      while (!console.text().contains("A run waits for another to end") && !second.isDone()) {
        Thread.sleep(10);
      }
      assertThat(second).isNotDone();
      assertThat(proxy.requests()).noneMatch(line -> line.contains("slowfast"));

      mayGoOn.countDown();
      assertThat(first.join().path("status").asText()).isEqualTo("ok");
      assertThat(second.join().path("status").asText()).isEqualTo("ok");
      assertThat(lastOf("european", proxy)).isLessThan(firstOf("slowfast", proxy));
    }
    assertThat(run.published()).hasSize(6);
  }

  private Run.ByHand byHand(FaultProxy proxy) {
    run.set("s3.endpoint", proxy.endpoint().toString());
    return run.byHand();
  }

  private static String hold(String line, CountDownLatch entered, CountDownLatch mayGoOn) {
    if (line.contains("list-type") && line.contains("european")) {
      entered.countDown();
      try {
        mayGoOn.await();
      } catch (InterruptedException e) {
        return "503 Interrupted";
      }
    }
    return null;
  }

  private static int firstOf(String model, FaultProxy proxy) {
    return proxy
        .requests()
        .indexOf(
            proxy.requests().stream()
                .filter(line -> line.contains(model))
                .findFirst()
                .orElseThrow());
  }

  private static int lastOf(String model, FaultProxy proxy) {
    return proxy
        .requests()
        .lastIndexOf(
            proxy.requests().stream()
                .filter(line -> line.contains(model))
                .reduce((first, next) -> next)
                .orElseThrow());
  }

  @Test
  void aRunThatBreaksOffLeavesTheTurnToTheNext() throws IOException {
    try (Run.ByHand program = run.byHand()) {
      assertThatThrownBy(() -> program.publish("nothing"))
          .rootCause()
          .hasMessageContaining("not in the catalog");
      assertThat(program.publish("slowfast").path("status").asText()).isEqualTo("ok");
    }
  }
}
