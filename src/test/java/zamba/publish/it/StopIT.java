package zamba.publish.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import zamba.publish.fixture.DaemonProcess;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;

/** The shipped jar, told to stop when it is not expected. */
class StopIT {
  @TempDir Path folder;
  private Run run;
  private Path catalog;

  @BeforeEach
  void prepare() throws IOException {
    run = new Run(folder).model("slowfast");
    catalog =
        Files.writeString(
            folder.resolve("catalog.properties"),
            "weight-lookup.slowfast = s3://%s/%s\n".formatted(run.source, run.key("slowfast", "")));
  }

  /** Whatever it is doing then: loading classes, starting Camel, listing, copying. */
  @ParameterizedTest
  @ValueSource(ints = {300, 1100, 1800, 3000})
  void inItsFirstSecondsItEndsWithoutAStackTraceAndNeverAsIfItHadSucceeded(int millis)
      throws Exception {
    Map<String, String> once = Map.of("publish.trigger", "once");
    try (DaemonProcess program = new DaemonProcess(run, catalog, "early", once)) {
      if (!program.process().waitFor(millis, TimeUnit.MILLISECONDS)) {
        program.process().destroy();
      }
      int status = program.end();
      assertThat(program.log()).doesNotContain("\tat ").doesNotContain("Exception");
      if (Files.exists(folder.resolve("report.json"))) {
        boolean ok = run.report().path("status").asText().equals("ok");
        assertThat(status).as(program.log()).isEqualTo(ok ? 0 : 1);
      } else {
        assertThat(status).as(program.log()).isEqualTo(143);
      }
    }
  }

  @Test
  void anOrderlyStopWaitsForAnAuditThatHeals() throws Exception {
    byte[] checkpoint = new byte[60_000_000];
    new Random(1).nextBytes(checkpoint);
    run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), checkpoint);
    for (String bucket : run.buckets.values()) {
      run.store.s3().putBucketAcl(it -> it.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ));
    }
    assertThat(run.publish()).isZero();
    Files.delete(folder.resolve("report.json"));
    String eu = run.buckets.get("eu");
    run.store.delete(eu, run.store.state(eu).keySet().iterator().next());
    Map<String, String> audit =
        Map.of("publish.trigger", "once", "publish.audit", "true", "publish.heal", "true");
    try (FaultProxy slow = new FaultProxy(run.store.endpoint(), StopIT::slowPart)) {
      run.set("region.eu.endpoint", slow.endpoint().toString());
      try (DaemonProcess program = new DaemonProcess(run, catalog, "audit", audit)) {
        program.await(
            "it healed",
            () -> slow.requests().stream().anyMatch(line -> line.contains("partNumber")));
        program.process().destroy();
        assertThat(program.end()).as(program.log()).isEqualTo(1);
        assertThat(program.log()).doesNotContain("\tat ");
        assertThat(run.replica("slowfast", "eu").path("error").asText()).contains("stopping");
        assertThat(run.replica("slowfast", "us").path("status").asText()).isEqualTo("present");
      }
    }
  }

  /** As if each part took long to send. */
  private static String slowPart(String line) {
    if (line.contains("partNumber")) {
      try {
        Thread.sleep(3_000);
      } catch (InterruptedException e) {
        return "503 SlowDown";
      }
    }
    return null;
  }
}
