package zamba.publish.region;

import java.util.Map;
import java.util.Optional;
import zamba.publish.content.ObjectFacts;
import zamba.publish.publication.Replica;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;

/**
 * What one region holds under a public name.
 *
 * @param found empty if it holds nothing, or did not say
 * @param answered whether it said what it holds
 * @param anonymous whether it can be downloaded without credentials; null if that was not asked
 * @param failure why it did not say, or why it does not hold it after all; or null
 * @param copied whether this run has made it
 * @param sums of the source's bytes, if they came through this program; else empty
 * @param millis time spent on this region, in milliseconds
 */
public record Sighting(
    Region region,
    Optional<ObjectFacts> found,
    boolean answered,
    Boolean anonymous,
    Throwable failure,
    boolean copied,
    Map<String, String> sums,
    long millis)
    implements RegionOutcome {

  static Sighting of(Region region, Optional<ObjectFacts> found, boolean copied, long started) {
    return new Sighting(region, found, true, null, null, copied, Map.of(), millisSince(started));
  }

  /** Of a region that does not say, or has not got what it was to get. */
  static Sighting failed(Region region, Throwable failure, long started) {
    return failed(region, false, failure, started);
  }

  /** Of a region that holds nothing, and would not take it. */
  static Sighting unwritable(Region region, Throwable failure, long started) {
    return failed(region, true, failure, started);
  }

  private static Sighting failed(Region region, boolean answered, Throwable failure, long started) {
    return new Sighting(
        region, Optional.empty(), answered, null, failure, false, Map.of(), millisSince(started));
  }

  private static long millisSince(long startedNanos) {
    return (System.nanoTime() - startedNanos) / 1_000_000;
  }

  /** Whether it was asked and holds nothing. */
  public boolean lacking() {
    return failure == null && found.isEmpty();
  }

  /** The same of what was sent there by this program. */
  public Sighting sent(Map<String, String> sent) {
    return new Sighting(region, found, answered, anonymous, failure, copied, sent, millis);
  }

  Sighting with(Boolean everyone) {
    return new Sighting(region, found, answered, everyone, failure, copied, sums, millis);
  }

  Sighting with(ObjectFacts facts) {
    return new Sighting(
        region, Optional.of(facts), answered, anonymous, failure, copied, sums, millis);
  }

  Replica replica(String publicName, Replica.Status status, Optional<String> proof, String error) {
    S3Location location = region.locate(publicName);
    return new Replica(
        region.name(),
        location.bucket(),
        location.key(),
        status,
        proof.isPresent(),
        proof.orElse(null),
        millis,
        anonymous,
        error,
        region.url(publicName));
  }
}
