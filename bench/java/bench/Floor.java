package bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * The floor: the requests that the publisher makes, issued by the bare SDK with no framework and with
 * nothing done to the answers, each as soon as what it needs is known.
 *
 * <p>How many of which it makes is not decided here: {@code part}, {@code heads} and {@code uploads}
 * are what the bench has seen the publisher do.
 *
 * <pre>
 * list the private prefix
 *   ├─ GET the five small files ─┐ (the public name follows from one of them)
 *   └─ HEAD the checkpoint ──────┴─ in each region: HEAD, [ListMultipartUploads], if absent
 *                                   create, copy all parts at once, complete, [HEAD]
 * </pre>
 */
final class Floor {
  private final Settings settings;
  private final S3Client source;
  private final List<S3Client> targets = new ArrayList<>();
  private final ExecutorService threads;
  private final Semaphore models;
  private final Map<String, CompletableFuture<?>> listings = new ConcurrentHashMap<>();
  private final Map<String, Pace> paces = new ConcurrentHashMap<>();

  private Floor(Settings settings) {
    this.settings = settings;
    this.source = client();
    settings.buckets().forEach(bucket -> targets.add(client()));
    this.threads = Executors.newCachedThreadPool();
    this.models = new Semaphore((int) settings.number("models"));
  }

  public static void main(String[] args) throws Exception {
    Floor floor = new Floor(new Settings(args));
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (Settings.Item item : floor.settings.items()) {
      floor.models.acquire();
      all.add(floor.publish(item).whenComplete((ok, e) -> floor.models.release()));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).join();
    System.exit(0);
  }

  private S3Client client() {
    return S3Client.builder()
        .endpointOverride(settings.endpoint())
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .httpClientBuilder(
            ApacheHttpClient.builder()
                .maxConnections(1000)
                .connectionAcquisitionTimeout(Duration.ofMinutes(5)))
        .build();
  }

  private CompletableFuture<?> publish(Settings.Item item) {
    String bucket = settings.source();
    String prefix = Samples.prefix(item.model());
    String checkpoint = prefix + item.model() + ".ckpt";
    return read(
            bucket, () -> source.listObjectsV2(list -> list.bucket(bucket).prefix(prefix)))
        .thenCompose(
            listed -> {
              List<CompletableFuture<?>> small = new ArrayList<>();
              for (String file : Samples.companions(item.model()).keySet()) {
                small.add(
                    read(
                        bucket,
                        () -> source.getObjectAsBytes(get -> get.bucket(bucket).key(prefix + file))));
              }
              CompletableFuture<HeadObjectResponse> facts =
                  read(bucket, () -> head(source, bucket, checkpoint));
              return CompletableFuture.allOf(small.toArray(CompletableFuture<?>[]::new))
                  .thenCombine(facts, (read, head) -> head);
            })
        .thenCompose(
            head -> {
              List<CompletableFuture<?>> regions = new ArrayList<>();
              for (int i = 0; i < targets.size(); i++) {
                regions.add(
                    replicate(
                        targets.get(i),
                        settings.buckets().get(i),
                        settings.publicPrefix() + item.publicName(),
                        checkpoint,
                        head));
              }
              return CompletableFuture.allOf(regions.toArray(CompletableFuture<?>[]::new));
            });
  }

  private CompletableFuture<?> replicate(
      S3Client client, String bucket, String key, String checkpoint, HeadObjectResponse facts) {
    return read(bucket, () -> exists(client, bucket, key))
        .thenCompose(
            exists ->
                exists
                    ? CompletableFuture.completedFuture(null)
                    : copy(client, bucket, key, checkpoint, facts));
  }

  private CompletableFuture<?> copy(
      S3Client client, String bucket, String key, String checkpoint, HeadObjectResponse facts) {
    CompletableFuture<?> looked =
        switch (settings.uploads()) {
          case "each" -> listUploads(client, bucket, key);
          case "once" ->
              listings.computeIfAbsent(
                  bucket, name -> listUploads(client, name, settings.publicPrefix()));
          default -> CompletableFuture.completedFuture(null);
        };
    CompletableFuture<?> done =
        looked
            .thenCompose(
                nothing ->
                    write(
                        bucket,
                        () ->
                            client
                                .createMultipartUpload(
                                    create ->
                                        create
                                            .bucket(bucket)
                                            .key(key)
                                            .checksumAlgorithm(ChecksumAlgorithm.CRC64_NVME)
                                            .checksumType(ChecksumType.FULL_OBJECT))
                                .uploadId()))
            .thenCompose(
                upload ->
                    parts(client, bucket, key, checkpoint, facts, upload)
                        .thenCompose(
                            parts ->
                                write(
                                    bucket,
                                    () ->
                                        client.completeMultipartUpload(
                                            complete ->
                                                complete
                                                    .bucket(bucket)
                                                    .key(key)
                                                    .uploadId(upload)
                                                    .checksumType(ChecksumType.FULL_OBJECT)
                                                    .ifNoneMatch("*")
                                                    .multipartUpload(m -> m.parts(parts))))));
    return settings.number("heads") > 1
        ? done.thenCompose(nothing -> read(bucket, () -> head(client, bucket, key)))
        : done;
  }

  private CompletableFuture<?> listUploads(S3Client client, String bucket, String prefix) {
    return read(
        bucket, () -> client.listMultipartUploads(list -> list.bucket(bucket).prefix(prefix)));
  }

  private CompletableFuture<List<CompletedPart>> parts(
      S3Client client,
      String bucket,
      String key,
      String checkpoint,
      HeadObjectResponse facts,
      String upload) {
    long size = facts.contentLength();
    long part = Math.min(size, settings.number("part"));
    List<CompletableFuture<CompletedPart>> parts = new ArrayList<>();
    for (long first = 0; first < size; first += part) {
      long from = first;
      int number = parts.size() + 1;
      String range =
          part == size ? null : "bytes=" + from + "-" + (Math.min(size, from + part) - 1);
      parts.add(
          write(
              bucket,
              () -> {
                CopyPartResult result =
                    client
                        .uploadPartCopy(
                            copy ->
                                copy.sourceBucket(settings.source())
                                    .sourceKey(checkpoint)
                                    .copySourceIfMatch(facts.eTag())
                                    .copySourceRange(range)
                                    .destinationBucket(bucket)
                                    .destinationKey(key)
                                    .uploadId(upload)
                                    .partNumber(number))
                        .copyPartResult();
                return CompletedPart.builder()
                    .partNumber(number)
                    .eTag(result.eTag())
                    .checksumCRC64NVME(result.checksumCRC64NVME())
                    .build();
              }));
    }
    return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
        .thenApply(nothing -> parts.stream().map(CompletableFuture::join).toList());
  }

  private static HeadObjectResponse head(S3Client client, String bucket, String key) {
    return client.headObject(
        head -> head.bucket(bucket).key(key).checksumMode(ChecksumMode.ENABLED));
  }

  private static boolean exists(S3Client client, String bucket, String key) {
    try {
      head(client, bucket, key);
      return true;
    } catch (NoSuchKeyException e) {
      return false;
    }
  }

  private <T> CompletableFuture<T> read(String bucket, Supplier<T> request) {
    return paced(bucket + " reads", settings.rate("reads"), request);
  }

  private <T> CompletableFuture<T> write(String bucket, Supplier<T> request) {
    return paced(bucket + " writes", settings.rate("writes"), request);
  }

  /** Under a cap the floor knows the rate and keeps to it, which no real client can. */
  private <T> CompletableFuture<T> paced(String what, double rate, Supplier<T> request) {
    return CompletableFuture.supplyAsync(
        () -> {
          if (rate > 0) {
            paces.computeIfAbsent(what, name -> new Pace(rate)).await();
          }
          return request.get();
        },
        threads);
  }

  private static final class Pace {
    private final long step;
    private long next = System.nanoTime();

    Pace(double rate) {
      // A little slower, so that jitter is never over the cap.
      step = (long) (1e9 / rate * 1.005);
    }

    void await() {
      long mine;
      synchronized (this) {
        next = Math.max(next, System.nanoTime());
        mine = next;
        next += step;
      }
      try {
        Thread.sleep(Math.max(0, mine - System.nanoTime()) / 1_000_000);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
