package zamba.publish.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import zamba.publish.content.ObjectFacts;
import zamba.publish.embedded.EmbeddedServerFactory;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.region.RegionReplicas;
import zamba.publish.s3.Endpoint;
import zamba.publish.s3.LocalServer;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;
import zamba.publish.source.Replication;
import zamba.publish.transfer.CopyListeners;
import zamba.publish.transfer.CopySettings;
import zamba.publish.transfer.Transfers;

/**
 * A store whose parts take longer the more of them it is at work on, and which carries out a part
 * whether or not somebody still waits for the answer. Times are scaled down.
 */
class SlowStoreTest {
  private static final int SIZE = 120 << 20;

  /** Of a part, if it were the only one. */
  private static final long ALONE_MILLIS = 300;

  private final AtomicInteger atWork = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  @Test
  void copiesAreFinishedThoughTheFirstAnswersDoNotComeInTime() throws IOException {
    try (LocalServer server = new EmbeddedServerFactory().start(Optional.empty());
        FaultProxy slow = new FaultProxy(server.endpoint(), this::takeTime);
        Transfers transfers = new Transfers(192, new CopyListeners())) {
      server.seed(Map.of(), Map.of(), Set.of("client", "public-us"));
      Endpoint direct = new Endpoint("us-east-1", Optional.of(server.endpoint()), true);
      Endpoint endpoint = new Endpoint("us-east-1", Optional.of(slow.endpoint()), true);
      // Twice as long as a part takes alone, and less than all of them take at once.
      CopySettings settings =
          new CopySettings(
              CopySettings.Mode.SERVER,
              192,
              Duration.ZERO,
              Duration.ofDays(1),
              new CopySettings.Slowest(Duration.ofMillis(2 * ALONE_MILLIS), 1L << 40));
      Clients clients = new Clients(server.credentials(), transfers, settings);
      RegionReplicas region = Engine.region(new Region("us", "public-us", "", endpoint), clients);
      S3Location source = new S3Location("client", "slow.ckpt");
      byte[] content = new byte[SIZE];
      new Random(1).nextBytes(content);
      try (S3Client reader = clients.reader(direct);
          S3Client client = region.client()) {
        reader.putObject(
            it -> it.bucket(source.bucket()).key(source.key()), RequestBody.fromBytes(content));
        Replication replication =
            Replication.of("slow.ckpt", source, ObjectFacts.look(reader, source));

        client.copyObject(region.copyRequest(replication));

        assertThat(
                reader
                    .getObjectAsBytes(it -> it.bucket("public-us").key("slow.ckpt"))
                    .asByteArray())
            .isEqualTo(content);
      }
      assertThat(most.get()).as("at work on several at once").isGreaterThan(1);
    }
  }

  private static boolean isPart(String line) {
    return line.startsWith("PUT") && line.contains("partNumber=");
  }

  /** All that are under way share what the store can do. */
  private String takeTime(String line) {
    if (isPart(line)) {
      most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
      long last = System.nanoTime();
      for (double done = 0; done < ALONE_MILLIS; ) {
        LockSupport.parkNanos(5_000_000);
        long now = System.nanoTime();
        done += (now - last) / 1e6 / atWork.get();
        last = now;
      }
      atWork.decrementAndGet();
    }
    return null;
  }
}
