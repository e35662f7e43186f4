package zamba.publish.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import zamba.publish.content.Checksum;
import zamba.publish.content.ContentCheck;
import zamba.publish.content.Crc64Nvme;
import zamba.publish.content.ObjectFacts;
import zamba.publish.copy.Engine;
import zamba.publish.embedded.EmbeddedServerFactory;
import zamba.publish.pace.StoppedException;
import zamba.publish.region.RegionReplicas;
import zamba.publish.s3.Endpoint;
import zamba.publish.s3.LocalServer;
import zamba.publish.s3.Region;
import zamba.publish.s3.StoreException;
import zamba.publish.source.WebBlocks;
import zamba.publish.transfer.CopyListeners;
import zamba.publish.transfer.Transfers;

/** One read to several regions. */
class StreamingTest {
  private static final String NAME = "weights.pt";

  private final byte[] content = new byte[20 << 20];
  private LocalServer server;
  private RegionReplicas us;
  private RegionReplicas missing;
  private Streaming streaming;

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(content);
    server = new EmbeddedServerFactory().start(Optional.empty());
    server.seed(Map.of(), Map.of(), Set.of("public-us"));
    us = region("us", "public-us");
    missing = region("eu", "no-such-bucket");
    streaming =
        new Streaming(us.client(), List.of(us, missing), new Transfers(10, new CopyListeners()));
  }

  @AfterEach
  void stop() {
    us.client().close();
    missing.client().close();
    server.close();
  }

  private RegionReplicas region(String name, String bucket) {
    Endpoint endpoint = new Endpoint("us-east-1", Optional.of(server.endpoint()), true);
    return Engine.region(
        new Region(name, bucket, "", endpoint), Engine.clients(server.credentials()));
  }

  private ObjectFacts origin(byte[] what) {
    return ObjectFacts.ofHttp("https://example.com/w", content.length, "etag")
        .with(new Checksum(Checksum.CRC64NVME, Crc64Nvme.of(what)));
  }

  private FanOutUpload.Sent send(byte[] bytes, ObjectFacts origin, RegionReplicas... to) {
    return streaming.send(
        () -> new WebBlocks(new ByteArrayInputStream(bytes)),
        origin,
        NAME,
        "etag",
        List.of(to),
        Optional.empty());
  }

  private List<?> unfinished() {
    return us.client().listMultipartUploads(it -> it.bucket("public-us")).uploads();
  }

  @Test
  void aRegionThatFailsLeavesTheOthersAlone() {
    FanOutUpload.Sent sent = send(content, origin(content), us, missing);

    assertThat(sent.failures()).containsOnlyKeys(missing.region());
    assertThat(sent.failures().get(missing.region())).hasMessageContaining("NoSuchBucket");
    assertThat(us.client().getObjectAsBytes(it -> it.bucket("public-us").key(NAME)).asByteArray())
        .isEqualTo(content);
  }

  @Test
  void bytesThatAreNotWhatTheSourcesChecksumSaysNeverBecomeVisible() {
    byte[] damaged = content.clone();
    damaged[content.length / 2]++;

    FanOutUpload.Sent sent = send(damaged, origin(content), us);

    assertThat(sent.failures().get(us.region()))
        .hasMessageContainingAll(
            "CRC64NVME " + Crc64Nvme.of(damaged), Crc64Nvme.of(content), "become visible");
    assertThat(us.contains(NAME)).isFalse();
    assertThat(unfinished()).isEmpty();
  }

  @Test
  void aSourceThatIsLongerThanItSaidNeverBecomesVisible() {
    byte[] longer = Arrays.copyOf(content, content.length + 1);

    assertThat(send(longer, origin(content), us).failures().get(us.region()))
        .hasMessageContaining("more bytes than it announced");
    assertThat(us.contains(NAME)).isFalse();
    assertThat(unfinished()).isEmpty();
  }

  @Test
  void whatAnotherWriterHasPublishedMeanwhileIsNotOverwritten() {
    byte[] other = "another's".getBytes(UTF_8);
    us.client().putObject(it -> it.bucket("public-us").key(NAME), RequestBody.fromBytes(other));

    FanOutUpload.Sent sent = send(content, origin(content), us);

    assertThat(sent.failures().get(us.region()))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.maybePublishedMeanwhile()).isTrue());
    assertThat(us.client().getObjectAsBytes(it -> it.bucket("public-us").key(NAME)).asByteArray())
        .isEqualTo(other);
    assertThat(unfinished()).isEmpty();
  }

  /** A store that tells the checksums of the parts it has, as this upload's own memory does. */
  @Test
  void whatIsToBeLookedAtIsReadWholeThoughItsUploadIsContinued() {
    byte[] large = new byte[20_000_000];
    streaming.send(
        () -> new WebBlocks(new ByteArrayInputStream(large)),
        ObjectFacts.ofHttp("https://example.com/w", large.length, "etag"),
        NAME,
        "etag",
        List.of(us),
        ContentCheck.atEnd(
            () -> {
              throw new StoppedException();
            }),
        Optional.empty());
    assertThat(unfinished()).hasSize(1);
    AtomicLong seen = new AtomicLong();

    FanOutUpload.Sent sent =
        streaming.send(
            () -> new WebBlocks(new ByteArrayInputStream(large)),
            ObjectFacts.ofHttp("https://example.com/w", large.length, "etag"),
            NAME,
            "etag",
            List.of(us),
            (origin, publicName) -> counting(seen),
            Optional.empty());

    assertThat(sent.failures()).isEmpty();
    assertThat(seen).hasValue(large.length);
  }

  private static ContentCheck counting(AtomicLong seen) {
    return new ContentCheck() {
      @Override
      public boolean wanted() {
        return true;
      }

      @Override
      public void pass(byte[] block) {
        seen.addAndGet(block.length);
      }

      @Override
      public void end() {}

      @Override
      public void close() {}
    };
  }
}
