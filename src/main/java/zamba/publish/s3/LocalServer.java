package zamba.publish.s3;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * An S3 server inside this process, and stand-ins for the https hosts that weights come from. It
 * listens on 127.0.0.1 only. Production runs have none: the code that starts one is not in the jar.
 */
public interface LocalServer extends AutoCloseable {

  /** Where S3 is served: plain http, path-style addresses, any region. */
  URI endpoint();

  /** The credentials this server was started with; it answers 403 to any other. */
  AwsCredentialsProvider credentials();

  /**
   * Where the resource behind an https address is really served.
   *
   * @param https the address as in the catalog
   * @return a plain http address on this machine, which answers 404 unless {@code https} was seeded
   * @throws IllegalArgumentException when {@code https} is not an https address with a host
   */
  URI resolve(URI https);

  /**
   * Creates the buckets that are missing, and sample training results wherever a location is empty.
   * What is already there is never rewritten, so that data kept from an earlier run survives; what
   * an earlier call had begun and could not finish is completed.
   *
   * @param weightLookup model to {@code s3://bucket/prefix/}, in catalog order: of two models with
   *     one location the first gets its samples there
   * @param weights public name to {@code s3://bucket/key} or {@code https://…}, in catalog order
   * @param publicBuckets names of the buckets that are published to; created, left empty
   * @throws IllegalArgumentException when a location has neither of these forms
   * @throws software.amazon.awssdk.core.exception.SdkException when the server refuses a request
   */
  void seed(
      Map<String, String> weightLookup, Map<String, String> weights, Set<String> publicBuckets);

  /** Stops serving, and deletes the data if it was in a temporary folder. May be called twice. */
  @Override
  void close();

  /** Starts local servers; found with {@link java.util.ServiceLoader}. */
  interface Factory {

    /**
     * Starts a server on a free port.
     *
     * @param dir where the data is kept, created if missing; a temporary folder if empty
     * @throws IOException when the folder cannot be used or the server does not start
     */
    LocalServer start(Optional<Path> dir) throws IOException;
  }
}
