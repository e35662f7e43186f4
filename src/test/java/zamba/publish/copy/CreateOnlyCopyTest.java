package zamba.publish.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import zamba.publish.content.Comparison;
import zamba.publish.content.ObjectFacts;
import zamba.publish.embedded.EmbeddedServerFactory;
import zamba.publish.region.RegionReplicas;
import zamba.publish.s3.Endpoint;
import zamba.publish.s3.LocalServer;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreException;
import zamba.publish.source.Replication;

class CreateOnlyCopyTest {

  private static final int THREADS = 16;
  private static final int ROUNDS = 20;
  private static LocalServer server;

  private RegionReplicas region;
  private S3Client reader;
  private S3Location source;
  private String publicName;

  @BeforeAll
  static void start() throws IOException {
    server = new EmbeddedServerFactory().start(Optional.empty());
    server.seed(Map.of(), Map.of(), Set.of("client", "public-us"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void nameObjects(TestInfo test) {
    Endpoint endpoint = new Endpoint("us-east-1", Optional.of(server.endpoint()), true);
    Clients clients = Engine.clients(server.credentials());
    region = Engine.region(new Region("us", "public-us", "prefix/", endpoint), clients);
    reader = clients.reader(endpoint);
    String name = test.getTestMethod().orElseThrow().getName();
    source = new S3Location("client", "results/" + name + ".ckpt");
    publicName = name + "_0123456789.ckpt";
  }

  @AfterEach
  void leavesNoUnfinishedUpload() {
    assertThat(reader.listMultipartUploads(it -> it.bucket("public-us")).uploads()).isEmpty();
    reader.close();
    region.client().close();
  }

  @Test
  void copiesTheBytesAndSetsTypeAndMetadataItself() {
    byte[] content = new byte[6 << 20];
    new Random(1).nextBytes(content);
    Replication replication = replication(source, content);

    CopyObjectResponse answer = copy(replication);

    assertThat(bytes(publicName)).isEqualTo(content);
    HeadObjectResponse head =
        reader.headObject(it -> it.bucket("public-us").key("prefix/" + publicName));
    assertThat(head.contentType()).isEqualTo("application/octet-stream");
    assertThat(head.metadata())
        .isEqualTo(
            Map.of(
                "source-etag",
                replication.origin().etag(),
                "source-etag-is-md5",
                "true",
                "source-size",
                String.valueOf(content.length),
                "source-pinned",
                "true",
                "part-size",
                head.metadata().get("part-size"),
                "public-name",
                publicName));
    assertThat(answer.copyObjectResult().eTag()).isEqualTo(head.eTag());
    assertThat(Comparison.of(replication.origin(), region.look(publicName).orElseThrow()).verdict())
        .isEqualTo(Comparison.Verdict.SAME);
  }

  @Test
  void copiesAnEmptyObject() {
    copy(replication(source, new byte[0]));

    assertThat(bytes(publicName)).isEmpty();
    HeadObjectResponse head =
        reader.headObject(it -> it.bucket("public-us").key("prefix/" + publicName));
    assertThat(head.contentType()).isEqualTo("application/octet-stream");
    assertThat(head.metadata())
        .containsOnlyKeys("source-etag", "source-etag-is-md5", "source-size", "public-name");
  }

  @Test
  void neverOverwrites() {
    byte[] before = "published before".getBytes(UTF_8);
    put(new S3Location("public-us", "prefix/" + publicName), before);

    for (byte[] content : List.of("other content".getBytes(UTF_8), before, new byte[0])) {
      Replication replication = replication(source, content);
      assertThatThrownBy(() -> copy(replication))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.maybePublishedMeanwhile()).isTrue())
          .hasMessageContaining("s3://public-us/prefix/" + publicName);
      assertThat(bytes(publicName)).isEqualTo(before);
    }
    assertThat(region.look(publicName).orElseThrow().record().etag()).isEqualTo("theirs");
  }

  @Test
  void publishesNothingWhenTheSourceHasChangedSinceItWasLookedAt() {
    Replication replication = replication(source, "what was looked at".getBytes(UTF_8));
    put(source, "something new here".getBytes(UTF_8));

    assertThatThrownBy(() -> copy(replication))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.status()).isEqualTo(412))
        .hasMessageContainingAll(source.toString(), "no longer what it was", "run again");
    assertThat(region.contains(publicName)).isFalse();
  }

  @Test
  void publishesNothingWhenTheSourceWasEmptyAndIsNoMore() {
    Replication replication = replication(source, new byte[0]);
    put(source, "something".getBytes(UTF_8));

    assertThatThrownBy(() -> copy(replication))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.status()).isEqualTo(412))
        .hasMessageContaining(source.toString());
    assertThat(region.contains(publicName)).isFalse();
  }

  @Test
  void publishesNothingWhenTheSourceIsGone() {
    Replication replication = replication(source, "what was looked at".getBytes(UTF_8));
    reader.deleteObject(it -> it.bucket(source.bucket()).key(source.key()));

    assertThatThrownBy(() -> copy(replication))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.status()).isEqualTo(404))
        .hasMessageContaining(source.toString());
    assertThat(region.contains(publicName)).isFalse();
  }

  /** Each thread has a source of its own, so that the object tells whose it is. */
  @Test
  void letsExactlyOneOfManyWritersPublish() throws InterruptedException, ExecutionException {
    List<Replication> writers = new ArrayList<>();
    for (int writer = 0; writer < THREADS; writer++) {
      S3Location own = source.withKey(source.key() + writer);
      writers.add(replication(own, content(writer)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        String name = round + publicName;
        CyclicBarrier together = new CyclicBarrier(THREADS);
        List<Future<Boolean>> outcomes = new ArrayList<>();
        for (Replication writer : writers) {
          outcomes.add(threads.submit(() -> publishes(as(name, writer), together)));
        }
        List<Integer> winners = new ArrayList<>();
        for (int writer = 0; writer < THREADS; writer++) {
          if (outcomes.get(writer).get()) {
            winners.add(writer);
          }
        }
        assertThat(winners).as("winners of round %d", round).hasSize(1);
        assertThat(bytes(name)).isEqualTo(content(winners.get(0)));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean publishes(Replication replication, CyclicBarrier together) throws Exception {
    together.await();
    try {
      copy(replication);
      return true;
    } catch (StoreException e) {
      assertThat(e.maybePublishedMeanwhile()).as(e.getMessage()).isTrue();
      return false;
    }
  }

  private static byte[] content(int writer) {
    byte[] content = new byte[1000];
    Arrays.fill(content, (byte) writer);
    return content;
  }

  private static Replication as(String name, Replication other) {
    return new Replication(
        name,
        other.origin(),
        other.store(),
        other.copyFrom(),
        other.copyFromEtag(),
        other.uploadedTo(),
        other.web());
  }

  @Test
  void refusesARequestThatIsNotCreateOnly() {
    CopyObjectRequest request =
        region.copyRequest(replication(source, "content".getBytes(UTF_8))).toBuilder()
            .ifNoneMatch(null)
            .build();

    assertThatThrownBy(() -> region.client().copyObject(request))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ifNoneMatch");
    assertThat(region.contains(publicName)).isFalse();
  }

  @Test
  void takesAllThatItNeedsFromAPlainRequest() {
    byte[] content = "content".getBytes(UTF_8);
    put(source, content);

    region.client().copyObject(plain(content.length).build());

    assertThat(bytes(publicName)).isEqualTo(content);
    HeadObjectResponse head =
        reader.headObject(it -> it.bucket("public-us").key("prefix/" + publicName));
    assertThat(head.contentType()).isEqualTo("application/octet-stream");
    assertThat(head.metadata()).containsEntry("source-size", "7").containsKey("public-name");
  }

  /** Which the request that makes the object visible is to carry, for the store to compare. */
  @Test
  void theRequestSaysTheSourcesChecksum() {
    Replication replication = replication(source, "content".getBytes(UTF_8));
    Map<String, String> sums = Map.of("CRC32C", "AAAAAA==");

    CopyObjectRequest request =
        region.copyRequest(replication.with(replication.origin().with(sums)));

    assertThat(request.overrideConfiguration().orElseThrow().headers())
        .containsEntry("x-amz-checksum-crc32c", List.of("AAAAAA=="));
    assertThat(CopyInstruction.of(request, region.region()).origin().checksums())
        .containsAllEntriesOf(sums);
  }

  @Test
  void refusesARequestThatDoesNotSayHowLargeTheSourceIs() {
    byte[] content = "content".getBytes(UTF_8);
    put(source, content);
    CopyObjectRequest request = plain(content.length).metadata(Map.of()).build();

    assertThatThrownBy(() -> region.client().copyObject(request))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("source-size");
    assertThat(region.contains(publicName)).isFalse();
  }

  private CopyObjectRequest.Builder plain(int size) {
    return CopyObjectRequest.builder()
        .sourceBucket(source.bucket())
        .sourceKey(source.key())
        .copySourceIfMatch('"' + ObjectFacts.look(reader, source).etag() + '"')
        .destinationBucket("public-us")
        .destinationKey("prefix/" + publicName)
        .ifNoneMatch("*")
        .metadata(Map.of("source-size", String.valueOf(size)));
  }

  private CopyObjectResponse copy(Replication replication) {
    return region.client().copyObject(region.copyRequest(replication));
  }

  private Replication replication(S3Location from, byte[] content) {
    put(from, content);
    return Replication.of(publicName, from, ObjectFacts.look(reader, from));
  }

  /** With a type and metadata that a copy must not take over. */
  private void put(S3Location location, byte[] content) {
    reader.putObject(
        it ->
            it.bucket(location.bucket())
                .key(location.key())
                .contentType("text/plain")
                .metadata(Map.of("private", "note", "source-etag", "theirs")),
        RequestBody.fromBytes(content));
  }

  private byte[] bytes(String name) {
    return reader
        .getObjectAsBytes(it -> it.bucket("public-us").key("prefix/" + name))
        .asByteArray();
  }
}
