package zamba.publish.s3;

import java.net.URI;
import java.util.Optional;

/**
 * An S3 server as the SDK is told about it.
 *
 * @param awsRegion the AWS region that requests are signed for
 * @param override the server's address, or empty for AWS itself
 * @param pathStyle whether the bucket goes into the path rather than the host name
 */
public record Endpoint(String awsRegion, Optional<URI> override, boolean pathStyle) {

  @Override
  public String toString() {
    return override.map(URI::toString).orElse("AWS " + awsRegion);
  }
}
