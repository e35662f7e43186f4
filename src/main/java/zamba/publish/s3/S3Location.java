package zamba.publish.s3;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zamba.publish.report.Printable;

/**
 * A bucket and a key or key prefix in it.
 *
 * @param bucket the bucket's name
 * @param key the key, or a prefix; empty for the whole bucket
 */
public record S3Location(String bucket, String key) {
  private static final Pattern URI = Pattern.compile("s3://([^/]+)/(.*)");

  /**
   * Reads {@code s3://bucket/key}. The key is taken as it stands: S3 keys are not URL-encoded.
   *
   * @throws IllegalArgumentException if the text is not of that form
   */
  public static S3Location parse(String uri) {
    Matcher matcher = URI.matcher(uri);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + Printable.of(uri) + "' is not of the form s3://bucket/key");
    }
    return new S3Location(matcher.group(1), matcher.group(2));
  }

  /** The same bucket, another key. */
  public S3Location withKey(String otherKey) {
    return new S3Location(bucket, otherKey);
  }

  /** As it is shown: a character in the key that nobody would see is escaped. */
  @Override
  public String toString() {
    return "s3://" + Printable.of(bucket) + "/" + Printable.of(key);
  }
}
