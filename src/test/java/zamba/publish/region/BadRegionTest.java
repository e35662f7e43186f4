package zamba.publish.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;

/** Regions that cannot be served: named, the others served, no config written. */
class BadRegionTest {
  @TempDir Path folder;
  private Run run;

  @BeforeEach
  void prepare() {
    run = new Run(folder).model("slowfast");
  }

  private void failsInEu(String... messages) {
    assertThat(run.publish()).isEqualTo(1);
    assertThat(run.replica("slowfast", "eu").path("status").asText()).isEqualTo("failed");
    assertThat(run.replica("slowfast", "eu").path("error").asText()).contains(messages);
    assertThat(run.replica("slowfast", "us").path("status").asText()).isEqualTo("copied");
    assertThat(run.replica("slowfast", "asia").path("status").asText()).isEqualTo("copied");
    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("failed");
    assertThat(run.publication("slowfast").path("error").asText())
        .contains("Not in place in eu", "official config is as it was");
    assertThat(run.officialFiles()).isEmpty();
  }

  @Test
  void aPublicBucketThatDoesNotExist() {
    run.set("region.eu.bucket", "no-such-bucket");
    failsInEu("s3://no-such-bucket/zamba_official_models/slowfast_", "NoSuchBucket");
  }

  /** An answer that is not "no" is not taken for one: nothing is copied over what can't be seen. */
  @ParameterizedTest
  @CsvSource({"403 Forbidden,403", "500 InternalError,500", "503 SlowDown,503"})
  void aPublicBucketThatDoesNotSayWhetherItHasTheObject(String answer, String status)
      throws Exception {
    String eu = "/" + run.buckets.get("eu") + "/";
    try (FaultProxy proxy =
        new FaultProxy(
            run.store.endpoint(), line -> line.startsWith("HEAD " + eu) ? answer : null)) {
      run.set("region.eu.endpoint", proxy.endpoint().toString());
      failsInEu("HeadObject s3://" + run.buckets.get("eu"), status);
      assertThat(proxy.requests()).noneMatch(line -> line.startsWith("P"));
    }
    assertThat(run.store.state(run.buckets.get("eu"))).isEmpty();
  }

  @Test
  void aPublicBucketThatDeniesWriting() throws Exception {
    try (FaultProxy proxy =
        new FaultProxy(
            run.store.endpoint(), line -> line.startsWith("P") ? "403 AccessDenied" : null)) {
      run.set("region.eu.endpoint", proxy.endpoint().toString());
      failsInEu("CreateMultipartUpload s3://" + run.buckets.get("eu"), "403 AccessDenied");
    }
  }

  @Test
  void aRegionThatIsDown() {
    run.set("region.eu.endpoint", "http://127.0.0.1:9");
    failsInEu("HeadObject s3://" + run.buckets.get("eu"), "failed");
  }

  @Test
  void aRegionThatComesBackIsServedByTheNextRunWhichThenWritesTheConfig() {
    run.set("region.eu.endpoint", "http://127.0.0.1:9");
    assertThat(run.publish()).isEqualTo(1);
    run.set("region.eu.endpoint", run.store.endpoint().toString());

    assertThat(run.publish()).isZero();

    assertThat(run.replica("slowfast", "eu").path("status").asText()).isEqualTo("copied");
    assertThat(run.replica("slowfast", "us").path("status").asText()).isEqualTo("present");
    assertThat(run.officialFiles()).hasSize(5);
  }

  @Test
  void aTargetWithOtherContentIsLeftAloneAndSaysBothSides() {
    run.publish();
    String key = "zamba_official_models/" + run.publication("slowfast").path("publicName").asText();
    String eu = run.buckets.get("eu");
    run.store.put(eu, key, "other content");
    Map<String, String> before = run.published();

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.replica("slowfast", "eu").path("status").asText()).isEqualTo("different");
    assertThat(run.replica("slowfast", "eu").path("verified").asBoolean()).isFalse();
    assertThat(run.replica("slowfast", "eu").path("error").asText())
        .contains("s3://" + eu + "/" + key, "slowfast.ckpt", "300000 bytes", "it has 13");
    assertThat(run.published()).isEqualTo(before);
    assertThat(run.store.get(eu, key)).isEqualTo("other content".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void otherContentOfTheSameSizeIsToldByItsMd5() {
    run.publish();
    String key = "zamba_official_models/" + run.publication("slowfast").path("publicName").asText();
    run.store.put(run.buckets.get("us"), key, new byte[300_000]);

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.replica("slowfast", "us").path("status").asText()).isEqualTo("different");
  }

  /** DESIGN: present, unverified; and no config before every replica is verified. */
  @Test
  void anObjectThatCannotBeToldApartIsPresentButUnverifiedAndNoConfigIsWritten() {
    byte[] content = new byte[(5 << 20) + 1000];
    run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), content);
    run.publish();
    String key = "zamba_official_models/" + run.publication("slowfast").path("publicName").asText();
    String us = run.buckets.get("us");
    run.store.delete(us, key);
    var upload = run.store.s3().createMultipartUpload(r -> r.bucket(us).key(key));
    List<CompletedPart> parts = new ArrayList<>();
    // Of two parts: of one, S3's rules tell the MD5 of the content.
    for (int number = 1; number <= 2; number++) {
      byte[] bytes = new byte[number == 1 ? 5 << 20 : 1000];
      CompletedPart.Builder part = CompletedPart.builder().partNumber(number);
      parts.add(
          part.eTag(
                  run.store
                      .s3()
                      .uploadPart(
                          r ->
                              r.bucket(us)
                                  .key(key)
                                  .uploadId(upload.uploadId())
                                  .partNumber(part.build().partNumber()),
                          RequestBody.fromBytes(bytes))
                      .eTag())
              .build());
    }
    run.store
        .s3()
        .completeMultipartUpload(
            r ->
                r.bucket(us)
                    .key(key)
                    .uploadId(upload.uploadId())
                    .multipartUpload(m -> m.parts(parts)));

    assertThat(run.publish()).as("a status of its own").isEqualTo(4);
    assertThat(run.replica("slowfast", "us").path("status").asText()).isEqualTo("present");
    assertThat(run.replica("slowfast", "us").path("verified").asBoolean()).isFalse();

    run.set("official-models.dir", folder.resolve("fresh").toString());
    assertThat(run.publish()).isEqualTo(1);
    assertThat(folder.resolve("fresh")).isEmptyDirectory();
    assertThat(run.publication("slowfast").path("error").asText())
        .contains("official config was not written", "us (s3://" + us + "/" + key);
  }
}
