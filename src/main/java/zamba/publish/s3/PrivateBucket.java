package zamba.publish.s3;

import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.S3Client;

/** Looks into the private bucket; never reads a checkpoint. */
public final class PrivateBucket {
  private final S3Client client;
  private final Function<S3Location, Predicate<String>> relevant;

  /**
   * @param client reads the bucket
   * @param relevant which keys of a prefix are kept of its listing, a new answer for each listing
   */
  public PrivateBucket(S3Client client, Function<S3Location, Predicate<String>> relevant) {
    this.client = client;
    this.relevant = relevant;
  }

  /**
   * What is under a prefix, over all pages of the listing.
   *
   * @throws PrefixTooLargeException if that is too much to be a model's folder
   * @throws StoreException if the bucket is missing or listing is denied
   */
  public Listing list(S3Location prefix) {
    return Listing.of(client, prefix, relevant.apply(prefix), Listing.MOST_KEPT);
  }

  /**
   * What is to be replicated of an object in the private bucket.
   *
   * @param location the object
   * @param publicName the name it is published under
   * @throws StoreException if it is missing or denied
   */
  public Replication source(S3Location location, String publicName) {
    return Replication.of(publicName, location, ObjectFacts.look(client, location));
  }
}
