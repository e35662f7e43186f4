package zamba.publish;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;
import zamba.publish.catalog.Configuration;
import zamba.publish.catalog.ConfigurationSource;
import zamba.publish.catalog.InvalidConfigurationException;
import zamba.publish.catalog.OfficialConfigProcessor;
import zamba.publish.catalog.Publications;
import zamba.publish.official.Artifacts;
import zamba.publish.official.OfficialModels;
import zamba.publish.report.BodiesInOrder;
import zamba.publish.report.Story;
import zamba.publish.s3.Clients;
import zamba.publish.s3.HttpsSource;
import zamba.publish.s3.LocalServer;
import zamba.publish.s3.PrivateBucket;
import zamba.publish.s3.RegionReplicas;
import zamba.publish.s3.Regions;
import zamba.publish.s3.WebWeights;

/** Puts everything that the routes call by name into Camel's registry. */
final class Wiring implements AutoCloseable {
  private final ConfigurationSource source;
  private final List<S3Client> s3Clients = new ArrayList<>();
  private Optional<LocalServer> local = Optional.empty();

  Wiring(ConfigurationSource source) {
    this.source = source;
  }

  /**
   * Reads the configuration and prepares a context that is about to load the routes.
   *
   * @throws InvalidConfigurationException if nothing can be attempted
   */
  void configure(CamelContext context) {
    Properties effective = new Properties();
    context.getPropertiesComponent().setOverrideProperties(effective);
    Map<String, String> values = source.values();
    effective.putAll(values);
    UnaryOperator<String> resolve = context::resolvePropertyPlaceholders;
    // Checked before the embedded server starts, and again with its address.
    Configuration configuration = ConfigurationSource.read(values, Optional.empty(), resolve);
    if (configuration.wantsEmbedded()) {
      local = Optional.of(startEmbedded(configuration));
      configuration = ConfigurationSource.read(values, local.map(LocalServer::endpoint), resolve);
    }
    // As the file component wants it.
    effective.put("report.folder", configuration.report().toAbsolutePath().getParent().toString());
    effective.put("report.name", configuration.report().getFileName().toString());
    // As checked: without blanks, and the default if empty.
    effective.put("publish.trigger", configuration.trigger());
    effective.put("publish.every", configuration.every());
    if (!Files.exists(Path.of("routes/publish-models.camel.yaml"))) {
      // Started elsewhere than beside them: the jar has a copy.
      effective.put("camel.main.routesIncludePattern", "classpath:routes/*.yaml");
    }
    bind(context.getRegistry(), configuration);
  }

  private static LocalServer startEmbedded(Configuration configuration) {
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
      server.seed(
          configuration.catalog().weightLookup(),
          configuration.catalog().weights(),
          configuration.regions().stream()
              .map(zamba.publish.s3.Region::bucket)
              .collect(Collectors.toSet()));
      return server;
    } catch (IOException e) {
      throw new InvalidConfigurationException(
          List.of("the embedded server did not start: " + e.getMessage()));
    }
  }

  /** Everything that a route calls by name. */
  private void bind(Registry registry, Configuration configuration) {
    AwsCredentialsProvider credentials =
        local
            .map(LocalServer::credentials)
            .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    Clients clients = new Clients(credentials);
    S3Client privateS3 = clients.reader(configuration.source());
    s3Clients.add(privateS3);
    List<RegionReplicas> replicas =
        configuration.regions().stream().map(r -> new RegionReplicas(r, clients)).toList();
    replicas.forEach(region -> s3Clients.add(region.client()));
    UnaryOperator<URI> hosts = local.<UnaryOperator<URI>>map(l -> l::resolve).orElse(u -> u);
    OfficialModels officialModels = new OfficialModels(configuration.officialModels());

    registry.bind("catalog", configuration.catalog());
    registry.bind("private-s3", privateS3);
    registry.bind("privateBucket", new PrivateBucket(privateS3));
    registry.bind("artifacts", new Artifacts());
    registry.bind("officialConfig", new OfficialConfigProcessor(configuration.catalog()));
    registry.bind("officialModels", officialModels);
    registry.bind("webWeights", new WebWeights(new HttpsSource(hosts), replicas));
    // Also a RouteBuilder, which Camel finds here and asks for its routes.
    registry.bind("regions", new Regions(replicas));
    registry.bind("publications", new Publications(officialModels));
    registry.bind("story", new Story());
    registry.bind("bodiesInOrder", new BodiesInOrder());
    for (RegionReplicas region : replicas) {
      registry.bind("replicas-in-" + region.region().name(), region);
      registry.bind("s3-" + region.region().name(), region.client());
    }
  }

  /** Closes the clients, and stops the embedded server, if it runs. */
  @Override
  public void close() {
    s3Clients.forEach(S3Client::close);
    local.ifPresent(LocalServer::close);
  }
}
