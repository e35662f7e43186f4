package zamba.publish.s3;

import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.awscore.endpoint.AwsClientEndpointProvider;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.Region;

/**
 * Where the SDK finds S3 when it is told nothing: AWS, unless the machine's AWS configuration names
 * another server (AWS SDKs and Tools Reference Guide, "Service-specific endpoints").
 */
public final class AwsAddress {
  private AwsAddress() {}

  /**
   * The server that {@code AWS_ENDPOINT_URL_S3}, {@code AWS_ENDPOINT_URL} or the profile's {@code
   * endpoint_url} names; empty if none does.
   *
   * @throws software.amazon.awssdk.core.exception.SdkException if what they name is no address
   */
  public static Optional<URI> configured() {
    AwsClientEndpointProvider provider =
        AwsClientEndpointProvider.builder()
            .serviceEndpointOverrideEnvironmentVariable("AWS_ENDPOINT_URL_S3")
            .serviceEndpointOverrideSystemProperty("aws.endpointUrlS3")
            .serviceProfileProperty("s3")
            .profileFile(ProfileFile::defaultProfileFile)
            .profileName(ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow())
            .serviceEndpointPrefix("s3")
            .defaultProtocol("https")
            .region(Region.US_EAST_1)
            .build();
    URI address = provider.clientEndpoint();
    return provider.isEndpointOverridden() ? Optional.of(address) : Optional.empty();
  }
}
