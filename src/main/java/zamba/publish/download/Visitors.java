package zamba.publish.download;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import zamba.publish.content.ObjectFacts;
import zamba.publish.copy.Clients;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreException;

/** Looks at public objects as zamba's users do: without credentials. */
public final class Visitors implements AutoCloseable {
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final Function<Region, S3Client> visitor;

  /** Made when they are needed, which not every run does. */
  private final Map<Region, S3Client> visitors = new ConcurrentHashMap<>();

  /**
   * @param clients makes the clients
   */
  public Visitors(Clients clients) {
    this.visitor = clients::visitor;
  }

  /**
   * Downloads one byte.
   *
   * @return empty if the store gives it; else how it refuses
   * @throws StoreException if the store neither gives it nor denies it
   */
  public Optional<String> refusal(Region region, String publicName) {
    S3Location location = region.locate(publicName);
    try {
      client(region)
          .getObject(
              get -> get.bucket(location.bucket()).key(location.key()).range("bytes=0-0"),
              ResponseTransformer.toBytes());
      return Optional.empty();
    } catch (StoreException e) {
      if (e.status() == RANGE_NOT_SATISFIABLE) {
        // It has no first byte; that much everyone is told.
        return Optional.empty();
      }
      if (e.denied()) {
        return Optional.of((e.status() + " " + e.code()).strip());
      }
      throw e;
    }
  }

  /**
   * What is shown to everyone of a public object, without its content.
   *
   * @return empty if that does not tell: nothing is there, or it is not shown
   */
  public Optional<ObjectFacts> look(Region region, String publicName) {
    try {
      return ObjectFacts.find(visitors.computeIfAbsent(region, visitor), region.locate(publicName));
    } catch (StoreException e) {
      return Optional.empty();
    }
  }

  /** One that has no credentials. */
  public S3Client client(Region region) {
    return visitors.computeIfAbsent(region, visitor);
  }

  @Override
  public void close() {
    visitors.values().forEach(S3Client::close);
  }
}
