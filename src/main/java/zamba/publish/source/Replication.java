package zamba.publish.source;

import java.util.Optional;
import zamba.publish.content.ObjectFacts;
import zamba.publish.https.WebAddress;
import zamba.publish.s3.S3Location;

/**
 * What {@code replicate} is asked to do: one object, to be in every region.
 *
 * @param publicName the name under which every region publishes it
 * @param origin the object the replicas are compared with and named after in their metadata
 * @param store where that is: {@link #PRIVATE}, or the name of a region
 * @param copyFrom the S3 object the replicas are copied from: the origin itself, or for an https
 *     origin a region's replica of it
 * @param copyFromEtag the ETag that object has, to which the copy is pinned
 * @param uploadedTo the region this run has already uploaded it to, for an https origin
 * @param web where the origin can be read on the web, if that is where it is
 * @param source the source in the private bucket, watched until nothing can become visible any
 *     more; empty for what is copied from elsewhere
 */
public record Replication(
    String publicName,
    ObjectFacts origin,
    String store,
    S3Location copyFrom,
    String copyFromEtag,
    Optional<String> uploadedTo,
    Optional<WebAddress> web,
    Optional<WatchedSource> source) {

  /** The store of the private bucket. No region has this name. */
  public static final String PRIVATE = "";

  /** The same, with more known of the origin. */
  public Replication with(ObjectFacts known) {
    return new Replication(
        publicName, known, store, copyFrom, copyFromEtag, uploadedTo, web, source);
  }

  /** How long a region has waited at the gate for the others, in nanoseconds. */
  public long waitedNanos(String region) {
    return source.map(watched -> watched.waitedNanos(region)).orElse(0L);
  }

  /** One whose source is not in the private bucket. */
  public Replication(
      String publicName,
      ObjectFacts origin,
      String store,
      S3Location copyFrom,
      String copyFromEtag,
      Optional<String> uploadedTo,
      Optional<WebAddress> web) {
    this(publicName, origin, store, copyFrom, copyFromEtag, uploadedTo, web, Optional.empty());
  }

  /** Copies of an object that is not watched. */
  public static Replication of(String publicName, S3Location location, ObjectFacts facts) {
    return of(publicName, location, facts, Optional.empty());
  }

  /** Copies of an object in the private bucket. */
  public static Replication of(
      String publicName, S3Location location, ObjectFacts facts, Optional<WatchedSource> source) {
    return new Replication(
        publicName,
        facts,
        PRIVATE,
        location,
        facts.etag(),
        Optional.empty(),
        Optional.empty(),
        source);
  }

  /** A region will make no copy of it any more, or has made one. */
  public void out(String region) {
    source.ifPresent(watched -> watched.out(region));
  }
}
