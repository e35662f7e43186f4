package zamba.publish.vouch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Store;

/**
 * {@code manifest.sha256=server}: a store computes the digest from a part of an upload that is
 * never completed, as AWS documents of CopyPartResult. No server that is at hand does, so a proxy
 * answers that one request; all others are a real server's.
 */
class StoreDigestTest {
  private static final String WEIGHTS = "depth.pt";
  private static final byte[] CONTENT = "depth weights".getBytes(StandardCharsets.UTF_8);
  private static final String HIDDEN = "/zamba_official_models/depth.pt.digest";

  @TempDir Path folder;
  private Run run;
  private Keys keys;
  private FaultProxy proxy;
  private S3Proxy open;
  private String console;

  @BeforeEach
  void prepare() {
    run = new Run(folder).set("manifest.sha256", "server");
    keys = new Keys(folder.resolve("keys"));
  }

  @AfterEach
  void close() throws Exception {
    Store.use(Store.shared().credentials());
    if (proxy != null) {
      proxy.close();
    }
    if (open != null) {
      open.stop();
    }
  }

  private int publish(Function<String, String> fault) throws Exception {
    run.store.put(run.source, WEIGHTS, CONTENT);
    run.entry("weights." + WEIGHTS, "s3://" + run.source + "/" + WEIGHTS);
    run.set("sign.key", "file:" + keys.files.privateKey());
    proxy = FaultProxy.byHead(run.store.endpoint(), fault);
    run.set("s3.endpoint", proxy.endpoint().toString());
    try (Console shown = new Console()) {
      int status = run.publish();
      console = shown.text();
      return status;
    }
  }

  private static boolean isHiddenPart(String head) {
    return head.startsWith("PUT ") && head.contains(HIDDEN + "?");
  }

  /** As AWS does: all of the source, if it has that ETag. */
  private static Function<String, String> computing(String sha256) {
    return head ->
        !isHiddenPart(head)
            ? null
            : head.toLowerCase(Locale.ROOT)
                    .contains("x-amz-copy-source-if-match: \"" + hex("MD5", CONTENT) + "\"")
                ? FaultProxy.answer(
                    "200 OK",
                    "application/xml",
                    "<CopyPartResult><ETag>&quot;%s&quot;</ETag><ChecksumSHA256>%s</ChecksumSHA256></CopyPartResult>"
                        .formatted(hex("MD5", CONTENT), sha256))
                : "412 PreconditionFailed";
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(String algorithm, byte[] bytes) {
    return java.util.HexFormat.of().formatHex(digest(algorithm, bytes));
  }

  private static String sha256() {
    return Base64.getEncoder().encodeToString(digest("SHA-256", CONTENT));
  }

  private List<String> hidden() {
    return proxy.requests().stream().filter(it -> it.contains(HIDDEN)).toList();
  }

  /** What was hidden never became visible, and is gone; nothing of the source was read. */
  private void expectNothingLeftOrRead() {
    assertThat(hidden()).noneMatch(it -> it.startsWith("POST") && it.contains("uploadId="));
    assertThat(proxy.requests())
        .noneMatch(it -> it.startsWith("GET /" + run.source + "/" + WEIGHTS));
    for (String bucket : run.buckets.values()) {
      assertThat(run.store.s3().listMultipartUploads(it -> it.bucket(bucket)).uploads()).isEmpty();
    }
    assertThat(run.published().keySet()).noneMatch(it -> it.endsWith(".digest"));
  }

  private String signature(String field) {
    return run.publication(WEIGHTS).path("signature").path(field).asText();
  }

  @Test
  void aStoreComputesWhatIsSignedAndNoByteComesThroughThisProgram() throws Exception {
    assertThat(publish(computing(sha256()))).isZero();

    assertThat(signature("status")).isEqualTo("signed");
    assertThat(run.publication(WEIGHTS).path("digests").path("sha256").asText())
        .isEqualTo(Keys.sha256(CONTENT));
    byte[] file = run.store.get(run.buckets.get("asia"), "zamba_official_models/depth.pt.sig");
    assertThat(keys.trusted().verify(file, WEIGHTS).statement().sha256())
        .isEqualTo(Keys.sha256(CONTENT));
    assertThat(console).contains("computed by the store of us");
    assertThat(hidden()).allMatch(it -> it.contains("/" + run.buckets.get("us") + "/"));
    expectNothingLeftOrRead();
  }

  @Test
  void whereAStoreDoesNotTellItThatIsSaidAndNothingIsReadOrSigned() throws Exception {
    assertThat(publish(head -> null)).isEqualTo(1);

    assertThat(console).contains("the store of us copies without telling a SHA-256");
    assertThat(run.publication(WEIGHTS).path("error").asText())
        .contains("cannot be signed", "SHA-256 is not known");
    assertThat(hidden()).filteredOn(it -> it.startsWith("PUT")).hasSize(1);
    expectNothingLeftOrRead();
  }

  @Test
  void whatIsNoSha256OfAllOfItIsNotTaken() throws Exception {
    assertThat(publish(computing("0123456789abcdef-1"))).isEqualTo(1);

    assertThat(signature("status")).isEqualTo("failed");
    expectNothingLeftOrRead();
  }

  @Test
  void whatAStoreRefusesIsSaidAndLeavesNothing() throws Exception {
    assertThat(publish(head -> isHiddenPart(head) ? "403 AccessDenied" : null)).isEqualTo(1);

    assertThat(console).contains("us does not compute its SHA-256", "AccessDenied");
    expectNothingLeftOrRead();
  }

  /** It may have computed it of what the source is by then. */
  @Test
  void aStoreThatIgnoresTheConditionOnTheSourceIsNotAsked() throws Exception {
    Path data = Files.createDirectory(folder.resolve("store"));
    open =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(data.toString()))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.NONE, "", "")
            .build();
    open.start();
    URI server = URI.create("http://127.0.0.1:" + open.getPort());
    UnaryOperator<String> deaf =
        head -> head.replaceAll("(?im)^x-amz-copy-source-if-match: .*\r\n", "");
    try (FaultProxy ignoring = new FaultProxy(server, line -> null, deaf)) {
      run = new Run(folder, Store.at(ignoring.endpoint(), "any", "any"));
      run.set("publish.probe", "true").set("manifest.sha256", "server");

      assertThat(publish(computing(sha256()))).isEqualTo(1);

      assertThat(console).contains("ignores x-amz-copy-source-if-match, so what it reads");
      assertThat(hidden()).isEmpty();
    }
  }

  @Test
  void whatAKilledRunHasLeftIsClearedAway() throws Exception {
    String bucket = run.buckets.get("us");
    run.store.s3().createMultipartUpload(it -> it.bucket(bucket).key(HIDDEN.substring(1)));
    run.set("copy.abort-after", "0s").set("copy.resume-after", "0s");

    assertThat(publish(computing(sha256()))).isZero();

    expectNothingLeftOrRead();
  }

  /**
   * On a store that is not AWS nothing says that it would tell, and each would be asked in vain.
   */
  @Test
  void withoutBeingToldToOnlyAwsIsAsked() throws Exception {
    run.set("manifest.sha256", "auto");

    assertThat(publish(computing(sha256()))).isZero();

    assertThat(hidden()).isEmpty();
    assertThat(signature("status")).isEqualTo("signed");
  }
}
