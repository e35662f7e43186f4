package zamba.publish.s3;

import java.util.Optional;

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
 */
public record Replication(
    String publicName,
    ObjectFacts origin,
    String store,
    S3Location copyFrom,
    String copyFromEtag,
    Optional<String> uploadedTo,
    Optional<WebAddress> web) {

  /** The store of the private bucket. No region has this name. */
  static final String PRIVATE = "";

  /** The same, with more known of the origin. */
  Replication with(ObjectFacts known) {
    return new Replication(publicName, known, store, copyFrom, copyFromEtag, uploadedTo, web);
  }

  /** Copies of an object in the private bucket. */
  static Replication of(String publicName, S3Location source, ObjectFacts facts) {
    return new Replication(
        publicName, facts, PRIVATE, source, facts.etag(), Optional.empty(), Optional.empty());
  }
}
