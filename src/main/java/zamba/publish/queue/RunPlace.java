package zamba.publish.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreException;

/**
 * Where runs leave what became of their entries: {@code runs.location}. What is there is never
 * written a second time.
 *
 * @param client speaks to its store
 * @param location bucket and prefix
 */
public record RunPlace(S3Client client, S3Location location) {
  static final String MANIFEST = "manifest.json";

  private String key(String run, String name) {
    return location.key() + run + "/" + name;
  }

  /**
   * Puts an object there unless there is one.
   *
   * @return whether it was put
   * @throws StoreException if it could not be
   */
  boolean put(String run, String name, byte[] content) {
    try {
      client.putObject(
          it -> it.bucket(location.bucket()).key(key(run, name)).ifNoneMatch("*"),
          RequestBody.fromBytes(content));
      return true;
    } catch (StoreException e) {
      if (e.isPreconditionFailed() || e.status() == 409) {
        return false;
      }
      throw e;
    }
  }

  /** An object's content; empty if there is none. */
  Optional<byte[]> get(String run, String name) {
    try {
      return Optional.of(
          client
              .getObjectAsBytes(it -> it.bucket(location.bucket()).key(key(run, name)))
              .asByteArray());
    } catch (StoreException e) {
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The names of a run's objects, but for those of official folders. */
  List<String> names(String run) {
    String prefix = key(run, "");
    List<String> names = new ArrayList<>();
    for (S3Object object :
        client
            .listObjectsV2Paginator(
                it -> it.bucket(location.bucket()).prefix(prefix).delimiter("/"))
            .contents()) {
      names.add(object.key().substring(prefix.length()));
    }
    return names;
  }
}
