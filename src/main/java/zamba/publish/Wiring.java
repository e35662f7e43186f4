package zamba.publish;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.config.Configuration;
import zamba.publish.config.ConfigurationSource;
import zamba.publish.config.InvalidConfigurationException;
import zamba.publish.config.properties.Settings;
import zamba.publish.daemon.JmxLimits;
import zamba.publish.daemon.Runs;
import zamba.publish.flow.LiveCatalog;
import zamba.publish.https.WebProxy;
import zamba.publish.s3.LocalServer;
import zamba.publish.transfer.CopyListeners;
import zamba.publish.transfer.Transfers;
import zamba.publish.turns.Stopping;
import zamba.publish.vouch.UnusableKeyException;

/**
 * Puts the program together: reads the configuration, opens what is asked, and has each room bind
 * what the routes call by name.
 */
public final class Wiring implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

  private final ConfigurationSource source;
  private final PrintStream standardOutput = System.out;
  private final Stopping stopping = new Stopping();
  private final Closing closing = new Closing();
  private volatile PullRequestConfiguration pullRequest = PullRequestConfiguration.none();
  private volatile Optional<Configuration> current = Optional.empty();
  private volatile Optional<StoresConfiguration> stores = Optional.empty();
  private volatile Optional<QueueConfiguration> receiving = Optional.empty();

  public Wiring(ConfigurationSource source) {
    this.source = source;
  }

  /**
   * Reads the configuration and prepares a context that is about to load the routes.
   *
   * @throws InvalidConfigurationException if nothing can be attempted
   */
  public void configure(CamelContext context) {
    ContextConfiguration.configure(context);
    Properties effective = new Properties();
    context.getPropertiesComponent().setOverrideProperties(effective);
    Settings settings = source.settings();
    closing.later(() -> System.setOut(standardOutput));
    ScreenConfiguration.choose(settings);
    WebProxy proxy = source.webProxy();
    // Checked before the embedded server starts, and again with its address.
    Places places = closing.later(checked(settings));
    Configuration configuration = places.configuration();
    Keyring keys = closing.later(keys(configuration));
    Optional<LocalServer> local = Optional.empty();
    if (configuration.wantsEmbedded()) {
      local = Optional.of(closing.later(EmbeddedConfiguration.start(configuration)));
      configuration = ConfigurationSource.read(settings, local.map(LocalServer::endpoint));
    }
    effective.putAll(routeProperties(configuration));
    tellElsewhere(configuration);
    configuration
        .checkout()
        .ifPresent(it -> it.catalog().others().forEach(other -> LOG.info("{}", other)));
    current = Optional.of(configuration);
    LiveCatalog catalog =
        new LiveCatalog(settings.values(), configuration.catalog(), reader(local));
    bind(context, configuration, keys, local, places, catalog, proxy);
  }

  /** All that the routes have of the properties, as checked. The others are not Camel's to read. */
  private static Map<String, String> routeProperties(Configuration configuration) {
    Map<String, String> effective = new LinkedHashMap<>();
    effective.put("publish.trigger", configuration.trigger());
    effective.put("publish.every", configuration.every());
    effective.put("publish.heal", String.valueOf(configuration.heal()));
    effective.put(
        "publish.inspect",
        String.valueOf(configuration.inspect() || configuration.sign().signAudited()));
    effective.put(
        "signatures.heal",
        String.valueOf(configuration.heal() || configuration.sign().signAudited()));
    effective.put("run.task", configuration.task().toString());
    effective.put("report.format", configuration.reportFormat());
    effective.put(
        "pull-request", configuration.pullRequest().mode().name().toLowerCase(Locale.ROOT));
    effective.put(
        "camel.main.shutdownTimeout",
        String.valueOf(Math.max(1, configuration.operation().stopTimeout().toSeconds())));
    effective.putAll(DaemonConfiguration.properties(configuration));
    effective.putAll(QueueConfiguration.properties(configuration));
    new RouteFiles(Path.of("routes"))
        .includePattern()
        .ifPresent(pattern -> effective.put("camel.main.routesIncludePattern", pattern));
    return effective;
  }

  /**
   * The configuration and its places, or everything that is wrong with them and with how this JVM
   * was started.
   */
  private Places checked(Settings settings) {
    List<String> problems = new ArrayList<>(JmxLimits.problems(System.getProperties()));
    try {
      Configuration configuration = ConfigurationSource.read(settings, Optional.empty());
      problems.addAll(DaemonConfiguration.problems(configuration));
      problems.addAll(QueueConfiguration.problems(configuration));
      if (problems.isEmpty()) {
        pullRequest =
            closing.later(PullRequestConfiguration.of(configuration, source.environment()));
      }
      Places places =
          new Places(configuration, pullRequest.officialModels(), source.files(), standardOutput);
      problems.addAll(places.problems());
      if (problems.isEmpty()) {
        problems.addAll(places.attempts());
      }
      if (problems.isEmpty()) {
        return places;
      }
    } catch (InvalidConfigurationException e) {
      problems.addAll(e.problems());
    }
    throw new InvalidConfigurationException(problems);
  }

  private static Keyring keys(Configuration configuration) {
    try {
      return Keyring.open(configuration);
    } catch (UnusableKeyException e) {
      throw new InvalidConfigurationException(List.of(e.getMessage()));
    }
  }

  /** Reads the properties again, with the embedded server's address if there is one. */
  private LiveCatalog.Reader reader(Optional<LocalServer> local) {
    return new LiveCatalog.Reader() {
      @Override
      public Settings settings() {
        return source.settings();
      }

      @Override
      public Configuration read(Settings settings) {
        return ConfigurationSource.read(settings, local.map(LocalServer::endpoint));
      }
    };
  }

  private static void tellElsewhere(Configuration configuration) {
    configuration
        .awsElsewhere()
        .ifPresent(
            address ->
                LOG.warn(
                    "S3 is at {} and not at AWS: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or the profile's endpoint_url says so. It is treated as any other S3-compatible server: asked what it does (publish.probe), with s3.path-style=true unless set",
                    address));
  }

  private void bind(
      CamelContext context,
      Configuration configuration,
      Keyring keys,
      Optional<LocalServer> local,
      Places places,
      LiveCatalog catalog,
      WebProxy proxy) {
    CopyListeners copies = new CopyListeners();
    StoresConfiguration opened =
        new StoresConfiguration(
            configuration, local, proxy, places.officialModels(), copies, stopping);
    stores = Optional.of(closing.later(opened));
    local.ifPresent(
        server ->
            catalog.onChange(
                edited -> EmbeddedConfiguration.seed(server, edited, configuration.regions())));
    opened.bind(context.getRegistry());
    FlowConfiguration.bind(context.getRegistry(), configuration, opened, places, catalog, stopping);
    VouchConfiguration.bind(
        context.getRegistry(), configuration, keys, opened, places.officialModels());
    pullRequest.bind(context.getRegistry());
    Runs runs = new Runs(catalog);
    context.getRegistry().bind("runs", runs);
    PageConfiguration.bind(context, configuration, places, catalog, runs, copies);
    closing.later(new ScreenConfiguration(configuration, standardOutput)).bind(context, copies);
    if (QueueConfiguration.isWanted(configuration)) {
      QueueConfiguration queue = closing.later(new QueueConfiguration(configuration, stopping));
      queue.bind(context, catalog, opened.privateS3(), places.officialModels());
      receiving = Optional.of(queue);
    }
    if (configuration.isDaemon()) {
      closing
          .later(
              new DaemonConfiguration(
                  configuration, catalog, runs, opened.replicas(), opened.privateS3()))
          .configure(context, copies);
    }
    // Nothing is on its way any more when the others are closed.
    closing.later(opened.transfers());
  }

  /** Whether the program has been asked to stop. */
  Stopping stopping() {
    return stopping;
  }

  /** Whether the program is one that goes on until it is stopped, as far as it has come. */
  boolean isDaemon() {
    return current.filter(Configuration::isDaemon).isPresent();
  }

  /** The longest an orderly stop may take. */
  Duration stopTimeout() {
    return current.map(it -> it.operation().stopTimeout()).orElse(STOP_TIMEOUT);
  }

  /**
   * Lets the parts under way end and sends no more; the next run continues the uploads. Receives no
   * message any more.
   */
  void stopCopies() {
    receiving.ifPresent(QueueConfiguration::stop);
    stores.map(StoresConfiguration::transfers).ifPresent(Transfers::stop);
  }

  /** Closes the clients, and stops the embedded server, if it runs. */
  @Override
  public void close() {
    closing.close();
  }
}
