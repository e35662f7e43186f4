package zamba.publish.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Store;

/**
 * What set-ups on AWS need. A proxy hears what is said with each request, and answers what the real
 * server behind it has no notion of: versions, archives, endpoints of a VPC.
 */
class AwsSetupTest {
  private static final String WEIGHTS = "depth.pt";
  private static final String SOURCE_OWNER = "111111111111";
  private static final String EU_OWNER = "222222222222";

  @TempDir Path folder;
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private FaultProxy proxy;
  private S3Proxy open;

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

  private Run weights(Store store, Function<String, String> fault) throws IOException {
    Run run = new Run(folder, store).set("publish.probe", "false").set("copy.mode", "server");
    run.entry("weights." + WEIGHTS, "s3://" + run.source + "/" + WEIGHTS);
    store.put(run.source, WEIGHTS, "depth weights");
    proxy = new FaultProxy(store.endpoint(), fault, this::heard);
    return run.set("s3.endpoint", proxy.endpoint().toString());
  }

  /** Keeps what is said, and takes away what the server behind it does not know. */
  private String heard(String head) {
    heads.add(head);
    return head.replaceAll(
        "(?im)^x-amz-(request-payer|expected-bucket-owner|source-expected-bucket-owner|tagging|server-side-encryption.*?|storage-class): .*\r\n",
        "");
  }

  /** One that checks no signature, so that a proxy may change what was signed. */
  private Store open() throws Exception {
    open =
        S3Proxy.builder()
            .blobStore(
                new FilesystemNio2BlobStore(
                    Files.createDirectory(folder.resolve("store")).toString()))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.NONE, "", "")
            .build();
    open.start();
    return Store.at(URI.create("http://127.0.0.1:" + open.getPort()), "any", "any");
  }

  private List<String> heads(String beginning) {
    List<String> found = heads.stream().filter(head -> head.startsWith(beginning)).toList();
    assertThat(found).as(beginning).isNotEmpty();
    return found.stream().map(head -> head.toLowerCase(Locale.ROOT)).toList();
  }

  @Test
  void everyRequestSaysWhoseItsBucketMustBeAndWhoPays() throws Exception {
    Run run =
        weights(open(), line -> null)
            .model("slowfast")
            .set("source.requester-pays", "true")
            .set("source.expected-owner", SOURCE_OWNER)
            .set("region.eu.expected-owner", EU_OWNER);

    assertThat(run.publish()).isZero();

    for (String method : new String[] {"GET /", "HEAD /"}) {
      assertThat(heads(method + run.source))
          .allMatch(head -> head.contains("x-amz-request-payer: requester"))
          .allMatch(head -> head.contains("x-amz-expected-bucket-owner: " + SOURCE_OWNER));
    }
    for (String method : new String[] {"HEAD /", "POST /", "PUT /"}) {
      assertThat(heads(method + run.buckets.get("eu")))
          .allMatch(head -> head.contains("x-amz-expected-bucket-owner: " + EU_OWNER));
    }
    assertThat(heads("PUT /" + run.buckets.get("eu")))
        .allMatch(head -> head.contains("x-amz-source-expected-bucket-owner: " + SOURCE_OWNER))
        .allMatch(head -> head.contains("x-amz-request-payer: requester"));
    assertThat(heads("HEAD /" + run.buckets.get("us")))
        .noneMatch(head -> head.contains("owner") || head.contains("payer"));
  }

  @Test
  void objectsAreMadeWithWhatIsConfiguredAndARegionCanDiffer() throws Exception {
    Run run =
        weights(open(), line -> null)
            .set("copy.acl", "public-read")
            .set("copy.tags", "project=zamba")
            .set("copy.storage-class", "STANDARD_IA")
            .set("region.eu.storage-class", "INTELLIGENT_TIERING")
            .set("region.eu.sse-kms-key", "alias/eu");

    assertThat(run.publish()).isZero();

    assertThat(heads("POST /" + run.buckets.get("us") + "/zamba_official_models/depth.pt?uploads"))
        .allMatch(head -> head.contains("x-amz-acl: public-read"))
        .allMatch(head -> head.contains("x-amz-tagging: project=zamba"))
        .allMatch(head -> head.contains("x-amz-storage-class: standard_ia"))
        .noneMatch(head -> head.contains("kms"));
    assertThat(heads("POST /" + run.buckets.get("eu") + "/zamba_official_models/depth.pt?uploads"))
        .allMatch(head -> head.contains("x-amz-acl: public-read"))
        .allMatch(head -> head.contains("x-amz-storage-class: intelligent_tiering"))
        .allMatch(head -> head.contains("x-amz-server-side-encryption: aws:kms"))
        .allMatch(head -> head.contains("key-id: alias/eu"));
  }

  /** As the store answers a HEAD of the weights, and more. */
  private String head(Run run, String... more) {
    HeadObjectResponse known = run.store.head(run.source, WEIGHTS);
    return "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nETag: %s\r\nLast-Modified: Tue, 24 Nov 2026 08:00:00 GMT\r\nConnection: close\r\n%s\r\n\r\n"
        .formatted(known.contentLength(), known.eTag(), String.join("\r\n", more));
  }

  private static boolean isLook(Run run, String line) {
    return line.startsWith("HEAD /" + run.source + "/");
  }

  private Run ofAVersionedSource(Function<String, String> fault) throws IOException {
    Run[] run = new Run[1];
    run[0] =
        weights(
            Store.shared(),
            line ->
                isLook(run[0], line) ? head(run[0], "x-amz-version-id: v.1") : fault.apply(line));
    return run[0];
  }

  @Test
  void copiesTheVersionThatWasLookedAt() throws Exception {
    Run run = ofAVersionedSource(line -> line.contains("partNumber=") ? "403 AccessDenied" : null);

    assertThat(run.publish()).isEqualTo(1);

    // The server behind knows no versions; what it was asked for is in what the error says was
    // tried.
    assertThat(run.replica(WEIGHTS, "us").path("status").asText()).isEqualTo("failed");
    assertThat(proxy.requests().stream().filter(line -> line.contains("partNumber=")).count())
        .as("each part with the version, and then without")
        .isEqualTo(6);
  }

  /** The server behind refuses a version, since it has none. */
  @Test
  void copiesTheObjectWhereItsVersionsAreDenied() throws Exception {
    Run[] run = new Run[1];
    run[0] =
        weights(
            Store.shared(),
            line -> isLook(run[0], line) ? head(run[0], "x-amz-version-id: v.1") : null);

    assertThat(run[0].publish()).isZero();

    assertThat(heads("PUT /" + run[0].buckets.get("us")))
        .anyMatch(head -> head.contains("depth.pt?versionid=v.1"));
    assertThat(run[0].replica(WEIGHTS, "us").path("status").asText()).isEqualTo("copied");
  }

  @Test
  void anArchivedSourceIsToldBeforeAnythingIsCopied() throws Exception {
    Run[] run = new Run[1];
    run[0] =
        weights(
            Store.shared(),
            line ->
                isLook(run[0], line) ? head(run[0], "x-amz-storage-class: DEEP_ARCHIVE") : null);

    assertThat(run[0].publish()).isEqualTo(1);

    assertThat(run[0].publication(WEIGHTS).path("error").asText())
        .contains("s3://" + run[0].source + "/" + WEIGHTS, "archived (DEEP_ARCHIVE)")
        .contains("aws s3api restore-object --bucket " + run[0].source);
    assertThat(proxy.requests()).allMatch(line -> line.startsWith("HEAD "));
  }

  @Test
  void aRestoredArchiveIsCopied() throws Exception {
    Run[] run = new Run[1];
    run[0] =
        weights(
            Store.shared(),
            line ->
                isLook(run[0], line)
                    ? head(
                        run[0],
                        "x-amz-storage-class: GLACIER",
                        "x-amz-restore: ongoing-request=\"false\", expiry-date=\"Fri, 21 Dec 2029 00:00:00 GMT\"")
                    : null);

    assertThat(run[0].publish()).isZero();
  }

  @Test
  void aCopyThatAVpcEndpointDoesNotLetThroughIsToldAsThat() throws Exception {
    Run run =
        weights(
            Store.shared(),
            line ->
                line.contains("partNumber=")
                    ? FaultProxy.answer(
                        "403 Forbidden",
                        "application/xml",
                        "<Error><Code>AccessDenied</Code><Message>VPC endpoints do not support cross-region requests</Message></Error>")
                    : null);

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.replica(WEIGHTS, "eu").path("error").asText())
        .contains("VPC endpoint, which copies nothing from another AWS region", "copy.mode=stream")
        .doesNotContain("these credentials may not");
  }

  /** What AWS_ENDPOINT_URL_S3 is in the environment, this is among the system properties. */
  @Test
  void saysThatAwsIsElsewhereAndProbesThatStore() throws Exception {
    Run run = weights(Store.shared(), line -> null);
    run.set("s3.endpoint", "aws").set("publish.probe", "auto").set("copy.mode", "auto");
    System.setProperty("aws.endpointUrlS3", proxy.endpoint().toString());
    try (Console console = new Console()) {
      assertThat(run.publish()).isZero();

      assertThat(console.text())
          .contains("S3 is at " + proxy.endpoint(), "AWS_ENDPOINT_URL_S3", "not at AWS");
    } finally {
      System.clearProperty("aws.endpointUrlS3");
    }
    assertThat(proxy.requests()).anyMatch(line -> line.contains(".probe-"));
  }

  @Test
  void refusesWhatIsNoAccountAndNoTag() throws Exception {
    Run run = weights(Store.shared(), line -> null);
    run.set("source.expected-owner", "me").set("copy.tags", "zamba");
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(2);
      assertThat(console.text())
          .contains("source.expected-owner=me is not the 12 digits of an AWS account")
          .contains("copy.tags=zamba is not of the form a=b&c=d");
    }
  }
}
