package zamba.publish.embedded;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.S3Object;
import zamba.publish.s3.S3Location;

/** Puts sample training results where there are none. */
final class Seeding {

  /** What S3 gives an object that was put without a content type. */
  private static final String CONTENT_TYPE = "binary/octet-stream";

  /**
   * Before a location is filled, an object by this name and the model's is put into its bucket, and
   * removed afterwards: a location that is neither empty nor complete is one where we were killed.
   */
  private static final String UNFINISHED = "unfinished-sample-results/";

  private static final int THREADS = 2;

  private final S3Client s3;

  Seeding(S3Client s3) {
    this.s3 = s3;
  }

  /** As {@link zamba.publish.s3.LocalServer#seed}, with the weights that are in S3. */
  void seed(
      Map<String, String> weightLookup, Map<String, String> weights, Set<String> publicBuckets) {
    Map<String, S3Location> models = new LinkedHashMap<>();
    weightLookup.forEach((model, at) -> models.put(model, S3Location.parse(folder(at))));
    List<S3Location> files = weights.values().stream().map(S3Location::parse).toList();

    Set<String> buckets = new HashSet<>(publicBuckets);
    models.values().forEach(location -> buckets.add(location.bucket()));
    files.forEach(file -> buckets.add(file.bucket()));
    s3.listBuckets().buckets().stream().map(Bucket::name).forEach(buckets::remove);
    buckets.forEach(bucket -> s3.createBucket(request -> request.bucket(bucket)));
    publicBuckets.forEach(
        bucket -> s3.putBucketAcl(acl -> acl.bucket(bucket).acl(BucketCannedACL.PUBLIC_READ)));

    Map<S3Location, Supplier<byte[]>> missing = new LinkedHashMap<>();
    List<S3Location> begun = new ArrayList<>();
    models.forEach(
        (model, location) -> {
          S3Location mark = new S3Location(location.bucket(), UNFINISHED + model);
          Set<S3Location> there = keys(location);
          missing.keySet().stream().filter(key -> lies(key, location)).forEach(there::add);
          if (there.isEmpty() || !keys(mark).isEmpty()) {
            put(mark, () -> new byte[0]);
            begun.add(mark);
            for (SampleObject object : new SampleTrainingResults(model).objects()) {
              if (!there.contains(location.withKey(location.key() + object.name()))) {
                missing.put(location.withKey(location.key() + object.name()), object.content());
              }
            }
          }
        });
    for (S3Location file : files) {
      if (!keys(file).contains(file)) {
        missing.putIfAbsent(file, () -> weights(file.key()));
      }
    }
    putAll(missing);
    begun.forEach(mark -> s3.deleteObject(it -> it.bucket(mark.bucket()).key(mark.key())));
  }

  /** A program where zamba has one: its depth estimation is a {@code .pt}. */
  static byte[] weights(String key) {
    TorchFile file =
        key.endsWith(".pt") ? new TorchFile.Script() : new TorchFile.Checkpoint(Map.of(), 1, 1);
    return new TorchArchive(key, file).bytes();
  }

  private static String folder(String location) {
    return location.endsWith("/") ? location : location + "/";
  }

  private static boolean lies(S3Location key, S3Location folder) {
    return key.bucket().equals(folder.bucket()) && key.key().startsWith(folder.key());
  }

  /** What is in a location, where it lies. */
  private Set<S3Location> keys(S3Location location) {
    Set<S3Location> keys = new HashSet<>();
    s3
        .listObjectsV2Paginator(list -> list.bucket(location.bucket()).prefix(location.key()))
        .contents()
        .stream()
        .map(S3Object::key)
        .forEach(key -> keys.add(new S3Location(location.bucket(), key)));
    return keys;
  }

  /** Side by side, since making the bytes and signing them takes longer than writing them. */
  private void putAll(Map<S3Location, Supplier<byte[]>> objects) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS, new DaemonThreads("seeding"));
    try {
      CompletableFuture.allOf(
              objects.entrySet().stream()
                  .map(
                      object ->
                          CompletableFuture.runAsync(
                              () -> put(object.getKey(), object.getValue()), threads))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof SdkException refused ? refused : e;
    } finally {
      threads.shutdownNow();
    }
  }

  private void put(S3Location at, Supplier<byte[]> content) {
    byte[] bytes = content.get();
    s3.putObject(
        request -> request.bucket(at.bucket()).key(at.key()),
        RequestBody.fromContentProvider(
            () -> new ByteArrayInputStream(bytes), bytes.length, CONTENT_TYPE));
  }
}
