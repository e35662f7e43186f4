package zamba.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import zamba.publish.embedded.EmbeddedServerFactory;
import zamba.publish.s3.LocalServer;

/** One real S3 server for all tests of this JVM; fresh buckets for each test that asks. */
final class Store {
  private static final Store SHARED = new Store();
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  private final LocalServer server;
  private final S3Client s3;

  private Store() {
    try {
      server = new EmbeddedServerFactory().start(Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    AwsCredentials credentials = server.credentials().resolveCredentials();
    // What the program's default credentials chain finds.
    System.setProperty("aws.accessKeyId", credentials.accessKeyId());
    System.setProperty("aws.secretAccessKey", credentials.secretAccessKey());
    s3 =
        S3Client.builder()
            .endpointOverride(server.endpoint())
            .credentialsProvider(server.credentials())
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .build();
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
  }

  static Store shared() {
    return SHARED;
  }

  URI endpoint() {
    return server.endpoint();
  }

  AwsCredentials credentials() {
    return server.credentials().resolveCredentials();
  }

  S3Client s3() {
    return s3;
  }

  /** A new, empty bucket. */
  String bucket(String name) {
    String bucket = name + "-" + BUCKETS.incrementAndGet();
    s3.createBucket(request -> request.bucket(bucket));
    return bucket;
  }

  void put(String bucket, String key, String content) {
    put(bucket, key, content.getBytes(StandardCharsets.UTF_8));
  }

  void put(String bucket, String key, byte[] content) {
    s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromBytes(content));
  }

  byte[] get(String bucket, String key) {
    return s3.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray();
  }

  HeadObjectResponse head(String bucket, String key) {
    return s3.headObject(request -> request.bucket(bucket).key(key));
  }

  void delete(String bucket, String key) {
    s3.deleteObject(request -> request.bucket(bucket).key(key));
  }

  /** Each key of a bucket with its ETag and time of change: equal if nothing was written. */
  Map<String, String> state(String bucket) {
    Map<String, String> state = new TreeMap<>();
    for (S3Object object : s3.listObjectsV2Paginator(r -> r.bucket(bucket)).contents()) {
      state.put(object.key(), object.eTag() + " " + object.lastModified());
    }
    return state;
  }
}
