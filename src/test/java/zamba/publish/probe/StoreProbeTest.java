package zamba.publish.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;
import zamba.publish.fixture.Store;

/**
 * What the program finds out about a store before it relies on it. The store that ignores
 * conditions is a server that takes any signature, behind a proxy that drops the header.
 */
class StoreProbeTest {
  private static final String PREFIX = "zamba_official_models/";
  private static S3Proxy unsigned;
  private static Store store;

  @TempDir Path folder;
  private Run run;

  @BeforeAll
  static void start() throws Exception {
    unsigned =
        S3Proxy.builder()
            .blobStore(new TransientNio2BlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.NONE, null, null)
            .build();
    unsigned.start();
    store = Store.at(URI.create("http://127.0.0.1:" + unsigned.getPort()), "any", "any");
  }

  @AfterAll
  static void stop() throws Exception {
    unsigned.stop();
    Store.use(Store.shared().credentials());
  }

  @AfterEach
  void leavesNoProbe() {
    run.buckets
        .values()
        .forEach(
            bucket -> {
              assertThat(run.store.state(bucket).keySet()).noneMatch(key -> key.contains("probe"));
              assertThat(run.store.uploads(bucket)).isEmpty();
            });
  }

  private Run on(Store chosen) {
    Store.use(chosen.credentials());
    run = new Run(folder, chosen).set("publish.probe", "auto").model("slowfast");
    return run;
  }

  private static FaultProxy ignoring(Function<String, String> fault) throws Exception {
    return new FaultProxy(
        store.endpoint(), fault, head -> head.replaceFirst("(?i)\r\nIf-None-Match: [^\r]*", ""));
  }

  @Test
  void aStoreThatHonoursConditionsIsNotSaidToIgnoreThem() {
    on(Store.shared());
    try (Console console = new Console()) {
      assertThat(run.publish()).isZero();
      assertThat(console.text()).doesNotContain("If-None-Match", "could not be found out");
    }
  }

  @Test
  void asksOnceARegionOnlyWhenACopyIsNeededAndTouchesNoOtherKey() throws Exception {
    on(Store.shared()).model("european");
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), line -> null)) {
      run.set("s3.endpoint", proxy.endpoint().toString());
      run.publish();
      for (String bucket : run.buckets.values()) {
        List<String> probes =
            proxy.requests().stream()
                .filter(line -> line.contains("/" + bucket + "/" + PREFIX + ".probe-"))
                .toList();
        assertThat(probes).hasSizeBetween(8, 12);
        assertThat(probes.stream().map(line -> line.replaceFirst("^\\S+ ([^? ]+).*", "$1")))
            .as("the probe's keys")
            .containsOnly(probes.get(0).replaceFirst("^\\S+ ([^? ]+).*", "$1"));
        assertThat(proxy.requests().stream().filter(line -> line.startsWith("DELETE ")))
            .allMatch(line -> line.contains("/" + PREFIX + ".probe-"));
      }
      int before = proxy.requests().size();
      run.publish();
      assertThat(proxy.requests().stream().skip(before))
          .noneMatch(line -> line.contains(".probe-"));
    }
  }

  @Test
  void aStoreThatIgnoresConditionsIsNamedWithTheRiskAndStillServed() throws Exception {
    on(store);
    try (FaultProxy proxy = ignoring(line -> null);
        Console console = new Console()) {
      run.set("region.eu.endpoint", proxy.endpoint().toString());

      assertThat(run.publish()).isZero();

      assertThat(console.text())
          .contains("eu: the store at " + proxy.endpoint())
          .contains("it ignores If-None-Match on PutObject and CompleteMultipartUpload")
          .contains("let one publisher run at a time")
          .doesNotContain(
              "us: the store at " + store.endpoint() + " keeps less than S3: it ignores");
    }
    assertThat(run.replica("slowfast", "eu").path("status").asText()).isEqualTo("copied");
    assertThat(run.replica("slowfast", "eu").path("verified").asBoolean()).isTrue();
  }

  @Test
  void onSuchAStoreItLooksRightBeforeAndRightAfterItWrites() throws Exception {
    on(store);
    try (FaultProxy proxy = ignoring(line -> null)) {
      run.set("region.eu.endpoint", proxy.endpoint().toString());
      run.publish();
      List<String> requests =
          proxy.requests().stream()
              .filter(line -> line.contains(PREFIX + "slowfast_"))
              .map(line -> line.substring(0, line.indexOf(' ')))
              .toList();
      int complete = requests.lastIndexOf("POST");
      assertThat(requests.subList(complete - 1, complete + 2))
          .containsExactly("HEAD", "POST", "HEAD");
    }
  }

  /** Another writer's object appears when the last part has been copied. */
  @Test
  void onSuchAStoreAnObjectThatAppearsInMidCopyIsNotOverwritten() throws Exception {
    on(store);
    String eu = run.buckets.get("eu");
    try (FaultProxy proxy =
        ignoring(
            line -> {
              if (line.contains("partNumber=") && line.contains(PREFIX + "slowfast_")) {
                String key = line.replaceFirst("^\\S+ /[^/]+/([^?]+).*", "$1");
                store.put(eu, key, "another writer's");
              }
              return null;
            })) {
      run.set("region.eu.endpoint", proxy.endpoint().toString());

      assertThat(run.publish()).isEqualTo(1);

      assertThat(run.replica("slowfast", "eu").path("status").asText()).isEqualTo("different");
      assertThat(store.get(eu, run.replica("slowfast", "eu").path("key").asText()))
          .isEqualTo("another writer's".getBytes(UTF_8));
    }
  }

  @Test
  void onSuchAStoreAnEmptyObjectThatAppearsIsNotOverwrittenEither() throws Exception {
    on(store);
    store.put(run.source, run.key("slowfast", "slowfast.ckpt"), "");
    try (FaultProxy proxy = ignoring(line -> null)) {
      run.set("region.eu.endpoint", proxy.endpoint().toString());
      assertThat(run.publish()).isZero();
      assertThat(
              proxy.requests().stream()
                  .filter(line -> line.contains(PREFIX + "slowfast_"))
                  .map(line -> line.substring(0, line.indexOf(' '))))
          .containsSequence("HEAD", "HEAD", "PUT", "HEAD", "HEAD");
    }
  }

  private static FaultProxy ignoringTheSourcesETag(Function<String, String> fault)
      throws Exception {
    return new FaultProxy(
        store.endpoint(),
        fault,
        head -> head.replaceFirst("(?i)\r\nx-amz-copy-source-if-match: [^\r]*", ""));
  }

  /** It copies whatever the source is by then. */
  @Test
  void onAStoreThatIgnoresTheSourcesETagAChangedSourceDoesNotBecomeVisible() throws Exception {
    on(store);
    String source = run.key("slowfast", "slowfast.ckpt");
    try (FaultProxy proxy =
            ignoringTheSourcesETag(
                line -> {
                  if (line.contains("partNumber=") && line.contains(PREFIX + "slowfast_")) {
                    store.put(run.source, source, Samples.checkpoint("european"));
                  }
                  return null;
                });
        Console console = new Console()) {
      run.set("region.eu.endpoint", proxy.endpoint().toString());
      // Only eu is up, so that it is the one that copies.
      run.set("region.us.endpoint", "http://127.0.0.1:9");
      run.set("region.asia.endpoint", "http://127.0.0.1:9");

      assertThat(run.set("copy.mode", "server").publish()).isEqualTo(1);

      assertThat(console.text()).contains("it ignores x-amz-copy-source-if-match");
    }
    assertThat(run.replica("slowfast", "eu").path("error").asText())
        .contains(source, "no longer what it was when the copy began", "run again");
    assertThat(store.state(run.buckets.get("eu"))).isEmpty();
  }

  /** Of two parts: of one from a source with an MD5, S3's rules tell the ETag of a true copy. */
  @Test
  void onSuchAStoreOurRecordIsNoProof() throws Exception {
    on(store);
    store.put(run.source, run.key("slowfast", "slowfast.ckpt"), new byte[40 << 20]);
    try (FaultProxy proxy = ignoringTheSourcesETag(line -> null)) {
      run.set("s3.endpoint", proxy.endpoint().toString()).set("copy.mode", "server");

      run.publish();

      assertThat(run.replica("slowfast", "us").path("status").asText()).isEqualTo("copied");
      assertThat(run.replica("slowfast", "us").path("verifiedBy").asText())
          .isNotEqualTo("source-etag");
    }
    run.buckets.values().forEach(store::drop);
    store.drop(run.source);
    run = new Run(folder, store);
  }

  @Test
  void aStoreThatRefusesToCopyAcrossBucketsIsNamed() throws Exception {
    on(Store.shared());
    AtomicBoolean refused = new AtomicBoolean();
    // The first part that is sent is the probe's copy of the source; its later ones are uploads.
    try (FaultProxy proxy =
            new FaultProxy(
                run.store.endpoint(),
                line ->
                    line.contains("partNumber=") && refused.compareAndSet(false, true)
                        ? "501 NotImplemented"
                        : null);
        Console console = new Console()) {
      run.set("region.eu.endpoint", proxy.endpoint().toString()).set("copy.mode", "server");
      run.publish();
      assertThat(console.text()).contains("it refuses to copy from the source's bucket by itself");
    }
  }

  @Test
  void aProbeThatCannotBeRemovedIsNamedWithItsKey() throws Exception {
    on(Store.shared());
    try (FaultProxy proxy =
            new FaultProxy(
                run.store.endpoint(),
                line ->
                    line.startsWith("DELETE ") && !line.contains("uploadId")
                        ? "403 AccessDenied"
                        : null);
        Console console = new Console()) {
      run.set("region.eu.endpoint", proxy.endpoint().toString());
      assertThat(run.publish()).isZero();
      String eu = run.buckets.get("eu");
      assertThat(console.text())
          .contains("could not remove the probe s3://" + eu + "/" + PREFIX + ".probe-")
          .contains("s3:DeleteObject", "publish.probe=false");
      run.store.state(eu).keySet().stream()
          .filter(key -> key.contains(".probe-"))
          .forEach(key -> run.store.delete(eu, key));
    }
  }

  @Test
  void publishProbeFalseSendsNoProbe() throws Exception {
    on(Store.shared()).set("publish.probe", "false");
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), line -> null)) {
      run.set("s3.endpoint", proxy.endpoint().toString());
      assertThat(run.publish()).isZero();
      assertThat(proxy.requests()).isNotEmpty().noneMatch(line -> line.contains(".probe-"));
    }
  }
}
