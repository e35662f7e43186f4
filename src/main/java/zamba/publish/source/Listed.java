package zamba.publish.source;

import java.time.Instant;
import software.amazon.awssdk.services.s3.model.S3Object;
import zamba.publish.content.ObjectFacts;

/**
 * An object as a listing shows it.
 *
 * @param key its key
 * @param etag its ETag without quotes, or empty; it changes with the content
 * @param size its size in bytes
 * @param lastModified when it was written, as the store says; the epoch if it does not. Of an
 *     object made by a multipart upload, AWS says when that was begun
 */
public record Listed(String key, String etag, long size, Instant lastModified) {

  /** What a person needs to tell it from another of the same key. */
  String told() {
    return "%d bytes, ETag %s, written %s".formatted(size, etag, lastModified);
  }

  static Listed of(S3Object object) {
    return new Listed(
        object.key(),
        ObjectFacts.unquote(object.eTag()),
        object.size() == null ? 0 : object.size(),
        object.lastModified() == null ? Instant.EPOCH : object.lastModified());
  }
}
