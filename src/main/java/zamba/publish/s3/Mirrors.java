package zamba.publish.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import zamba.publish.report.PublicObject;
import zamba.publish.report.Replica;

/** All regions, looked at together, and left as they are. */
public final class Mirrors implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Mirrors.class);
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final List<RegionReplicas> regions;
  private final Clients clients;
  private final Transfers transfers;

  /** Made when they are needed, which only an audit does. */
  private final Map<Region, S3Client> visitors = new ConcurrentHashMap<>();

  /**
   * @param regions in the order they are configured
   * @param clients makes the clients that look without credentials
   * @param transfers whose threads ask
   */
  public Mirrors(List<RegionReplicas> regions, Clients clients, Transfers transfers) {
    this.regions = List.copyOf(regions);
    this.clients = clients;
    this.transfers = transfers;
  }

  /** What a run would find in each region, one replica a region; it would copy what is missing. */
  public List<Replica> plan(Replication replication) {
    return each(region -> region.plan(replication));
  }

  /**
   * What each region holds under a public name, and whether anyone can download it.
   *
   * @param source where it is published from, if that is known
   */
  public Sightings look(String publicName, Optional<Replication> source) {
    return new Sightings(publicName, source, each(region -> look(region, publicName)));
  }

  private Sighting look(RegionReplicas region, String publicName) {
    long started = System.nanoTime();
    Optional<ObjectFacts> found = Optional.empty();
    Boolean anonymous = null;
    String error = null;
    try {
      found = region.look(publicName);
      if (found.isPresent()) {
        anonymous = isForEveryone(visitor(region.region()), region.region().locate(publicName));
      }
    } catch (StoreException e) {
      error = e.getMessage();
    }
    long millis = (System.nanoTime() - started) / 1_000_000;
    return new Sighting(region.region(), found, anonymous, error, millis);
  }

  private S3Client visitor(Region region) {
    return visitors.computeIfAbsent(region, clients::visitor);
  }

  /**
   * Downloads one byte without credentials, as zamba's users do.
   *
   * @throws StoreException if the store neither gives it nor denies it
   */
  private static boolean isForEveryone(S3Client visitor, S3Location location) {
    try {
      visitor.getObject(
          get -> get.bucket(location.bucket()).key(location.key()).range("bytes=0-0"),
          ResponseTransformer.toBytes());
      return true;
    } catch (StoreException e) {
      if (e.status() == RANGE_NOT_SATISFIABLE) {
        // It has no first byte; that much everyone is told.
        return true;
      }
      if (e.denied()) {
        return false;
      }
      throw e;
    }
  }

  /**
   * The objects under the public prefix of any region, but for those of these names. A region that
   * cannot be listed has none, which the log says.
   *
   * @param publicNames what is referred to
   */
  public List<PublicObject> others(Set<String> publicNames) {
    List<PublicObject> others = new ArrayList<>();
    each(region -> others(region, publicNames)).forEach(others::addAll);
    return others;
  }

  private static List<PublicObject> others(RegionReplicas replicas, Set<String> publicNames) {
    Region region = replicas.region();
    try {
      Predicate<String> other =
          key -> !publicNames.contains(key.substring(region.prefix().length()));
      return Listing.of(replicas.client(), region.locate(""), other, Listing.MOST).kept().stream()
          .map(it -> new PublicObject(region.name(), region.bucket(), it.key(), it.size()))
          .toList();
    } catch (StoreException | PrefixTooLargeException e) {
      LOG.warn("{}: what nothing refers to is not known there: {}", region.name(), e.getMessage());
      return List.of();
    }
  }

  private <T> List<T> each(Function<RegionReplicas, T> question) {
    return transfers.together(
        regions.stream().<Supplier<T>>map(region -> () -> question.apply(region)).toList());
  }

  @Override
  public void close() {
    visitors.values().forEach(S3Client::close);
  }
}
