package bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;
import zamba.publish.s3.LocalServer;

/**
 * A real server behind a {@link Tap}, with the commands of {@link ModelServer} but for its pace. The
 * server is the publisher's embedded one, started here, or one that runs already.
 *
 * <p>Arguments: {@code embedded FOLDER}, or {@code URL ACCESS-KEY SECRET-KEY}. Prints the tap's port,
 * the access key and the secret key.
 */
final class RealServer {
  private static final String PRIVATE = "bench-private";
  private static final int PART = 16 << 20;

  private final S3Client s3;
  private final Tap tap;

  private RealServer(URI endpoint, AwsCredentials credentials, PrintStream answers)
      throws IOException {
    this.tap = new Tap(endpoint.getPort());
    this.s3 =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(StaticCredentialsProvider.create(credentials))
            // Ceph RGW 16 does not understand the chunked encoding.
            .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
            .build();
    answers.printf(
        "%d %s %s%n", tap.port(), credentials.accessKeyId(), credentials.secretAccessKey());
  }

  public static void main(String[] args) throws Exception {
    // Standard output is for answers; whatever else is printed, such as the server's log, is not one.
    PrintStream answers = System.out;
    System.setOut(System.err);
    RealServer server;
    if (args[0].equals("embedded")) {
      LocalServer embedded =
          ServiceLoader.load(LocalServer.Factory.class)
              .findFirst()
              .orElseThrow()
              .start(Optional.of(Path.of(args[1])));
      server = new RealServer(embedded.endpoint(), embedded.credentials().resolveCredentials(), answers);
    } else {
      server =
          new RealServer(URI.create(args[0]), AwsBasicCredentials.create(args[1], args[2]), answers);
    }
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      answers.println(server.obey(line.trim().split(" ")));
    }
    System.exit(0);
  }

  private String obey(String[] words) {
    switch (words[0]) {
      case "models" -> models(Integer.parseInt(words[1]), Long.parseLong(words[2]));
      case "empty" -> publicBuckets().forEach(this::empty);
      case "begin" -> tap.begin();
      case "counts" -> {
        List<String> held = new ArrayList<>();
        publicBuckets().forEach(bucket -> held.add(String.valueOf(objects(bucket).size())));
        String json = tap.json();
        return json.substring(0, json.length() - 1) + ", \"replicas\": " + held + "}";
      }
      default -> {
        return "{\"error\": \"no command " + words[0] + "\"}";
      }
    }
    return "{}";
  }

  private static List<String> publicBuckets() {
    return Numbers.LATENCY_MILLIS.keySet().stream()
        .filter(bucket -> !bucket.equals(PRIVATE))
        .sorted()
        .toList();
  }

  private void models(int count, long size) {
    List<String> there = s3.listBuckets().buckets().stream().map(Bucket::name).toList();
    Numbers.LATENCY_MILLIS.keySet().stream()
        .filter(bucket -> !there.contains(bucket))
        .forEach(bucket -> s3.createBucket(create -> create.bucket(bucket)));
    empty(PRIVATE);
    for (int number = 1; number <= count; number++) {
      String name = Samples.name(number);
      String prefix = Samples.prefix(name);
      upload(prefix + name + ".ckpt", size);
      Samples.companions(name)
          .forEach(
              (file, content) ->
                  s3.putObject(
                      put -> put.bucket(PRIVATE).key(prefix + file),
                      RequestBody.fromBytes(content)));
    }
  }

  private void upload(String key, long size) {
    byte[] noise = new byte[(int) Math.min(PART, size)];
    new Random(1).nextBytes(noise);
    if (size <= PART) {
      s3.putObject(put -> put.bucket(PRIVATE).key(key), RequestBody.fromBytes(noise));
      return;
    }
    String id = s3.createMultipartUpload(create -> create.bucket(PRIVATE).key(key)).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (long left = size; left > 0; left -= PART) {
      int number = parts.size() + 1;
      byte[] bytes = left < PART ? java.util.Arrays.copyOf(noise, (int) left) : noise;
      String etag =
          s3.uploadPart(
                  part -> part.bucket(PRIVATE).key(key).uploadId(id).partNumber(number),
                  RequestBody.fromBytes(bytes))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
    }
    s3.completeMultipartUpload(
        complete ->
            complete.bucket(PRIVATE).key(key).uploadId(id).multipartUpload(m -> m.parts(parts)));
  }

  private List<S3Object> objects(String bucket) {
    return s3.listObjectsV2Paginator(list -> list.bucket(bucket)).contents().stream().toList();
  }

  private void empty(String bucket) {
    for (S3Object object : objects(bucket)) {
      s3.deleteObject(delete -> delete.bucket(bucket).key(object.key()));
    }
    for (MultipartUpload upload : s3.listMultipartUploads(l -> l.bucket(bucket)).uploads()) {
      s3.abortMultipartUpload(
          abort -> abort.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()));
    }
  }
}
