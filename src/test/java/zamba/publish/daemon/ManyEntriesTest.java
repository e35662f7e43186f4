package zamba.publish.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;

/** What a daemon with many entries costs while it does nothing. */
class ManyEntriesTest {
  @TempDir Path folder;
  private Run run;

  @BeforeEach
  void prepare() {
    run = new Run(folder);
  }

  private void entries(int count) {
    for (int i = 0; i < count; i++) {
      run.entry("weight-lookup.m%03d".formatted(i), "s3://%s/none/".formatted(run.source));
    }
  }

  @Test
  void looksWhetherEachStoreAnswersOnceAPeriodHoweverManyEntriesThereAre() throws Exception {
    entries(20);
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), line -> null)) {
      run.set("s3.endpoint", proxy.endpoint().toString());
      try (Run.ByHand daemon = run.byHand()) {
        while (looks(proxy).size() < 4) {
          Thread.sleep(10);
        }
        daemon.publish("m000");
        daemon.publish("m001");
      }
      assertThat(looks(proxy)).as("three regions and the private bucket").hasSize(4);
    }
  }

  private static List<String> looks(FaultProxy proxy) {
    return proxy.requests().stream().filter(line -> line.contains(".reachable")).toList();
  }

  @Test
  void haveARouteEachUpToTwoHundredAndBeyondThatAreStillPublishedByName() {
    entries(203);
    run.model("other");
    try (Console console = new Console();
        Run.ByHand daemon = run.byHand()) {
      assertThat(
              daemon.routes().stream()
                  .filter(route -> route.matches("trigger-m\\d+|trigger-other"))
                  .collect(Collectors.toSet()))
          .hasSize(200)
          .contains("trigger-m000", "trigger-m199")
          .doesNotContain("trigger-m200", "trigger-other");
      assertThat(console.text())
          .containsOnlyOnce("The first 200 of 204 entries have a route trigger-<name>");
      assertThat(daemon.publish("other").path("status").asText()).isEqualTo("ok");
    }
  }
}
