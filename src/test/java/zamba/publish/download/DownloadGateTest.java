package zamba.publish.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;

/**
 * A config must not name what nobody can download. The embedded server gives an object to everyone
 * when its bucket's ACL says so; the bucket of one region does not.
 */
class DownloadGateTest {
  private static final String WEIGHTS = "depth.pt";

  @TempDir Path folder;
  private Run run;
  private FaultProxy proxy;

  @BeforeEach
  void prepare() throws IOException {
    run = new Run(folder).model("slowfast").set("gate.anonymous", "stop");
    run.entry("weights." + WEIGHTS, "s3://" + run.source + "/" + WEIGHTS);
    run.store.put(run.source, WEIGHTS, "depth weights");
    run.buckets.keySet().stream().filter(region -> !region.equals("eu")).forEach(this::open);
    proxy = new FaultProxy(run.store.endpoint(), line -> null);
    run.set("s3.endpoint", proxy.endpoint().toString());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  private void open(String region) {
    run.store
        .s3()
        .putBucketAcl(it -> it.bucket(run.buckets.get(region)).acl(BucketCannedACL.PUBLIC_READ));
  }

  private long asked() {
    return proxy.requests().stream()
        .filter(line -> line.startsWith("GET ") && line.contains("/zamba_official_models/"))
        .count();
  }

  @Test
  void writesNoConfigForWhatNobodyCanDownload() {
    assertThat(run.publish()).isEqualTo(1);

    for (String name : new String[] {"slowfast", WEIGHTS}) {
      assertThat(run.publication(name).path("status").asText()).isEqualTo("failed");
      assertThat(run.publication(name).path("error").asText())
          .contains("In eu, s3://" + run.buckets.get("eu"), "without credentials", "403")
          .contains("bucket's policy", "Block Public Access", "ACL", "SSE-KMS");
      assertThat(run.replica(name, "us").path("anonymous").asBoolean()).isTrue();
      assertThat(run.replica(name, "eu").path("anonymous").asBoolean(true)).isFalse();
      assertThat(run.replica(name, "eu").path("status").asText()).isEqualTo("copied");
    }
    assertThat(run.officialFiles()).isEmpty();

    // Not by running again, either: what is in place by now is asked for, too.
    assertThat(run.publish()).isEqualTo(1);
    assertThat(run.officialFiles()).isEmpty();

    open("eu");
    assertThat(run.publish()).isZero();
    assertThat(run.officialFiles()).hasSize(5);
  }

  @Test
  void warnsAndPublishesWhereThatIsWanted() {
    run.set("gate.anonymous", "warn");
    try (Console console = new Console()) {
      assertThat(run.publish()).isZero();
      assertThat(console.text()).contains("In eu, s3://" + run.buckets.get("eu"));
    }

    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("published");
    assertThat(run.publication("slowfast").path("warnings")).hasSize(1);
    assertThat(run.publication("slowfast").path("warnings").path(0).asText()).contains("In eu");
    assertThat(run.officialFiles()).hasSize(5);
  }

  @Test
  void asksNobodyElsewhereThanOnAwsUnlessItIsSet() {
    run.set("gate.anonymous", "");

    assertThat(run.publish()).isZero();

    assertThat(asked()).isZero();
    assertThat(run.replica("slowfast", "eu").has("anonymous")).isFalse();
  }

  @Test
  void aPlanAsksForWhatIsThere() {
    run.set("publish.dry-run", "true");
    assertThat(run.publish()).isEqualTo(3);
    assertThat(asked()).isZero();
    run.set("publish.dry-run", "false").set("gate.anonymous", "off");
    assertThat(run.publish()).isZero();

    run.set("publish.dry-run", "true").set("gate.anonymous", "stop");
    assertThat(run.publish()).isEqualTo(1);

    assertThat(asked()).isEqualTo(6);
    assertThat(run.publication("slowfast").path("error").asText()).contains("In eu");
    assertThat(run.replica("slowfast", "eu").path("anonymous").asBoolean(true)).isFalse();
  }

  @Test
  void aDaemonDoesNotAskAgainForWhatItHasSeenInPlace() {
    open("eu");
    try (Run.ByHand daemon = run.byHand()) {
      daemon.publish("");
      assertThat(asked()).isEqualTo(6);
      daemon.publish("");
      assertThat(asked()).isEqualTo(6);
    }
  }
}
