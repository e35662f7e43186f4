package zamba.publish.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import zamba.publish.content.Comparison;
import zamba.publish.content.ContentSums;
import zamba.publish.content.Crc64Nvme;
import zamba.publish.content.ObjectFacts;
import zamba.publish.copy.Engine;
import zamba.publish.embedded.EmbeddedServerFactory;
import zamba.publish.https.HttpsSource;
import zamba.publish.https.HttpsSourceException;
import zamba.publish.https.WebAddress;
import zamba.publish.https.WebProxy;
import zamba.publish.https.WebSettings;
import zamba.publish.region.RegionReplicas;
import zamba.publish.s3.Endpoint;
import zamba.publish.s3.LocalServer;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;
import zamba.publish.source.Replication;

class WebWeightsTest {

  private static final String NAME = "densepose.pkl";
  private static final WebAddress SOURCE =
      WebAddress.parse("https://dl.example.com/densepose/final.pkl");
  private static final WebAddress OTHER_SOURCE =
      WebAddress.parse("https://dl.example.com/other/final.pkl");

  private final AtomicInteger requests = new AtomicInteger();
  private LocalServer server;
  private HttpsSource web;
  private RegionReplicas us;
  private RegionReplicas eu;
  private RegionReplicas asia;
  private WebWeights weights;

  @BeforeEach
  void start() throws IOException {
    server = new EmbeddedServerFactory().start(Optional.empty());
    server.seed(
        Map.of(),
        Map.of(NAME, SOURCE.toString(), "other.pkl", OTHER_SOURCE.toString()),
        Set.of("public-us", "public-eu", "public-asia"));
    web =
        new HttpsSource(
            uri -> {
              requests.incrementAndGet();
              return server.resolve(uri);
            },
            WebSettings.DEFAULT,
            WebProxy.NONE);
    us = region("us", "public-us");
    eu = region("eu", "public-eu");
    asia = region("asia", "public-asia");
    weights = Engine.weights(web, us, eu, asia);
  }

  @AfterEach
  void stop() {
    List.of(us, eu, asia).forEach(region -> region.client().close());
    web.close();
    server.close();
  }

  @Test
  void uploadsToTheFirstRegionAndOnlyThere() throws IOException {
    Replication replication = weights.stage(SOURCE, NAME, Optional.empty());

    assertThat(replication.uploadedTo()).contains("us");
    assertThat(replication.copyFrom()).isEqualTo(new S3Location("public-us", "prefix/" + NAME));
    ContentSums sums = new ContentSums();
    sums.update(fromTheWeb());
    assertThat(replication.origin()).isEqualTo(web.look(SOURCE).with(sums.values()));
    assertThat(replication.origin().checksums())
        .containsEntry("CRC64NVME", Crc64Nvme.of(fromTheWeb()));
    assertThat(eu.contains(NAME)).isFalse();
    assertThat(asia.contains(NAME)).isFalse();
    ObjectFacts facts = us.look(NAME).orElseThrow();
    assertThat(replication.copyFromEtag()).isEqualTo(facts.etag());
    assertThat(Comparison.of(replication.origin(), facts).verdict())
        .isEqualTo(Comparison.Verdict.SAME);
    assertThat(bytes(us)).isEqualTo(fromTheWeb());
    assertThat(unfinishedUploads(us)).isZero();
  }

  @Test
  void leavesOurRecordAndNothingElseInTheMetadata() {
    ObjectFacts origin = weights.stage(SOURCE, NAME, Optional.empty()).origin();

    HeadObjectResponse head = us.client().headObject(it -> it.bucket("public-us").key(key()));
    assertThat(head.contentType()).isEqualTo("application/octet-stream");
    assertThat(head.metadata())
        .isEqualTo(
            Map.of(
                "source-etag",
                origin.etag(),
                "source-etag-is-md5",
                "false",
                "source-size",
                String.valueOf(origin.size()),
                "source-pinned",
                "true",
                "part-size",
                head.metadata().get("part-size"),
                "public-name",
                NAME));
  }

  @Test
  void neitherDownloadsNorUploadsASecondTime() {
    weights.stage(SOURCE, NAME, Optional.empty());
    Optional<ObjectFacts> before = us.look(NAME);
    requests.set(0);

    Replication again = weights.stage(SOURCE, NAME, Optional.empty());

    assertThat(again.uploadedTo()).isEmpty();
    assertThat(again.copyFrom()).isEqualTo(new S3Location("public-us", key()));
    assertThat(requests).as("the HEAD").hasValue(1);
    assertThat(us.look(NAME)).isEqualTo(before);
  }

  @Test
  void healsTheFirstRegionFromOneThatHasItWithoutADownload() {
    asia.client().copyObject(asia.copyRequest(weights.stage(SOURCE, NAME, Optional.empty())));
    us.client().deleteObject(it -> it.bucket("public-us").key(key()));
    requests.set(0);

    Replication healing = weights.stage(SOURCE, NAME, Optional.empty());

    assertThat(healing.uploadedTo()).isEmpty();
    assertThat(healing.copyFrom()).isEqualTo(new S3Location("public-asia", key()));
    assertThat(requests).as("the HEAD").hasValue(1);
    us.client().copyObject(us.copyRequest(healing));
    assertThat(bytes(us)).isEqualTo(bytes(asia));
  }

  @Test
  void uploadsToTheSecondRegionWhenTheFirstHasNoBucket() throws IOException {
    RegionReplicas missing = region("us", "no-such-bucket");

    Replication replication =
        Engine.weights(web, missing, eu).stage(SOURCE, NAME, Optional.empty());

    assertThat(replication.uploadedTo()).contains("eu");
    assertThat(replication.copyFrom()).isEqualTo(new S3Location("public-eu", key()));
    assertThat(bytes(eu)).isEqualTo(fromTheWeb());
    missing.client().close();
  }

  @Test
  void saysWhyEachRegionRefusedWhenNoneTakesIt() {
    RegionReplicas one = region("us", "no-bucket-us");
    RegionReplicas other = region("eu", "no-bucket-eu");

    assertThatThrownBy(() -> Engine.weights(web, one, other).stage(SOURCE, NAME, Optional.empty()))
        .hasMessageContainingAll(
            SOURCE.toString(), "us: ", "no-bucket-us", "eu: ", "no-bucket-eu", "NoSuchBucket");
    one.client().close();
    other.client().close();
  }

  @Test
  void bringsNothingAnywhereWhileARegionHasOtherContent() {
    us.client()
        .putObject(
            it -> it.bucket("public-us").key(key()), RequestBody.fromString("other content"));

    Replication replication = weights.stage(SOURCE, NAME, Optional.empty());

    assertThat(replication.uploadedTo()).isEmpty();
    assertThat(replication.copyFromEtag()).isEmpty();
    assertThat(bytes(us)).asString().isEqualTo("other content");
    assertThat(List.of(eu, asia)).noneMatch(region -> region.contains(NAME));
  }

  @Test
  void neverTakesWhatIsOnlyOfTheSameSizeForACopyOfTheSource() throws IOException {
    byte[] sameSize = new byte[fromTheWeb().length];
    us.client().putObject(it -> it.bucket("public-us").key(key()), RequestBody.fromBytes(sameSize));

    assertThat(weights.stage(SOURCE, NAME, Optional.empty()).copyFromEtag()).isEmpty();

    assertThat(bytes(us)).isEqualTo(sameSize);
    assertThat(List.of(eu, asia)).noneMatch(region -> region.contains(NAME));
  }

  @Test
  void leavesItToTheRegionsToSayThatEachHasOtherContent() {
    us.client()
        .putObject(
            it -> it.bucket("public-us").key(key()), RequestBody.fromString("other content"));

    Replication replication = Engine.weights(web, us).stage(SOURCE, NAME, Optional.empty());

    assertThat(replication.uploadedTo()).isEmpty();
    assertThat(bytes(us)).asString().isEqualTo("other content");
  }

  @Test
  void uploadsNothingThatTheWebDoesNotGive() {
    assertThatThrownBy(
            () ->
                weights.stage(
                    WebAddress.parse("https://dl.example.com/not/there.pkl"),
                    NAME,
                    Optional.empty()))
        .isInstanceOf(HttpsSourceException.class)
        .hasMessageContainingAll("https://dl.example.com/not/there.pkl", "404");
    assertThat(List.of(us, eu, asia)).noneMatch(region -> region.contains(NAME));
  }

  private RegionReplicas region(String name, String bucket) {
    Endpoint endpoint = new Endpoint("us-east-1", Optional.of(server.endpoint()), true);
    return Engine.region(
        new Region(name, bucket, "prefix/", endpoint), Engine.clients(server.credentials()));
  }

  private static String key() {
    return "prefix/" + NAME;
  }

  private byte[] fromTheWeb() throws IOException {
    try (InputStream in = server.resolve(SOURCE.uri()).toURL().openStream()) {
      return in.readAllBytes();
    }
  }

  private static byte[] bytes(RegionReplicas region) {
    return region
        .client()
        .getObjectAsBytes(it -> it.bucket(region.region().bucket()).key(key()))
        .asByteArray();
  }

  private static int unfinishedUploads(RegionReplicas region) {
    return region
        .client()
        .listMultipartUploads(it -> it.bucket(region.region().bucket()))
        .uploads()
        .size();
  }
}
