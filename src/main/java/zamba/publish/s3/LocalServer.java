package zamba.publish.s3;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** placeholder until merged */
public interface LocalServer extends AutoCloseable {
  URI endpoint();

  AwsCredentialsProvider credentials();

  URI resolve(URI https);

  void seed(
      Map<String, String> weightLookup, Map<String, String> weights, Set<String> publicBuckets);

  @Override
  void close();

  interface Factory {
    LocalServer start(Optional<Path> dir) throws IOException;
  }
}
