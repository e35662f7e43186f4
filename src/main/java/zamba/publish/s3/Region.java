package zamba.publish.s3;

import java.util.regex.Pattern;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * A public bucket, its AWS region and its endpoint.
 *
 * @param name the name it is configured and reported by, such as {@code us}
 * @param bucket the public bucket
 * @param prefix the key prefix of everything published, ending in a slash unless empty
 * @param endpoint where the bucket's server is
 * @param objects what its objects are made with
 */
public record Region(
    String name, String bucket, String prefix, Endpoint endpoint, ObjectSettings objects) {

  /** The endings of a signature and a digest beside what they are of. */
  private static final Pattern BESIDE = Pattern.compile("\\.(?:sig|sha256)$");

  /** One that leaves to its bucket what objects are made with. */
  public Region(String name, String bucket, String prefix, Endpoint endpoint) {
    this(name, bucket, prefix, endpoint, ObjectSettings.NONE);
  }

  /** Where an object of that public name is, or would be. */
  public S3Location locate(String publicName) {
    return new S3Location(bucket, prefix + publicName);
  }

  /** Where anyone can download an object of that public name from, if the bucket lets them. */
  public String url(String publicName) {
    S3Location location = locate(publicName);
    String path = SdkHttpUtils.urlEncodeIgnoreSlashes(location.key());
    return endpoint
        .override()
        .map(server -> server.toString().replaceAll("/+$", ""))
        .map(
            server ->
                endpoint.pathStyle()
                    ? server + "/" + location.bucket() + "/" + path
                    : server.replaceFirst("://", "://" + location.bucket() + ".") + "/" + path)
        .orElseGet(
            () ->
                "https://%s.s3.%s.amazonaws.com/%s"
                    .formatted(location.bucket(), endpoint.awsRegion(), path));
  }

  /** The public name of what is published under that key, or of what the key's file vouches for. */
  public String vouchedFor(String key) {
    return BESIDE.matcher(publicName(key)).replaceFirst("");
  }

  /** The public name of what is published under that key. */
  public String publicName(String key) {
    return key.substring(prefix.length());
  }
}
