package zamba.publish.publication;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * The public object in one region, as this run left it, or for a plan or an audit as it found it.
 *
 * @param region the region's name, such as {@code us}
 * @param bucket the region's public bucket
 * @param key the object's key in that bucket
 * @param status what was found or done
 * @param verified whether the object is proved to have the source's content
 * @param verifiedBy the proof, or null if there is none: the algorithm of a checksum that both
 *     have, such as {@code CRC64NVME}; {@code ETag}; {@code size}, of what is empty; {@code read},
 *     if this program has read one side or both; or {@code source-etag}, the record that was made
 *     of the source's ETag and size when the object was copied
 * @param millis time spent on this region, in milliseconds
 * @param anonymous whether anyone can download it; null if that was not asked, and then not part of
 *     the report
 * @param error what went wrong, or null
 * @param url where anyone can download it, if the bucket lets them
 */
public record Replica(
    String region,
    String bucket,
    String key,
    Status status,
    boolean verified,
    String verifiedBy,
    long millis,
    @JsonInclude(JsonInclude.Include.NON_NULL) Boolean anonymous,
    String error,
    String url) {

  /** What became of a replica. */
  public enum Status {
    /** This run made it. */
    COPIED,
    /** It was there, and nothing says that its content is another. */
    PRESENT,
    /** It is not there; only a plan or an audit leaves it so. */
    MISSING,
    /** It was there with provably other content; it was left alone. */
    DIFFERENT,
    /** The region could not be looked at or written to. */
    FAILED;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The same, with what was found of who can download it. */
  public Replica withAnonymous(Boolean everyone) {
    return new Replica(
        region, bucket, key, status, verified, verifiedBy, millis, everyone, error, url);
  }

  /** Whether it is not there, and nothing says that it cannot be. */
  public boolean missing() {
    return status == Status.MISSING;
  }

  /** Whether it is there, and cannot be told from other content. */
  public boolean unverified() {
    return inPlace() && !verified;
  }

  /** Whether the region holds the object, as far as can be told. */
  public boolean inPlace() {
    return status == Status.COPIED || status == Status.PRESENT;
  }
}
