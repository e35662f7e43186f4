package bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/**
 * The SDK's own multipart copy: {@code S3AsyncClient} with {@code multipartEnabled(true)}, all
 * objects to all buckets at once. It looks at nothing first, and it overwrites.
 *
 * <p>With {@code tuned=1} the parts are larger and the pool is large enough for all of them; as it
 * comes it starts all parts at once on 50 connections and gives each 10 s to get one.
 */
final class SdkCopy {
  private SdkCopy() {}

  public static void main(String[] args) throws Exception {
    Settings settings = new Settings(args);
    S3AsyncClientBuilder builder =
        S3AsyncClient.builder()
            .endpointOverride(settings.endpoint())
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .multipartEnabled(true);
    if (settings.number("tuned") > 0) {
      builder
          .multipartConfiguration(
              parts ->
                  parts.thresholdInBytes(16L << 20).minimumPartSizeInBytes(settings.number("part")))
          .httpClientBuilder(
              NettyNioAsyncHttpClient.builder()
                  .maxConcurrency(1000)
                  .readTimeout(Duration.ofMinutes(5))
                  .connectionAcquisitionTimeout(Duration.ofMinutes(5)));
    }
    try (S3AsyncClient client = builder.build()) {
      List<CompletableFuture<?>> copies = new ArrayList<>();
      for (Settings.Item item : settings.items()) {
        for (String bucket : settings.buckets()) {
          copies.add(
              client.copyObject(
                  copy ->
                      copy.sourceBucket(settings.source())
                          .sourceKey(Samples.prefix(item.model()) + item.model() + ".ckpt")
                          .destinationBucket(bucket)
                          .destinationKey(settings.publicPrefix() + item.publicName())));
        }
      }
      CompletableFuture.allOf(copies.toArray(CompletableFuture<?>[]::new)).join();
    }
    System.exit(0);
  }
}
