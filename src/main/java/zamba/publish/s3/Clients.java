package zamba.publish.s3;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes S3 clients, all with the same credentials. */
public final class Clients {
  private final AwsCredentialsProvider credentials;

  public Clients(AwsCredentialsProvider credentials) {
    this.credentials = credentials;
  }

  /** A client for reading the private bucket. */
  public S3Client reader(Endpoint endpoint) {
    return new StoreClient(client(endpoint));
  }

  private S3Client client(Endpoint endpoint) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(software.amazon.awssdk.regions.Region.of(endpoint.awsRegion()))
            .credentialsProvider(credentials)
            .forcePathStyle(endpoint.pathStyle());
    // On AWS a wrong region costs a redirect. Other servers have no other region to be sent to.
    return endpoint
        .override()
        .map(builder::endpointOverride)
        .orElseGet(() -> builder.crossRegionAccessEnabled(true))
        .build();
  }

  /** A client for publishing into a region; its {@code copyObject} is create-only. */
  CreateOnlyS3Client publisher(Region region) {
    return new CreateOnlyS3Client(client(region.endpoint()), region.name());
  }
}
