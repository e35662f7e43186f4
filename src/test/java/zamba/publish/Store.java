package zamba.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;
import zamba.publish.embedded.EmbeddedServerFactory;
import zamba.publish.s3.LocalServer;

/**
 * A real S3 server; fresh buckets for each test that asks. One, the embedded server, for all tests
 * of this JVM that do not bring their own.
 */
final class Store {
  private static final AtomicInteger BUCKETS = new AtomicInteger();
  private static final Store SHARED = embedded();

  private final URI endpoint;
  private final AwsCredentials credentials;
  private final String probe;
  private final String run;
  private final S3Client s3;

  private Store(URI endpoint, AwsCredentials credentials, String probe, String run) {
    this.endpoint = endpoint;
    this.credentials = credentials;
    this.probe = probe;
    this.run = run;
    this.s3 = client(credentials);
    use(credentials);
  }

  private static Store embedded() {
    try {
      LocalServer server = new EmbeddedServerFactory().start(Optional.empty());
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      // The program probes no embedded server, but cannot tell this one by its address.
      return new Store(server.endpoint(), server.credentials().resolveCredentials(), "false", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server that runs already, and may have buckets of others. */
  static Store at(URI endpoint, String accessKey, String secretKey) {
    return new Store(
        endpoint,
        AwsBasicCredentials.create(accessKey, secretKey),
        "auto",
        "-" + Long.toString(System.nanoTime() & 0xfffffff, 36));
  }

  /** A client with those credentials; chunked encoding is what Ceph does not understand. */
  S3Client client(AwsCredentials as) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .credentialsProvider(StaticCredentialsProvider.create(as))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
        .build();
  }

  /** Has the program's default credentials chain find these. */
  static void use(AwsCredentials credentials) {
    System.setProperty("aws.accessKeyId", credentials.accessKeyId());
    System.setProperty("aws.secretAccessKey", credentials.secretAccessKey());
  }

  /** What {@code publish.probe} is for this store. */
  String probe() {
    return probe;
  }

  static Store shared() {
    return SHARED;
  }

  URI endpoint() {
    return endpoint;
  }

  AwsCredentials credentials() {
    return credentials;
  }

  S3Client s3() {
    return s3;
  }

  /** A new, empty bucket. */
  String bucket(String name) {
    String bucket = name + run + "-" + BUCKETS.incrementAndGet();
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

  /** Deletes a bucket and all that is in it. */
  void drop(String bucket) {
    for (var page : s3.listObjectsV2Paginator(r -> r.bucket(bucket))) {
      List<ObjectIdentifier> keys =
          page.contents().stream()
              .map(object -> ObjectIdentifier.builder().key(object.key()).build())
              .toList();
      if (!keys.isEmpty()) {
        s3.deleteObjects(r -> r.bucket(bucket).delete(d -> d.objects(keys)));
      }
    }
    uploads(bucket)
        .forEach(
            upload ->
                s3.abortMultipartUpload(
                    r -> r.bucket(bucket).key(upload.key()).uploadId(upload.uploadId())));
    s3.deleteBucket(r -> r.bucket(bucket));
  }

  /** The unfinished uploads of a bucket. */
  List<MultipartUpload> uploads(String bucket) {
    return s3.listMultipartUploads(r -> r.bucket(bucket)).uploads();
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
