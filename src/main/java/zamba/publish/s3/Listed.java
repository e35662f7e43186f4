package zamba.publish.s3;

import java.time.Instant;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An object as a listing shows it.
 *
 * @param key its key
 * @param etag its ETag without quotes, or empty; it changes with the content
 * @param size its size in bytes
 * @param lastModified when it was written, as the store says; the epoch if it does not
 */
public record Listed(String key, String etag, long size, Instant lastModified) {

  static Listed of(S3Object object) {
    return new Listed(
        object.key(),
        ObjectFacts.unquote(object.eTag()),
        object.size() == null ? 0 : object.size(),
        object.lastModified() == null ? Instant.EPOCH : object.lastModified());
  }
}
