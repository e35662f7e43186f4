package zamba.publish.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.TlsServers;

/** What a web server gives is published only if it has the digest that the catalog says. */
class DigestTest {
  private static final String NAME = "densepose.pkl";
  private static final String KEY = "zamba_official_models/" + NAME;
  private static final String DEPTH = "zamba_official_models/depth.pt";
  private static final int IN_TWO_PARTS = 20_000_000;

  @RegisterExtension static final TlsServers TLS = new TlsServers();

  @TempDir Path folder;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpsServer server;
  private Run run;
  private volatile byte[] given;

  @BeforeEach
  void start() throws IOException {
    server = TLS.start();
    server.createContext("/weights.pkl", this::answer);
    String address = TlsServers.address(server, "/weights.pkl");
    run = new Run(folder).entry("weights." + NAME, address).set("gate.unpinned", "refuse");
  }

  /** Always under one ETag, whatever it gives. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestMethod());
      exchange.getResponseHeaders().set("ETag", "\"version-1\"");
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().set("Content-Length", "" + given.length);
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      String range = exchange.getRequestHeaders().getFirst("Range");
      int from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
      exchange.sendResponseHeaders(range == null ? 200 : 206, given.length - from);
      try (OutputStream body = exchange.getResponseBody()) {
        body.write(given, from, given.length - from);
      }
    }
  }

  private static byte[] content(int size, int seed) {
    byte[] content = new byte[size];
    new Random(seed).nextBytes(content);
    return content;
  }

  private static String digest(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String error() {
    return run.publication(NAME).path("error").asText();
  }

  private void nothingIsThere() {
    for (String bucket : run.buckets.values()) {
      assertThat(run.store.state(bucket)).doesNotContainKey(KEY);
      assertThat(run.store.s3().listMultipartUploads(r -> r.bucket(bucket)).uploads()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"100000, md5, 32", "100000, md5, 6", "100000, sha256, 64", "20000000, sha256, 64"})
  void publishesWhatHasItsDigest(int size, String algorithm, int digits) {
    given = content(size, 1);
    String digest = digest(algorithm.equals("md5") ? "MD5" : "SHA-256", given);
    run.set("digest." + NAME, algorithm + ":" + digest.substring(0, digits));

    assertThat(run.publish()).isZero();

    run.buckets.values().forEach(it -> assertThat(run.store.get(it, KEY)).isEqualTo(given));
    assertThat(requests).containsExactly("HEAD", "GET");
    assertThat(run.publish()).isZero();
    assertThat(run.publication(NAME).path("status").asText()).isEqualTo("present");
  }

  @ParameterizedTest
  @ValueSource(ints = {100_000, IN_TWO_PARTS})
  void publishesNothingThatHasAnotherDigest(int size) {
    given = content(size, 1);
    String wanted = "sha256:" + digest("SHA-256", content(size, 2));
    run.model("slowfast").set("digest." + NAME, wanted);

    assertThat(run.publish()).isEqualTo(1);

    assertThat(error())
        .contains(wanted, "sha256:" + digest("SHA-256", given), "nothing of it has become visible");
    nothingIsThere();
    assertThat(requests).containsExactly("HEAD", "GET");
    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("published");
  }

  @Test
  void publishesNothingWhoseMd5BeginsOtherwise() {
    given = content(100_000, 1);
    run.set("digest." + NAME, "md5:421d28");

    assertThat(run.publish()).isEqualTo(1);

    assertThat(error()).contains("md5:421d28", "md5:" + digest("MD5", given));
    nothingIsThere();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void refusesWhatHasNoDigestWithoutAskingForIt(String dryRun) {
    given = content(100_000, 1);
    run.model("slowfast").set("publish.dry-run", dryRun);

    assertThat(run.publish()).isEqualTo(1);

    assertThat(error())
        .contains("digest." + NAME, "sha256:", "md5:", "gate.unpinned=allow", "/weights.pkl");
    nothingIsThere();
    assertThat(requests).isEmpty();
    assertThat(run.publication("slowfast").path("status").asText())
        .isEqualTo(dryRun.equals("true") ? "pending" : "published");
  }

  @Test
  void takesWhatHasNoDigestIfToldTo() {
    given = content(100_000, 1);
    assertThat(run.set("gate.unpinned", "allow").publish()).isZero();
  }

  /** The store has the first part of what the host gave before. */
  @Test
  void continuesAnUploadWithNothingThatIsNotOfWhatWasReadNow() throws Exception {
    for (String region : List.of("eu", "asia")) {
      run.buckets.remove(region);
      run.set("region." + region + ".bucket", "");
    }
    byte[] before = content(IN_TWO_PARTS, 1);
    given = before;
    run.set("digest." + NAME, "sha256:" + digest("SHA-256", before)).set("copy.resume-after", "0s");
    FaultProxy proxy =
        new FaultProxy(
            run.store.endpoint(),
            line -> line.contains("partNumber=2") ? "500 InternalError" : null);
    try (proxy) {
      run.set("s3.endpoint", proxy.endpoint().toString());
      assertThat(run.publish()).isEqualTo(1);
    }
    run.set("s3.endpoint", run.store.endpoint().toString());
    String bucket = run.buckets.get("us");
    assertThat(run.store.s3().listMultipartUploads(r -> r.bucket(bucket)).uploads()).hasSize(1);

    given = content(IN_TWO_PARTS, 2);
    run.set("digest." + NAME, "sha256:" + digest("SHA-256", given));
    assertThat(run.publish()).isZero();

    run.buckets.values().forEach(it -> assertThat(run.store.get(it, KEY)).isEqualTo(given));
  }

  @ParameterizedTest
  @ValueSource(strings = {"us", "us eu asia"})
  void comparesItWithWhatRegionsHoldAlreadyIfTheyTell(String regions) {
    given = content(100_000, 1);
    String wanted = "md5:" + digest("MD5", content(100_000, 2));
    run.set("digest." + NAME, wanted);
    for (String region : regions.split(" ", -1)) {
      run.store.put(run.buckets.get(region), KEY, given);
    }
    Map<String, String> before = run.published();

    for (String dryRun : new String[] {"true", "false"}) {
      assertThat(run.set("publish.dry-run", dryRun).publish()).isEqualTo(1);
      assertThat(error()).contains(wanted, "md5:" + digest("MD5", given), run.buckets.get("us"));
    }

    assertThat(run.published()).isEqualTo(before);
    assertThat(requests).isEmpty();
  }

  @Test
  void comparesItWithWhatTheSourceBucketTells() {
    given = content(100_000, 1);
    run.store.put(run.source, "weights/depth.pt", given);
    run.entry("weights.depth.pt", "s3://" + run.source + "/weights/depth.pt")
        .set("digest." + NAME, "md5:" + digest("MD5", given))
        .set("digest.depth.pt", "md5:000000");

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.publication("depth.pt").path("error").asText())
        .contains("md5:000000", "md5:" + digest("MD5", given));
    assertThat(run.publication(NAME).path("status").asText()).isEqualTo("published");
  }

  /** The weights are in S3, where nothing asks for a digest but the catalog. */
  private void depth(byte[] content) {
    run.store.put(run.source, "weights/depth.pt", content);
    run.entry("weights.depth.pt", "s3://" + run.source + "/weights/depth.pt");
    given = content(1000, 9);
    run.set("digest." + NAME, "md5:" + digest("MD5", given));
  }

  /** In parts, as an object whose store declares neither MD5 nor SHA-256 of it. */
  private void putInParts(String bucket, String key, byte[] content) {
    var s3 = run.store.s3();
    String upload = s3.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
    String etag =
        s3.uploadPart(
                r -> r.bucket(bucket).key(key).uploadId(upload).partNumber(1),
                RequestBody.fromBytes(content))
            .eTag();
    s3.completeMultipartUpload(
        r ->
            r.bucket(bucket)
                .key(key)
                .uploadId(upload)
                .multipartUpload(
                    m -> m.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));
  }

  /** Whole, so that each store declares its MD5; and so no source that does. */
  private void putIntoRegions(String key, byte[] content) {
    run.buckets.values().forEach(bucket -> run.store.put(bucket, key, content));
    putInParts(run.source, "weights/depth.pt", content);
  }

  private JsonNode auditOfDepth(int status) {
    for (String bucket : run.buckets.values()) {
      run.store.s3().putBucketAcl(it -> it.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ));
    }
    assertThat(run.set("publish.audit", "true").publish()).isEqualTo(status);
    return run.publication("depth.pt");
  }

  @Test
  void anAuditComparesItWithWhatTheRegionsDeclare() {
    byte[] content = content(1000, 1);
    depth(content);
    assertThat(run.publish()).isZero();
    putIntoRegions(DEPTH, content);
    assertThat(auditOfDepth(0).path("status").asText()).isEqualTo("present");
    String wanted = "sha256:" + digest("SHA-256", content(1000, 2));
    run.set("digest.depth.pt", "md5:" + digest("MD5", content(1000, 2)));

    JsonNode found = auditOfDepth(1);

    assertThat(found.path("replicas"))
        .allMatch(it -> it.path("status").asText().equals("different"));
    assertThat(run.replica("depth.pt", "eu").path("error").asText())
        .contains(run.buckets.get("eu"), "md5:" + digest("MD5", content), "the catalog says md5:");

    run.set("digest.depth.pt", "md5:" + digest("MD5", content).substring(0, 6));
    assertThat(auditOfDepth(0).path("status").asText()).isEqualTo("present");
    // Of a digest that no store declares nothing is known.
    run.set("digest.depth.pt", wanted);
    assertThat(auditOfDepth(0).path("status").asText()).isEqualTo("present");
  }

  @Test
  void anAuditReadsWhatNoStoreDeclaresIfThatIsWanted() {
    byte[] content = content(1000, 1);
    depth(content);
    assertThat(run.publish()).isZero();
    run.set("compare.read", "true");
    run.set("digest.depth.pt", "sha256:" + digest("SHA-256", content));
    assertThat(auditOfDepth(0).path("status").asText()).isEqualTo("present");

    run.set("digest.depth.pt", "sha256:" + digest("SHA-256", content(1000, 2)));

    JsonNode found = auditOfDepth(1);
    assertThat(found.path("replicas"))
        .allMatch(it -> it.path("status").asText().equals("different"));
    assertThat(run.replica("depth.pt", "us").path("error").asText())
        .contains("sha256:" + digest("SHA-256", content), "as it was read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a region declares it", "the source was read"})
  void healingPutsNothingBackThatHasAnotherDigest(String why) {
    byte[] content = content(1000, 1);
    depth(content);
    assertThat(run.publish()).isZero();
    putIntoRegions(DEPTH, content);
    run.set("digest.depth.pt", "md5:" + digest("MD5", content(1000, 2)));
    run.set("publish.heal", "true");
    for (String region :
        why.startsWith("a region") ? List.of("asia") : List.of("us", "eu", "asia")) {
      run.store.delete(run.buckets.get(region), DEPTH);
    }
    if (why.startsWith("the source")) {
      run.set("compare.read", "true");
    }
    Map<String, String> before = run.published();

    String error = auditOfDepth(1).path("error").asText();

    assertThat(error).contains("depth.pt is not put back");
    assertThat(run.published()).isEqualTo(before);
  }

  @Test
  void healingPutsBackWhatHasItsDigest() {
    byte[] content = content(1000, 1);
    depth(content);
    assertThat(run.publish()).isZero();
    run.set("digest.depth.pt", "sha256:" + digest("SHA-256", content));
    run.set("publish.heal", "true").set("compare.read", "true");
    run.store.delete(run.buckets.get("asia"), DEPTH);

    assertThat(auditOfDepth(0).path("status").asText()).isEqualTo("published");

    assertThat(run.store.get(run.buckets.get("asia"), DEPTH)).isEqualTo(content);
  }

  @Test
  void anAuditOfWhatCameFromTheWebComparesItToo() {
    given = content(1000, 1);
    run.set("digest." + NAME, "md5:" + digest("MD5", given));
    assertThat(run.publish()).isZero();
    run.buckets.values().forEach(bucket -> run.store.put(bucket, KEY, given));
    run.set("digest." + NAME, "md5:" + digest("MD5", content(1000, 2)));
    run.set("publish.audit", "true").set("publish.heal", "true");
    run.store.delete(run.buckets.get("asia"), KEY);
    Map<String, String> before = run.published();

    assertThat(run.publish()).isEqualTo(1);

    assertThat(error()).contains("md5:" + digest("MD5", given), "the catalog says");
    assertThat(run.published()).isEqualTo(before);
  }
}
