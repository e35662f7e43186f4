package zamba.publish;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import zamba.publish.catalog.Configuration;
import zamba.publish.catalog.ConfigurationSource;
import zamba.publish.catalog.InvalidConfigurationException;
import zamba.publish.catalog.OfficialConfigProcessor;
import zamba.publish.catalog.Publications;
import zamba.publish.official.Artifacts;
import zamba.publish.official.OfficialModels;
import zamba.publish.report.BodiesInOrder;
import zamba.publish.report.Publication;
import zamba.publish.report.Report;
import zamba.publish.report.Story;
import zamba.publish.s3.Cause;
import zamba.publish.s3.Clients;
import zamba.publish.s3.HttpsSource;
import zamba.publish.s3.LocalServer;
import zamba.publish.s3.PrivateBucket;
import zamba.publish.s3.RegionReplicas;
import zamba.publish.s3.Regions;
import zamba.publish.s3.WebWeights;

/**
 * The program: reads the configuration, puts what the routes name into Camel's registry, and lets
 * the routes run.
 */
public final class Publisher extends Main {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  /** At least one publication failed. */
  private static final int EXIT_FAILED = 1;

  /** The configuration is unusable; nothing was attempted. */
  private static final int EXIT_UNUSABLE = 2;

  private final ConfigurationSource source;
  private Optional<LocalServer> local = Optional.empty();

  /**
   * @param source where the configuration comes from
   */
  public Publisher(ConfigurationSource source) {
    this.source = source;
    setDefaultPropertyPlaceholderLocation(source.shippedLocation());
    addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeConfigure(BaseMainSupport main) {
            Publisher.this.configureBeans(main.getCamelContext());
          }
        });
  }

  /**
   * Runs until the configured trigger is done, or for a daemon until it is stopped.
   *
   * <p>Exit status: 0 if everything is published, 1 if at least one model or weights file failed, 2
   * if the configuration is unusable and nothing was attempted.
   */
  public static void main(String... args) throws Exception {
    ConfigurationSource source =
        new ConfigurationSource(Path.of(""), System.getProperties(), System.getenv());
    int status = new Publisher(source).runToEnd(args);
    if (status != 0) {
      System.exit(status);
    }
  }

  private int runToEnd(String[] args) throws Exception {
    try {
      return run(args);
    } catch (InvalidConfigurationException e) {
      LOG.error("{}", e.getMessage());
      return EXIT_UNUSABLE;
    } finally {
      local.ifPresent(LocalServer::close);
    }
  }

  private void configureBeans(CamelContext context) {
    UnaryOperator<String> resolve = context::resolvePropertyPlaceholders;
    Map<String, String> values = source.values();
    // Checked before the embedded server starts, and again with its address.
    Configuration configuration = ConfigurationSource.read(values, Optional.empty(), resolve);
    if (ConfigurationSource.wantsEmbedded(values)) {
      local = Optional.of(startEmbedded(configuration));
      configuration = ConfigurationSource.read(values, local.map(LocalServer::endpoint), resolve);
    }
    Properties effective = new Properties();
    effective.putAll(configuration.values());
    if (!Files.isDirectory(Path.of("routes"))) {
      // Started elsewhere than beside them: the jar has a copy.
      effective.put("camel.main.routesIncludePattern", "classpath:routes/*.yaml");
    }
    context.getPropertiesComponent().setOverrideProperties(effective);
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
    var privateS3 = clients.reader(configuration.source());
    List<RegionReplicas> replicas =
        configuration.regions().stream().map(r -> new RegionReplicas(r, clients)).toList();
    UnaryOperator<URI> hosts = local.<UnaryOperator<URI>>map(l -> l::resolve).orElse(u -> u);
    OfficialModels officialModels = new OfficialModels(configuration.officialModels());

    registry.bind("publisher", this);
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

  /** The report of the run that the exchange went through. */
  public Report report(List<Publication> publications, Exchange exchange) {
    return Report.of(
        Instant.ofEpochMilli(exchange.getClock().getCreated()), Clock.systemUTC(), publications);
  }

  /** Ends the program because a run broke off for a reason that is no publication's. */
  public void breakOff(Exception cause) {
    LOG.error("The run broke off: {}", Cause.of(cause), cause);
    exitCode.set(EXIT_FAILED);
    completed();
  }

  /** Ends the program with the status of a run. */
  public void finish(Report report) {
    exitCode.set(report.failed() ? EXIT_FAILED : 0);
    completed();
  }
}
