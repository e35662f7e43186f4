package zamba.publish.source;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import zamba.publish.s3.Region;
import zamba.publish.s3.UnsettledSourceException;

/**
 * Has the copies of a watched source pass the gate of that source. They are told by their public
 * name, which no other source has: the request for a copy says what S3 understands and no more.
 */
public final class SourceGate implements BeforeVisible {
  private final Map<String, WatchedSource> watched = new ConcurrentHashMap<>();

  /** From now on the copies of this have a gate, if their source is watched. */
  public void open(Replication replication, List<String> regions) {
    watched.remove(replication.publicName());
    replication
        .source()
        .ifPresent(
            source -> {
              source.await(regions);
              watched.put(replication.publicName(), source);
            });
  }

  /**
   * See {@link WatchedSource#pass}.
   *
   * @throws UnsettledSourceException if the source has changed
   */
  @Override
  public void pass(Region region, String publicName) {
    WatchedSource source = watched.get(publicName);
    if (source != null) {
      source.pass(region.name());
    }
  }
}
