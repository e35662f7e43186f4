package zamba.publish.s3;

import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.paginators.ListObjectsV2Iterable;

/** Looks into the private bucket; never reads a checkpoint. */
public final class PrivateBucket {
  private final S3Client client;

  public PrivateBucket(S3Client client) {
    this.client = client;
  }

  /**
   * Every object under a prefix, over all pages of the listing.
   *
   * @throws StoreException if the bucket is missing or listing is denied
   */
  public List<S3Object> list(S3Location prefix) {
    ListObjectsV2Request request =
        ListObjectsV2Request.builder().bucket(prefix.bucket()).prefix(prefix.key()).build();
    return new ListObjectsV2Iterable(client, request).contents().stream().toList();
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
