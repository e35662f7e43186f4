package zamba.publish;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.spi.Registry;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;
import zamba.publish.catalog.Catalog;
import zamba.publish.config.Configuration;
import zamba.publish.config.ConfigurationSource;
import zamba.publish.config.InvalidConfigurationException;
import zamba.publish.config.Settings;
import zamba.publish.copy.Clients;
import zamba.publish.daemon.JmxLimits;
import zamba.publish.daemon.LogContext;
import zamba.publish.daemon.Runs;
import zamba.publish.download.DownloadGate;
import zamba.publish.download.Visitors;
import zamba.publish.flow.AllRegions;
import zamba.publish.flow.Audit;
import zamba.publish.flow.BodiesInOrder;
import zamba.publish.flow.Inspections;
import zamba.publish.flow.IntoWork;
import zamba.publish.flow.LiveCatalog;
import zamba.publish.flow.MemoryRoom;
import zamba.publish.flow.OfficialConfigProcessor;
import zamba.publish.flow.Publications;
import zamba.publish.flow.PublishedCache;
import zamba.publish.flow.Sources;
import zamba.publish.flow.Stopping;
import zamba.publish.flow.Telling;
import zamba.publish.flow.Turns;
import zamba.publish.folder.OfficialModels;
import zamba.publish.folder.References;
import zamba.publish.gate.CheckpointGate;
import zamba.publish.gate.EditGate;
import zamba.publish.gate.LeakGate;
import zamba.publish.gate.PlausibleGate;
import zamba.publish.https.HttpsSource;
import zamba.publish.https.WebProxy;
import zamba.publish.official.TrainingResults;
import zamba.publish.region.Precedents;
import zamba.publish.region.Reading;
import zamba.publish.region.RegionReplicas;
import zamba.publish.region.RegionSurvey;
import zamba.publish.region.Regions;
import zamba.publish.report.Summary;
import zamba.publish.s3.Endpoint;
import zamba.publish.s3.LocalServer;
import zamba.publish.s3.RequestSettings;
import zamba.publish.source.PrivateBucket;
import zamba.publish.source.SourceGate;
import zamba.publish.stream.PinnedReads;
import zamba.publish.stream.Streaming;
import zamba.publish.stream.WebWeights;
import zamba.publish.terminal.CopyLog;
import zamba.publish.terminal.Progress;
import zamba.publish.terminal.ProgressBars;
import zamba.publish.terminal.ProgressLog;
import zamba.publish.terminal.Screen;
import zamba.publish.terminal.StandardOutput;
import zamba.publish.transfer.CopyListeners;
import zamba.publish.transfer.Transfers;
import zamba.publish.vouch.UnusableKeyException;

/** Puts everything that the routes call by name into Camel's registry. */
public final class Wiring implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
  private static final int MODELS_AT_ONCE = 64;
  private static final String JSON = "json";

  /** How often a daemon that does not work looks whether it may. */
  private static final int LOCK_SECONDS = 2;

  private final ConfigurationSource source;
  private final List<S3Client> s3Clients = new ArrayList<>();
  private final CopyListeners copyListeners = new CopyListeners();
  private final Stopping stopping = new Stopping();
  private volatile Duration stopTimeout = Duration.ofSeconds(30);
  private Optional<LocalServer> local = Optional.empty();
  private Optional<Transfers> transfers = Optional.empty();
  private Optional<DaemonWiring> daemon = Optional.empty();
  private Optional<HttpsSource> https = Optional.empty();
  private Optional<Visitors> visitors = Optional.empty();
  private Optional<Progress> progress = Optional.empty();
  private Keyring keys = Keyring.NONE;
  private final PrintStream standardOutput = System.out;

  public Wiring(ConfigurationSource source) {
    this.source = source;
  }

  /**
   * Reads the configuration and prepares a context that is about to load the routes.
   *
   * @throws InvalidConfigurationException if nothing can be attempted
   */
  public void configure(CamelContext context) {
    Properties effective = new Properties();
    keepToItself((PropertiesComponent) context.getPropertiesComponent());
    context.getPropertiesComponent().setOverrideProperties(effective);
    Settings settings = source.settings();
    if (JSON.equals(settings.values().get("report.format"))) {
      System.setOut(System.err);
    }
    if (JSON.equals(settings.values().get("log.format"))) {
      LogFormat.useJson();
    }
    WebProxy proxy = source.webProxy();
    // Checked before the embedded server starts, and again with its address.
    Configuration configuration = checked(settings);
    Places places = new Places(configuration, source.files(), standardOutput);
    if (configuration.wantsEmbedded()) {
      local = Optional.of(startEmbedded(configuration));
      configuration = ConfigurationSource.read(settings, local.map(LocalServer::endpoint));
    }
    // All that the routes have of the properties, as checked. The others are not Camel's to read.
    effective.put("publish.trigger", configuration.trigger());
    effective.put("publish.every", configuration.every());
    effective.put("publish.heal", String.valueOf(configuration.heal()));
    effective.put("publish.inspect", String.valueOf(configuration.inspect()));
    effective.put(
        "signatures.heal",
        String.valueOf(configuration.heal() || configuration.sign().signAudited()));
    effective.put("run.task", configuration.task().toString());
    effective.put("report.format", configuration.reportFormat());
    stopTimeout = configuration.operation().stopTimeout();
    effective.put(
        "camel.main.shutdownTimeout", String.valueOf(Math.max(1, stopTimeout.toSeconds())));
    effective.putAll(DaemonWiring.properties(configuration));
    new RouteFiles(Path.of("routes"))
        .includePattern()
        .ifPresent(pattern -> effective.put("camel.main.routesIncludePattern", pattern));
    LiveCatalog catalog = new LiveCatalog(settings.values(), configuration.catalog(), reader());
    limitJmx(context);
    poolThreads(context.getExecutorServiceManager());
    tellElsewhere(configuration);
    bind(context, configuration, places, catalog, proxy);
  }

  /** The configuration, or everything that is wrong with it and with how this JVM was started. */
  private Configuration checked(Settings settings) {
    List<String> problems = new ArrayList<>(JmxLimits.problems(System.getProperties()));
    try {
      Configuration configuration = ConfigurationSource.read(settings, Optional.empty());
      problems.addAll(DaemonWiring.problems(configuration));
      Places places = new Places(configuration, source.files(), standardOutput);
      problems.addAll(places.problems());
      if (problems.isEmpty()) {
        problems.addAll(places.attempts());
      }
      if (problems.isEmpty()) {
        keys = Keyring.open(configuration);
        return configuration;
      }
    } catch (InvalidConfigurationException e) {
      problems.addAll(e.problems());
    } catch (UnusableKeyException e) {
      problems.add(e.getMessage());
    }
    throw new InvalidConfigurationException(problems);
  }

  /** Reads the properties again, with the embedded server's address if there is one. */
  private LiveCatalog.Reader reader() {
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

  /**
   * Camel would prefer an environment variable {@code RUN_TASK} or {@code CLUSTER_MASTER}, whatever
   * it is there for, to what the routes are given.
   */
  private static void keepToItself(PropertiesComponent properties) {
    properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
    properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
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

  private static void limitJmx(CamelContext context) {
    MBeanServer limited =
        JmxLimits.over(ManagementFactory.getPlatformMBeanServer(), System.getProperties());
    ManagementAgent agent = context.getManagementStrategy().getManagementAgent();
    if (agent != null) {
      agent.setMBeanServer(limited);
    }
  }

  private static void poolThreads(ExecutorServiceManager pools) {
    // One more than there are threads is published by the thread that hands them out, which so
    // waits; a pool with a queue would fill up all its threads before it used one again.
    pools.registerThreadPoolProfile(
        new ThreadPoolProfileBuilder("models")
            .poolSize(1)
            .maxPoolSize(MODELS_AT_ONCE)
            .maxQueueSize(0)
            .rejectedPolicy(ThreadPoolRejectedPolicy.CallerRuns)
            .build());
    // A request waits for a store most of its time, each on a thread of its own. How many there
    // are follows from the models; the parts of checkpoints have a limit of their own.
    pools.registerThreadPoolProfile(
        new ThreadPoolProfileBuilder("requests")
            .poolSize(1)
            .maxPoolSize(Integer.MAX_VALUE)
            .maxQueueSize(0)
            .build());
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
      seed(server, configuration.catalog(), configuration.regions());
      return server;
    } catch (IOException e) {
      throw new InvalidConfigurationException(
          List.of("the embedded server did not start: " + e.getMessage()));
    }
  }

  private static void seed(
      LocalServer server, Catalog catalog, List<zamba.publish.s3.Region> regions) {
    server.seed(
        catalog.weightLookup(),
        catalog.weights(),
        regions.stream().map(zamba.publish.s3.Region::bucket).collect(Collectors.toSet()));
  }

  /** Everything that a route calls by name. */
  private void bind(
      CamelContext context,
      Configuration configuration,
      Places places,
      LiveCatalog catalog,
      WebProxy proxy) {
    Registry registry = context.getRegistry();
    Screen screen =
        configuration.reportFormat().equals(JSON)
            ? Screen.error(System.getenv())
            : Screen.output(System.getenv());
    AwsCredentialsProvider credentials =
        local.map(LocalServer::credentials).orElseGet(() -> StartCredentials.of(System.getenv()));
    transfers = Optional.of(new Transfers(configuration.copies().partsAtOnce(), copyListeners));
    SourceGate sourceGate = new SourceGate();
    Clients clients =
        new Clients(
            credentials,
            transfers.get(),
            configuration.copies(),
            endpoint -> probed(endpoint, configuration.probe()),
            configuration.operation().answerWithin(),
            new RequestSettings(configuration.sourceSettings(), configuration.regions()),
            sourceGate);
    S3Client privateS3 = clients.reader(configuration.source());
    s3Clients.add(privateS3);
    List<RegionReplicas> replicas =
        configuration.regions().stream()
            .map(r -> new RegionReplicas(r, clients, store -> configuration.mayCopy(store, r)))
            .toList();
    replicas.forEach(region -> s3Clients.add(region.client()));
    visitors = Optional.of(new Visitors(clients));
    UnaryOperator<URI> hosts = local.<UnaryOperator<URI>>map(l -> l::resolve).orElse(u -> u);
    HttpsSource web = new HttpsSource(hosts, configuration.web(), proxy);
    https = Optional.of(web);
    Reading reading = new Reading(privateS3, web, configuration.compareRead(), stopping::asked);
    Streaming streaming = new Streaming(privateS3, replicas, transfers.get());
    OfficialModels officialModels = places.officialModels();
    Precedents precedents = new Precedents(visitors.get(), new References(officialModels)::to);
    RegionSurvey survey =
        new RegionSurvey(replicas, visitors.get(), transfers.get(), reading, precedents);

    PublishedCache lastTime = new PublishedCache();
    Runs runs = new Runs(catalog);
    catalog.onChange(lastTime::keepOnly);
    local.ifPresent(
        server -> catalog.onChange(edited -> seed(server, edited, configuration.regions())));
    registry.bind("catalog", catalog);
    registry.bind("lastTime", lastTime);
    registry.bind("runs", runs);
    registry.bind("stopping", stopping);
    registry.bind("turns", new Turns(stopping));
    registry.bind("private-s3", privateS3);
    WebWeights webWeights =
        new WebWeights(web, replicas, survey, streaming, configuration.unpinnedAllowed());
    PinnedReads reads = new PinnedReads(privateS3, replicas, web);
    registry.bind(
        "sources",
        new Sources(
            new PrivateBucket(privateS3, TrainingResults::relevant),
            webWeights,
            configuration.settling(),
            bindInspections(registry, configuration, officialModels, reads),
            lastTime));
    registry.bind("memoryRoom", new MemoryRoom(Runtime.getRuntime().maxMemory()));
    registry.bind("officialConfig", new OfficialConfigProcessor(catalog));
    // Also a RouteBuilder, which Camel finds here and asks for its routes.
    registry.bind("regions", new Regions(replicas, configuration.copies().mode(), sourceGate));
    registry.bind(
        "publications", new Publications(officialModels, lastTime, configuration.isDaemon()));
    registry.bind("tell", new Telling(new Summary(screen.look())));
    registry.bind("audit", new Audit(officialModels, survey));
    new VouchWiring(configuration, keys, replicas, reading, visitors.get(), transfers.get())
        .bind(registry, officialModels);
    DownloadGate downloads =
        new DownloadGate(
            configuration.regions(), configuration::anonymous, visitors.get(), transfers.get());
    registry.bind("allRegions", new AllRegions(survey, streaming, downloads));
    registry.bind("reportFile", places.report());
    registry.bind("standardOutput", new StandardOutput(standardOutput));
    registry.bind("eachEntry", new BodiesInOrder());
    registry.bind("companionFiles", new IntoWork(Sources::read));
    registry.bind("regionOutcomes", new IntoWork(AllRegions::outcomes));
    for (RegionReplicas region : replicas) {
      registry.bind("replicas-in-" + region.region().name(), region);
      registry.bind("s3-" + region.region().name(), region.client());
    }
    followCopies(context, configuration, screen);
    if (configuration.isDaemon()) {
      DaemonWiring wiring = new DaemonWiring(configuration, catalog, runs, replicas, privateS3);
      wiring.configure(context, copyListeners);
      daemon = Optional.of(wiring);
      configuration.operation().lockDir().ifPresent(dir -> registry.bind("cluster", lock(dir)));
    }
  }

  /** What looks before anything is public. */
  private static CheckpointGate bindInspections(
      Registry registry,
      Configuration configuration,
      OfficialModels officialModels,
      PinnedReads reads) {
    LeakGate leaks = new LeakGate(configuration.gate(), configuration.buckets(), officialModels);
    CheckpointGate checkpoints = new CheckpointGate(configuration.gate(), reads, leaks);
    registry.bind(
        "inspections",
        new Inspections(
            checkpoints,
            new EditGate(configuration.gate(), leaks, officialModels),
            leaks,
            new PlausibleGate(configuration.gate()),
            officialModels));
    return checkpoints;
  }

  /** Shows the progress of copies: as the JSON log, on the terminal, or as lines of the log. */
  private void followCopies(CamelContext context, Configuration configuration, Screen screen) {
    String prefix = configuration.regions().get(0).prefix();
    boolean json = configuration.operation().logFormat().equals(JSON);
    if (json) {
      context.getCamelContextExtension().addInterceptStrategy(new LogContext(prefix));
      copyListeners.add(new CopyLog(prefix));
    }
    if (screen.isTerminal() && !json) {
      ProgressBars bars = new ProgressBars(screen);
      System.setOut(bars.above());
      progress = Optional.of(bars);
      copyListeners.add(bars);
    } else {
      ProgressLog lines = new ProgressLog(prefix);
      progress = Optional.of(lines);
      copyListeners.add(lines);
    }
  }

  /** Of several daemons that have this folder, one has its lock. */
  private static FileLockClusterService lock(Path dir) {
    FileLockClusterService cluster = new FileLockClusterService();
    cluster.setRoot(dir.toString());
    cluster.setAcquireLockDelay(1, TimeUnit.SECONDS);
    cluster.setAcquireLockInterval(LOCK_SECONDS, TimeUnit.SECONDS);
    return cluster;
  }

  /** Whether the program has been asked to stop. */
  Stopping stopping() {
    return stopping;
  }

  /** Whether the program is one that goes on until it is stopped, as far as it has come. */
  boolean isDaemon() {
    return daemon.isPresent();
  }

  /** The longest an orderly stop may take. */
  Duration stopTimeout() {
    return stopTimeout;
  }

  /** Lets the parts under way end and sends no more; the next run continues the uploads. */
  void stopCopies() {
    transfers.ifPresent(Transfers::stop);
  }

  /** AWS and the embedded server are known; any other store is asked what it does. */
  private boolean probed(Endpoint endpoint, String probe) {
    return probe.equals("true")
        || (probe.equals("auto")
            && endpoint.override().isPresent()
            && !endpoint.override().equals(local.map(LocalServer::endpoint)));
  }

  /** Closes the clients, and stops the embedded server, if it runs. */
  @Override
  public void close() {
    transfers.ifPresent(Transfers::close);
    daemon.ifPresent(DaemonWiring::close);
    https.ifPresent(HttpsSource::close);
    visitors.ifPresent(Visitors::close);
    progress.ifPresent(Progress::close);
    System.setOut(standardOutput);
    keys.close();
    s3Clients.forEach(S3Client::close);
    local.ifPresent(LocalServer::close);
  }
}
