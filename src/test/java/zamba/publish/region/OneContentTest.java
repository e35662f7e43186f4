package zamba.publish.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;

/** One name has one content, in all regions: what is looked at, compared and told before a copy. */
class OneContentTest {
  private static final String KEY = "zamba_official_models/depth.pt";
  private static final byte[] V1 = content('1');
  private static final byte[] V2 = content('2');

  @TempDir Path folder;
  private Run run;

  private static byte[] content(char letter) {
    byte[] content = new byte[100_000];
    Arrays.fill(content, (byte) letter);
    return content;
  }

  @BeforeEach
  void prepare() {
    run = new Run(folder);
    run.entry("weights.depth.pt", "s3://" + run.source + "/depth.pt");
    run.store.put(run.source, "depth.pt", V1);
  }

  private String bucket(String region) {
    return run.buckets.get(region);
  }

  private List<String> statuses() {
    List<String> statuses = new ArrayList<>();
    run.publication("depth.pt")
        .path("replicas")
        .forEach(it -> statuses.add(it.path("status").asText()));
    return statuses;
  }

  private String error() {
    return run.publication("depth.pt").path("error").asText();
  }

  private boolean verified(String region) {
    return run.replica("depth.pt", region).path("verified").asBoolean();
  }

  /** In one part: its ETag is no MD5 of the content, and its store keeps no checksum of it. */
  private void upload(String bucket, String key, byte[] content, Map<String, String> metadata) {
    upload(bucket, key, List.of(content), metadata);
  }

  /** As other tools do it: nothing that a store says of it tells its content. */
  private void uploadInParts(String region, byte[] content) {
    int first = 5 << 20;
    upload(
        bucket(region),
        KEY,
        List.of(Arrays.copyOf(content, first), Arrays.copyOfRange(content, first, content.length)),
        Map.of());
  }

  /** What is larger than the smallest part. */
  private static byte[] large(char letter) {
    byte[] content = new byte[(5 << 20) + 1000];
    Arrays.fill(content, (byte) letter);
    return content;
  }

  private void upload(
      String bucket, String key, List<byte[]> contents, Map<String, String> metadata) {
    var s3 = run.store.s3();
    String id =
        s3.createMultipartUpload(r -> r.bucket(bucket).key(key).metadata(metadata)).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (byte[] content : contents) {
      int number = parts.size() + 1;
      var part =
          s3.uploadPart(
              r -> r.bucket(bucket).key(key).uploadId(id).partNumber(number),
              RequestBody.fromBytes(content));
      parts.add(CompletedPart.builder().partNumber(number).eTag(part.eTag()).build());
    }
    s3.completeMultipartUpload(
        r -> r.bucket(bucket).key(key).uploadId(id).multipartUpload(m -> m.parts(parts)));
  }

  @Test
  void aSourceThatHasChangedIsNotCopiedBesideWhatItWas() {
    assertThat(run.publish()).isZero();
    run.store.delete(bucket("eu"), KEY);
    run.store.put(run.source, "depth.pt", V2);
    Map<String, String> before = run.published();

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.published()).isEqualTo(before);
    assertThat(statuses()).containsExactly("different", "failed", "different");
    assertThat(error())
        .contains(
            "Nothing is copied to any region",
            "s3://" + run.source + "/depth.pt",
            "us holds s3://" + bucket("us") + "/" + KEY + ", which has other content",
            "asia holds s3://" + bucket("asia") + "/" + KEY + ", which has other content");
    assertThat(run.replica("depth.pt", "eu").path("error").asText()).contains("us holds");
  }

  @Test
  void aPlanSaysThatNothingWouldBeCopied() {
    assertThat(run.publish()).isZero();
    run.store.delete(bucket("eu"), KEY);
    run.store.put(run.source, "depth.pt", V2);

    assertThat(run.set("publish.dry-run", "true").publish()).isEqualTo(1);

    assertThat(statuses()).containsExactly("different", "failed", "different");
    assertThat(run.replica("depth.pt", "eu").path("error").asText()).contains("us holds");
  }

  @Test
  void nothingIsCopiedWhileARegionHoldsWhatCannotBeTold() {
    upload(bucket("asia"), KEY, V2, Map.of());
    Map<String, String> before = run.published();

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.published()).isEqualTo(before);
    assertThat(statuses()).containsExactly("failed", "failed", "present");
    assertThat(error()).contains("asia holds", "is not proved to have its content");
  }

  @Test
  void aRegionThatIsDownStopsNoOther() {
    run.set("region.us.endpoint", "http://127.0.0.1:9");

    assertThat(run.publish()).isEqualTo(1);

    assertThat(statuses()).containsExactly("failed", "copied", "copied");
  }

  @Test
  void aRegionThatIsDownAndAnotherWithOtherContentStopAll() {
    run.set("region.us.endpoint", "http://127.0.0.1:9");
    run.store.put(bucket("eu"), KEY, V2);

    assertThat(run.publish()).isEqualTo(1);

    assertThat(statuses()).containsExactly("failed", "different", "failed");
    assertThat(run.store.state(bucket("asia"))).isEmpty();
  }

  @Test
  void noRegionIsAskedTwice() throws Exception {
    run.store.put(bucket("eu"), KEY, V1);
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), line -> null)) {
      run.set("s3.endpoint", proxy.endpoint().toString());
      assertThat(run.publish()).isZero();
      assertThat(proxy.requests())
          .filteredOn(line -> line.startsWith("HEAD /" + bucket("eu")))
          .hasSize(1);
    }
  }

  /** Publish, plan and audit. */
  private void everyWayFails(Consumer<String> andSays) {
    assertThat(run.publish()).as("publish").isEqualTo(1);
    andSays.accept("publish");
    for (String way : List.of("publish.dry-run", "publish.audit")) {
      assertThat(run.set(way, "true").publish()).as(way).isEqualTo(1);
      andSays.accept(way);
      run.set(way, "false");
    }
  }

  @Test
  void whatWasCopiedFromAnotherMd5IsDifferent() {
    assertThat(run.publish()).isZero();
    run.store.put(run.source, "depth.pt", V2);

    everyWayFails(
        way -> {
          assertThat(statuses()).as(way).containsOnly("different");
          assertThat(run.replica("depth.pt", "eu").path("error").asText())
              .contains("copied from an object with the MD5");
        });
  }

  /** The source's ETag tells of neither what it is. */
  @Test
  void regionsThatDifferFromEachOtherAreAFailure() {
    upload(run.source, "depth.pt", V1, Map.of());
    run.store.put(bucket("us"), KEY, V2);
    run.store.put(bucket("eu"), KEY, content('3'));
    run.store.put(bucket("asia"), KEY, V2);

    everyWayFails(
        way -> assertThat(statuses()).as(way).containsExactly("present", "different", "present"));
  }

  @Test
  void whatEqualsAProvedReplicaIsProved() {
    upload(run.source, "depth.pt", V1, Map.of());
    upload(bucket("us"), KEY, V1, Map.of());
    run.store.put(bucket("eu"), KEY, V1);

    assertThat(run.publish()).isZero();

    assertThat(statuses()).containsExactly("present", "present", "copied");
    assertThat(verified("us")).isTrue();
    assertThat(verified("eu")).isTrue();
  }

  /** What PutObject, CopyObject or another's upload has made is no copy of ours. */
  @Test
  void ourMetadataOnOtherBytesProveNothing() {
    upload(run.source, "depth.pt", V1, Map.of());
    assertThat(run.publish()).isZero();
    Map<String, String> record = new LinkedHashMap<>(run.store.head(bucket("us"), KEY).metadata());
    run.store
        .s3()
        .putObject(
            r -> r.bucket(bucket("us")).key(KEY).metadata(record), RequestBody.fromBytes(V2));

    run.publish();

    assertThat(verified("us")).isFalse();
    assertThat(verified("eu")).isTrue();
  }

  @Test
  void ourMetadataOnAnUploadOfOtherBytesProveNothingEither() {
    assertThat(run.publish()).isZero();
    Map<String, String> record = new LinkedHashMap<>(run.store.head(bucket("us"), KEY).metadata());
    for (String region : run.buckets.keySet()) {
      upload(bucket(region), KEY, V2, record);
    }

    run.publish();

    assertThat(verified("us")).isFalse();
    assertThat(verified("asia")).isFalse();
  }

  /** As moto answers: a checksum of the parts' checksums, and not a word of what it is. */
  @Test
  void aChecksumOfPartsDoesNotMakeTheSameBytesDifferent() throws Exception {
    assertThat(run.publish()).isZero();
    String etag = run.store.head(bucket("eu"), KEY).eTag();
    String head = "HEAD /" + bucket("eu") + "/" + KEY;
    try (FaultProxy proxy =
        new FaultProxy(
            run.store.endpoint(),
            line ->
                line.startsWith("HEAD /" + run.source)
                    ? answer("\"" + md5(V1) + "\"", "AAAAAA==", "AAAAAAAAAAA=")
                    : line.startsWith(head) ? answer(etag, "AQAAAA==", "AQAAAA==") : null)) {
      run.set("s3.endpoint", proxy.endpoint().toString());

      assertThat(run.publish()).isZero();

      assertThat(statuses()).containsOnly("present");
      assertThat(verified("eu")).isTrue();
    }
  }

  private static String md5(byte[] content) {
    return software.amazon.awssdk.utils.BinaryUtils.toHex(
        software.amazon.awssdk.utils.Md5Utils.computeMD5Hash(content));
  }

  private static String answer(String etag, String crc32, String crc64) {
    return "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nETag: %s\r\nx-amz-checksum-crc32: %s\r\nx-amz-checksum-crc64nvme: %s\r\nConnection: close\r\n\r\n"
        .formatted(etag, crc32, crc64);
  }

  @Test
  void whatCannotBeToldHasAStatusAndALineOfItsOwn() {
    run.store.put(run.source, "depth.pt", large('1'));
    run.buckets.keySet().forEach(region -> uploadInParts(region, large('1')));

    for (String way : List.of("publish.dry-run", "no")) {
      try (Console console = new Console()) {
        assertThat(run.set("publish.dry-run", "" + way.equals("publish.dry-run")).publish())
            .as(way)
            .isEqualTo(4);
        assertThat(console.text())
            .contains("\nunverified: depth.pt in us, s3://" + bucket("us") + "/" + KEY);
      }
      assertThat(statuses()).containsOnly("present");
    }
  }

  @Test
  void readingTellsWhatAskingDoesNotAndTheRestIsCopied() throws Exception {
    run.store.put(run.source, "depth.pt", large('1'));
    uploadInParts("us", large('1'));
    uploadInParts("asia", large('1'));
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), line -> null)) {
      run.set("s3.endpoint", proxy.endpoint().toString());

      assertThat(run.set("compare.read", "true").publish()).isZero();

      assertThat(statuses()).containsExactly("present", "copied", "present");
      assertThat(run.replica("depth.pt", "us").path("verifiedBy").asText()).isEqualTo("read");
      assertThat(proxy.requests())
          .filteredOn(line -> line.startsWith("GET ") && line.contains("depth.pt"))
          .extracting(line -> line.replaceFirst("^GET ([^ ?]+).*", "$1"))
          .as("each once")
          .containsExactlyInAnyOrder(
              "/" + run.source + "/depth.pt",
              "/" + bucket("us") + "/" + KEY,
              "/" + bucket("asia") + "/" + KEY);
    }
  }

  @Test
  void aDaemonReadsOnceWhatDoesNotChange() throws Exception {
    run.store.put(run.source, "depth.pt", large('1'));
    run.buckets.keySet().forEach(region -> uploadInParts(region, large('1')));
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), line -> null)) {
      run.set("s3.endpoint", proxy.endpoint().toString()).set("compare.read", "true");
      try (Run.ByHand daemon = run.byHand()) {
        for (int time = 1; time <= 2; time++) {
          assertThat(daemon.publish("depth.pt").findValues("verifiedBy"))
              .extracting(it -> it.asText())
              .containsExactly("read", "read", "read");
        }
      }
      assertThat(proxy.requests())
          .filteredOn(line -> line.startsWith("GET ") && line.contains("depth.pt"))
          .hasSize(4);
    }
  }

  @Test
  void readingFindsOtherContentAndThenNothingIsCopied() {
    run.store.put(run.source, "depth.pt", large('1'));
    uploadInParts("us", large('2'));

    assertThat(run.set("compare.read", "true").publish()).isEqualTo(1);

    assertThat(statuses()).containsExactly("different", "failed", "failed");
    assertThat(run.store.state(bucket("eu"))).isEmpty();
  }

  /** A checksum of any kind: here one that only reading can compare. */
  @Test
  void whatStreamsThroughTheProgramIsComparedWithAllThatItsStoreDeclares() throws Exception {
    try (FaultProxy proxy =
        new FaultProxy(
            run.store.endpoint(),
            line ->
                line.startsWith("HEAD /" + run.source)
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nETag: \"%s\"\r\nx-amz-checksum-sha256: %s=\r\nConnection: close\r\n\r\n"
                        .formatted(md5(V1), "A".repeat(43))
                    : null)) {
      run.set("s3.endpoint", proxy.endpoint().toString()).set("copy.mode", "stream");

      assertThat(run.publish()).isEqualTo(1);
    }
    assertThat(run.published()).isEmpty();
    assertThat(run.replica("depth.pt", "us").path("error").asText())
        .contains("was read with SHA256", "nothing of it has become visible");
  }
}
