package zamba.publish.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zamba.publish.fixture.DaemonProcess;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Valve;

/** The shipped jar as a daemon, through what happens to one. */
class DaemonIT {
  private static final String PREFIX = "zamba_official_models/";

  @TempDir Path folder;
  private Run run;
  private Path catalog;

  @BeforeEach
  void prepare() {
    run = new Run(folder).set("publish.trigger", "every").set("publish.every", "1s");
    run.set("publish.verify-every", "0s");
    catalog = folder.resolve("catalog.properties");
  }

  private String entry(String model) {
    run.model(model);
    return "weight-lookup.%s = s3://%s/%s\n".formatted(model, run.source, run.key(model, ""));
  }

  /** Written beside and renamed, as an editor does: no reader sees half of it. */
  private void edit(String... lines) throws IOException {
    Path edited = Files.writeString(folder.resolve("edited"), String.join("", lines));
    Files.move(
        edited,
        catalog,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private boolean isEverywhere(int objects) {
    return run.buckets.values().stream()
        .allMatch(bucket -> run.store.state(bucket).size() == objects);
  }

  @Test
  void survivesWhatHappensToItAndLeavesEverythingInPlace() throws Exception {
    String slowfast = entry("slowfast");
    String european = entry("european");
    try (Valve eu = new Valve(run.store.endpoint())) {
      run.set("region.eu.endpoint", eu.endpoint().toString());
      eu.shut();
      edit(slowfast);
      try (DaemonProcess daemon = new DaemonProcess(run, catalog, "daemon", Map.of())) {
        // A region that is down at the start.
        daemon.await(
            "eu's check was down", () -> daemon.body("/observe/health").contains("HeadObject s3:"));
        assertThat(daemon.status("/observe/health/ready")).isEqualTo(503);
        assertThat(daemon.status("/observe/health/live")).isEqualTo(200);
        daemon.await("us had it", () -> run.store.state(bucket("us")).size() == 1);
        assertThat(run.officialFiles()).isEmpty();
        eu.open();
        daemon.await("eu had it too", () -> isEverywhere(1));
        daemon.await("it was ready", () -> daemon.status("/observe/health/ready") == 200);
        daemon.awaitRuns(2);
        assertThat(run.officialFiles()).hasSize(5);
        assertThat(daemon.metric("zamba_publications{status=\"present\"}")).isEqualTo(1);
        Map<String, String> published = run.published();
        Noise before = noise(daemon);

        // A good edit, a bad one, none at all, and the good one again.
        edit(slowfast, european);
        daemon.awaitLog("Catalog: added model european");
        daemon.await("it was everywhere", () -> isEverywhere(2));
        daemon.await("it had a trigger", () -> daemon.route("trigger-european") != null);
        edit(slowfast, "weight-lookup.european = nowhere\n", "publish.every = 1s\n");
        daemon.awaitLog("refused, and the last good catalog stays in force (2 entries)");
        assertThat(daemon.log()).contains("weight-lookup.european=nowhere is not of the form");
        Files.delete(catalog);
        daemon.awaitLog("catalog.properties cannot be read");
        assertThat(daemon.call("catalog")).contains("slowfast", "european", "An edit is refused");
        edit(slowfast, european, "report.file = elsewhere.json\n");
        daemon.awaitLog("The configuration is usable again");

        // A lost object, twice.
        for (String region : List.of("us", "asia")) {
          String key = run.store.state(bucket(region)).keySet().iterator().next();
          run.store.delete(bucket(region), key);
          published.remove(region + ":" + key);
          daemon.await("it was healed", () -> isEverywhere(2));
        }
        // A region that goes down and comes back.
        eu.shut();
        daemon.await(
            "eu failed",
            () -> daemon.metric("zamba_replicas{region=\"eu\",status=\"failed\"}") == 2);
        assertThat(daemon.metric("zamba_replicas{region=\"us\",status=\"failed\"}")).isZero();
        eu.open();
        daemon.await("it was ready", () -> daemon.status("/observe/health/ready") == 200);
        // Credentials that are no longer good, until they are renewed.
        DaemonProcess.credentials(run, "expired");
        daemon.await("it failed", () -> daemon.metric("zamba_publications{status=\"failed\"}") > 0);
        DaemonProcess.credentials(run, run.store.credentials().secretAccessKey());
        daemon.await(
            "it did not", () -> daemon.metric("zamba_publications{status=\"failed\"}") == 0);
        // A folder that cannot be written.
        Path official = run.official();
        Path aside = Files.move(official, folder.resolve("aside"));
        Files.writeString(official, "no folder");
        daemon.await(
            "it failed", () -> daemon.metric("zamba_publications{status=\"failed\"}") == 2);
        Files.delete(official);
        Files.move(aside, official);
        daemon.await(
            "it did not", () -> daemon.metric("zamba_publications{status=\"failed\"}") == 0);

        edit(slowfast);
        daemon.awaitLog("Catalog: removed model european");
        daemon.await("its trigger was gone", () -> daemon.route("trigger-european") == null);
        edit(slowfast, european);
        daemon.awaitRuns(8);
        String log = daemon.log();
        daemon.awaitRuns(2);
        assertThat(daemon.log().substring(log.length()).lines())
            .as("quiet runs")
            .hasSizeBetween(2, 5)
            .allMatch(line -> line.endsWith("2 of 2 in place in us, eu, asia, nothing to do"));

        assertThat(isEverywhere(2)).isTrue();
        assertThat(run.officialFiles()).hasSize(10);
        assertThat(run.published()).as("nothing overwritten").containsAllEntriesOf(published);
        Noise after = noise(daemon);
        // Two entries have more requests at once than one; idle threads end after a minute.
        assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 24);
        assertThat(after.files()).as("files and sockets").isLessThanOrEqualTo(before.files() + 16);
        assertThat(after.heap()).as("heap").isLessThan(before.heap() + (12L << 20));

        daemon.process().destroy();
        assertThat(daemon.end()).as(daemon.log()).isZero();
      }
    }
  }

  private record Noise(int threads, long files, long heap) {}

  private static Noise noise(DaemonProcess daemon) throws Exception {
    MBeanServerConnection jmx = daemon.jmx();
    ObjectName memory = new ObjectName(ManagementFactory.MEMORY_MXBEAN_NAME);
    jmx.invoke(memory, "gc", null, null);
    return new Noise(
        (int) jmx.getAttribute(new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME), "ThreadCount"),
        (long)
            jmx.getAttribute(
                new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME),
                "OpenFileDescriptorCount"),
        (long) ((CompositeData) jmx.getAttribute(memory, "HeapMemoryUsage")).get("used"));
  }

  private String bucket(String region) {
    return run.buckets.get(region);
  }

  @Test
  void aRunThatFindsTheSameListsAndAsksAndReadsNothing() throws Exception {
    edit(entry("slowfast"));
    try (FaultProxy source = new FaultProxy(run.store.endpoint(), line -> null)) {
      run.set("source.endpoint", source.endpoint().toString()).set("copy.mode", "server");
      try (DaemonProcess daemon = new DaemonProcess(run, catalog, "daemon", Map.of())) {
        daemon.await("a run had ended", () -> daemon.runs() >= 1);
        assertThat(reads(source)).hasSize(5);
        daemon.awaitRuns(1);
        assertThat(reads(source)).as("read once").hasSize(5);
        run.store.put(run.source, run.key("slowfast", "hparams.yaml"), "lr: 2\n");
        daemon.await(
            "the change was committed",
            () -> "lr: 2\n".equals(run.officialFiles().get("slowfast/hparams.yaml")));
        assertThat(reads(source)).as("read again").hasSize(10);
      }
    }
  }

  private List<String> reads(FaultProxy proxy) {
    return proxy.requests().stream()
        .filter(line -> line.startsWith("GET /" + run.source + "/results"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void stoppedOrKilledInTheMiddleOfACopyItGoesOnWhenStartedAgain(boolean killed) throws Exception {
    edit(entry("slowfast"));
    // Several blocks, since eu's address is another: not all of them on their way at once.
    byte[] checkpoint = new byte[60_000_000];
    new Random(1).nextBytes(checkpoint);
    run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), checkpoint);
    try (FaultProxy slow = new FaultProxy(run.store.endpoint(), line -> slowPart(line, 3_000))) {
      run.set("region.eu.endpoint", slow.endpoint().toString());
      try (DaemonProcess daemon = new DaemonProcess(run, catalog, "daemon", Map.of())) {
        daemon.await(
            "a part was there",
            () -> slow.requests().stream().filter(DaemonIT::isPart).count() > 3);
        if (killed) {
          daemon.process().destroyForcibly();
          daemon.end();
          assertThat(folder.resolve("report.json")).doesNotExist();
        } else {
          daemon.process().destroy();
          assertThat(daemon.end()).as(daemon.log()).isZero();
          assertThat(run.report().path("status").asText()).isEqualTo("failed");
          assertThat(run.replica("slowfast", "eu").path("status").asText()).isEqualTo("failed");
        }
      }
      assertThat(run.store.state(bucket("eu"))).isEmpty();
      assertThat(run.officialFiles()).isEmpty();
    }
    try (FaultProxy quick = new FaultProxy(run.store.endpoint(), line -> null);
        DaemonProcess daemon =
            new DaemonProcess(
                run, catalog, "again", Map.of("region.eu.endpoint", quick.endpoint().toString()))) {
      daemon.await("it was everywhere", () -> isEverywhere(1) && run.officialFiles().size() == 5);
      daemon.awaitLog("continuing an unfinished upload");
      run.buckets
          .values()
          .forEach(
              bucket ->
                  assertThat(
                          run.store.get(bucket, run.store.state(bucket).keySet().iterator().next()))
                      .isEqualTo(checkpoint));
    }
  }

  @Test
  void aSecondSignalEndsItAtOnce() throws Exception {
    edit(entry("slowfast"));
    try (FaultProxy slow = new FaultProxy(run.store.endpoint(), line -> slowPart(line, 20_000))) {
      run.set("region.eu.endpoint", slow.endpoint().toString());
      try (DaemonProcess daemon = new DaemonProcess(run, catalog, "daemon", Map.of())) {
        daemon.await(
            "it copied",
            () -> slow.requests().stream().anyMatch(line -> line.contains("partNumber")));
        daemon.process().destroy();
        daemon.awaitLog("Stopping");
        daemon.process().destroy();
        assertThat(daemon.end()).isEqualTo(143);
        assertThat(folder.resolve("report.json")).doesNotExist();
      }
    }
  }

  private static boolean isPart(String line) {
    return line.contains("partNumber");
  }

  /** As if each part took long to copy. */
  private static String slowPart(String line, long millis) {
    if (isPart(line)) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        return "503 SlowDown";
      }
    }
    return null;
  }

  @Test
  void ofTwoWithLeaderElectionOneWorksAndTheOtherTakesOver() throws Exception {
    edit(entry("slowfast"));
    Map<String, String> lock = Map.of("cluster.lock-dir", folder.resolve("lock").toString());
    try (DaemonProcess first = new DaemonProcess(run, catalog, "first", lock)) {
      first.await("a run had ended", () -> first.runs() >= 1);
      try (DaemonProcess second = new DaemonProcess(run, catalog, "second", lock)) {
        second.awaitStarted();
        first.awaitRuns(3);
        assertThat(second.runs()).isZero();

        first.process().destroyForcibly();
        first.end();
        String key = run.store.state(bucket("us")).keySet().iterator().next();
        run.store.delete(bucket("us"), key);

        second.await("it took over", () -> isEverywhere(1));
        second.await("its run had ended", () -> second.runs() >= 1);
      }
    }
  }

  @Test
  void twoWithoutLeaderElectionDisturbNobodyAndLogInJsonIfAsked() throws Exception {
    edit(entry("slowfast"), entry("european"));
    Map<String, String> more = new LinkedHashMap<>(Map.of("log.format", "json"));
    try (DaemonProcess first = new DaemonProcess(run, catalog, "first", more)) {
      more.put("report.file", folder.resolve("second.json").toString());
      try (DaemonProcess second = new DaemonProcess(run, catalog, "second", more)) {
        first.await("it was everywhere", () -> isEverywhere(2) && run.officialFiles().size() == 10);
        Map<String, String> published = run.published();
        for (DaemonProcess daemon : List.of(first, second)) {
          daemon.awaitRuns(2);
          assertThat(daemon.metric("zamba_publications{status=\"present\"}")).isEqualTo(2);
        }
        assertThat(run.published()).isEqualTo(published);
        assertThat(run.officialFiles()).hasSize(10);
        Map<String, String> fields = new TreeMap<>();
        for (String line : first.log().lines().toList()) {
          JsonNode object = new ObjectMapper().readTree(line);
          assertThat(object.isObject()).as(line).isTrue();
          assertThat(object.fieldNames()).toIterable().contains("time", "level", "message");
          object.properties().forEach(f -> fields.put(f.getKey(), f.getValue().asText()));
        }
        assertThat(fields).containsKeys("run", "model", "key");
        assertThat(fields.get("key")).startsWith(PREFIX);
      }
    }
  }
}
