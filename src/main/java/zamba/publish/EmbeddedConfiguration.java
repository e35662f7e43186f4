package zamba.publish;

import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import zamba.publish.catalog.Catalog;
import zamba.publish.config.Configuration;
import zamba.publish.config.InvalidConfigurationException;
import zamba.publish.s3.LocalServer;
import zamba.publish.s3.Region;

/**
 * The server in this process that plays S3 and the web hosts, where it is a part of the program.
 */
final class EmbeddedConfiguration {
  private EmbeddedConfiguration() {}

  /**
   * Starts it, with the samples that the catalog names in it.
   *
   * @throws InvalidConfigurationException if it is not there or does not start
   */
  static LocalServer start(Configuration configuration) {
    LocalServer.Factory factory =
        ServiceLoader.load(LocalServer.Factory.class)
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidConfigurationException(
                        List.of(
                            "s3.endpoint=embedded, but the embedded server is not part of the jar: set s3.endpoint=aws or to a server's address, or run 'mvn compile camel:run'")));
    try {
      LocalServer server = factory.start(configuration.embeddedDir());
      seed(server, configuration.catalog(), configuration.regions());
      return server;
    } catch (IOException e) {
      throw new InvalidConfigurationException(
          List.of("the embedded server did not start: " + e.getMessage()));
    }
  }

  /** Puts in what a catalog names that is not there yet. */
  static void seed(LocalServer server, Catalog catalog, List<Region> regions) {
    server.seed(
        catalog.weightLookup(),
        catalog.weights(),
        regions.stream().map(Region::bucket).collect(Collectors.toSet()));
  }
}
