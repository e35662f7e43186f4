package zamba.publish.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;

/** What a daemon asks in a period in which nothing has changed; see publish.verify-every. */
class PeriodsTest {
  private static final int MODELS = 40;
  private static final int REGIONS = 3;

  @TempDir Path folder;
  private Run run;
  private FaultProxy proxy;

  @BeforeEach
  void prepare() throws IOException {
    run = new Run(folder).set("publish.every", "100ms");
    proxy = new FaultProxy(run.store.endpoint(), line -> null);
    run.set("s3.endpoint", proxy.endpoint().toString());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  private static List<String> models() {
    return IntStream.range(0, MODELS).mapToObj("m%02d"::formatted).toList();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; !condition.getAsBoolean(); i++) {
      assertThat(i).as("looks in vain").isLessThan(3_000);
      Thread.sleep(20);
    }
  }

  private List<String> asked(String method, String part) {
    return proxy.requests().stream()
        .filter(line -> line.startsWith(method) && line.contains(part))
        .filter(line -> !line.contains(".reachable"))
        .toList();
  }

  private int listings() {
    return asked("GET", "list-type=2").size();
  }

  @Test
  void listsEverySourceAndVerifiesEachEntryInItsTurnAndHealsWhatItFindsLost() throws Exception {
    models().forEach(run::model);
    run.store.put(run.source, "alone.pt", "weights");
    run.entry("weights.alone.pt", "s3://" + run.source + "/alone.pt");
    run.set("publish.verify-every", "6s");
    try (Run.ByHand daemon = run.periodic()) {
      // The first period publishes, in which sources are listed again; the next verifies it all.
      await(() -> listings() > 5 * MODELS);
      String lost = run.store.state(run.buckets.get("eu")).keySet().iterator().next();
      proxy.requests().clear();
      run.store.delete(run.buckets.get("eu"), lost);

      await(() -> verified("us").size() == MODELS + 1);
      await(() -> run.store.state(run.buckets.get("eu")).containsKey(lost));
      int listings = listings();
      int requests = proxy.requests().size();

      double periods = listings / (double) MODELS;
      assertThat(periods).as("periods until every entry was verified").isGreaterThan(3);
      assertThat(requests / periods / (MODELS + 1))
          .as("requests of an entry in a period")
          .isLessThanOrEqualTo(3);
      assertThat(verified("asia")).hasSize(MODELS + 1);

      // By hand everything is verified, whenever it was verified last.
      proxy.requests().clear();
      daemon.publish("m07");
      assertThat(asked("HEAD", "/m07_")).hasSizeGreaterThanOrEqualTo(REGIONS);
    }
  }

  /** The names that were looked at in a region. */
  private Set<String> verified(String region) {
    Set<String> names = new TreeSet<>();
    asked("HEAD", "/" + run.buckets.get(region) + "/").forEach(line -> names.add(line));
    return names;
  }

  @Test
  void publishesAtOnceWhatHasChangedAndPutsAnEditedFolderBackInItsTurn() throws Exception {
    run.model("slowfast").set("publish.verify-every", "1h").set("publish.overwrite-edits", "true");
    try (Run.ByHand daemon = run.periodic()) {
      await(() -> listings() > 8);
      await(() -> run.officialFiles().size() == 5);
      assertThat(daemon.routes()).contains("trigger-every");
      int looks = asked("HEAD", "zamba_official_models").size();
      int before = listings();
      await(() -> listings() > before + 2);
      assertThat(asked("HEAD", "zamba_official_models")).as("in quiet periods").hasSize(looks);

      run.store.put(run.source, run.key("slowfast", "hparams.yaml"), "changed: true\n");
      await(() -> "changed: true\n".equals(run.officialFiles().get("slowfast/hparams.yaml")));

      Files.writeString(run.official().resolve("slowfast/hparams.yaml"), "edited: true\n");
      await(() -> "changed: true\n".equals(run.officialFiles().get("slowfast/hparams.yaml")));
    }
  }

  @Test
  void verifiesAgainWhatDidNotSucceedLastTime() throws Exception {
    run.model("slowfast").set("publish.verify-every", "1h");
    java.util.concurrent.atomic.AtomicBoolean down =
        new java.util.concurrent.atomic.AtomicBoolean();
    try (FaultProxy eu =
        new FaultProxy(
            run.store.endpoint(),
            line -> down.get() && !line.contains(".reachable") ? "403 AccessDenied" : null)) {
      run.set("region.eu.endpoint", eu.endpoint().toString()).set("copy.mode", "server");
      try (Run.ByHand daemon = run.periodic()) {
        await(() -> listings() > 8);
        down.set(true);
        assertThat(daemon.publish("slowfast").path("status").asText()).isEqualTo("failed");

        int before = listings();
        await(() -> listings() > before + 3);

        assertThat(run.report().path("status").asText())
            .as("of the last period, in which it was not its turn")
            .isEqualTo("failed");
      }
    }
  }
}
