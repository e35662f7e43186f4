package zamba.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.util.TimeUtils;
import software.amazon.awssdk.services.s3.S3Client;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.config.Configuration;
import zamba.publish.config.RuntimeSettings;
import zamba.publish.daemon.EntryTriggers;
import zamba.publish.daemon.Metrics;
import zamba.publish.daemon.PlainHttp1;
import zamba.publish.daemon.PublisherMBean;
import zamba.publish.daemon.Reachability;
import zamba.publish.daemon.Runs;
import zamba.publish.daemon.StoreHealth;
import zamba.publish.flow.LiveCatalog;
import zamba.publish.publication.Replica;
import zamba.publish.region.RegionReplicas;
import zamba.publish.s3.S3Location;
import zamba.publish.source.SourceBucket;
import zamba.publish.transfer.CopyListeners;

/** What only a daemon has: metrics, health, a trigger for each entry, and an MBean. */
final class DaemonConfiguration implements StartupListener, AutoCloseable {
  private static final String KUBERNETES =
      "org.apache.camel.component.kubernetes.cluster.KubernetesClusterService";
  private static final String MBEAN = "zamba.publish:type=Publisher";

  /** How often a daemon that does not work looks whether it may. */
  private static final int LOCK_SECONDS = 2;

  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

  private final Configuration configuration;
  private final LiveCatalog catalog;
  private final Runs runs;
  private final List<RegionReplicas> regions;
  private final S3Client privateS3;
  private final Reachability reachability;
  private final AtomicBoolean started = new AtomicBoolean();
  private Optional<Vertx> vertx = Optional.empty();

  DaemonConfiguration(
      Configuration configuration,
      LiveCatalog catalog,
      Runs runs,
      List<RegionReplicas> regions,
      S3Client privateS3) {
    this.configuration = configuration;
    this.catalog = catalog;
    this.runs = runs;
    this.regions = regions;
    this.privateS3 = privateS3;
    this.reachability = new Reachability(looks());
  }

  /** Prepares a context that has not been started. */
  void configure(CamelContext context, CopyListeners copyListeners) {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    if (isServed(configuration)) {
      vertx = Optional.of(PlainHttp1.start());
      context.getRegistry().bind("vertx", Vertx.class, vertx.get());
    }
    context.getRegistry().bind("prometheusMeterRegistry", MeterRegistry.class, meters);
    Metrics metrics =
        new Metrics(
            meters, catalog, runs, regions.stream().map(region -> region.region().name()).toList());
    copyListeners.add(metrics);
    runs.add(metrics);
    configuration
        .operation()
        .lockDir()
        .ifPresent(dir -> context.getRegistry().bind("cluster", lock(dir)));
    try {
      context.addStartupListener(this);
    } catch (Exception e) { // what Camel declares
      throw new IllegalStateException(e);
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

  /** An object that never is there is asked for: "no" is an answer. */
  private Map<String, Reachability.Look> looks() {
    Map<String, Reachability.Look> looks = new LinkedHashMap<>();
    looks.put("private-buckets", this::lookAtSources);
    for (RegionReplicas region : regions) {
      looks.put("region-" + region.region().name(), () -> region.contains(".reachable"));
    }
    return looks;
  }

  private void lookAtSources() {
    SourceBucket bucket = new SourceBucket(privateS3, prefix -> key -> false);
    TreeSet<String> names = new TreeSet<>();
    catalog.current().entries().stream()
        .filter(entry -> !entry.onTheWeb())
        .map(CatalogEntry::location)
        .forEach(location -> names.add(location.bucket()));
    names.forEach(name -> bucket.list(new S3Location(name, ".reachable")));
  }

  /** Camel calls it again for each route that is added later, such as an entry's trigger. */
  @Override
  public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) throws Exception {
    if (!started.compareAndSet(false, true)) {
      return;
    }
    reachability.start(pause());
    health(context);
    mbean(context);
  }

  /** Only now does the context start a route that is added. */
  @Override
  public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
    EntryTriggers triggers = new EntryTriggers((ModelCamelContext) context);
    context.getRegistry().bind("entryTriggers", triggers);
    triggers.follow(catalog.current());
    catalog.onChange(triggers::follow);
  }

  private Duration pause() {
    Duration every = Duration.ofMillis(TimeUtils.toMilliSeconds(configuration.every()));
    return every.compareTo(LOOK_EVERY) < 0 ? every : LOOK_EVERY;
  }

  private void health(CamelContext context) {
    HealthCheckRegistry checks = HealthCheckRegistry.get(context);
    if (checks == null) {
      return;
    }
    checks.register(
        new StoreHealth(
            "catalog",
            () ->
                catalog.current().entries().isEmpty()
                    ? Optional.of("the catalog is empty")
                    : Optional.empty()));
    checks.register(
        new StoreHealth("private-buckets", () -> reachability.problem("private-buckets")));
    for (RegionReplicas region : regions) {
      String name = region.region().name();
      checks.register(new StoreHealth("region-" + name, () -> problem(name)));
    }
  }

  /** What is wrong with a region: it does not answer, or it refused something in the last run. */
  private Optional<String> problem(String region) {
    return reachability
        .problem("region-" + region)
        .or(
            () ->
                runs.latest().stream()
                    .flatMap(publication -> publication.replicas().stream())
                    .filter(replica -> replica.region().equals(region))
                    .filter(replica -> replica.status() == Replica.Status.FAILED)
                    .map(Replica::error)
                    .findFirst());
  }

  private void mbean(CamelContext context) throws JMException {
    if (context.getManagementStrategy() == null
        || context.getManagementStrategy().getManagementAgent() == null) {
      return;
    }
    ObjectMapper json = new ObjectMapper();
    PublisherMBean operator =
        new PublisherMBean(
            context.createProducerTemplate(),
            catalog,
            runs,
            report -> {
              try {
                return json.writerWithDefaultPrettyPrinter().writeValueAsString(report);
              } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
              }
            });
    context
        .getManagementStrategy()
        .getManagementAgent()
        .register(operator, new ObjectName(MBEAN), true);
  }

  /** The properties of Camel's that a daemon's configuration amounts to. */
  static Map<String, String> properties(Configuration configuration) {
    boolean served = isServed(configuration);
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("camel.management.enabled", String.valueOf(served));
    properties.put("camel.metrics.enabled", String.valueOf(served));
    properties.put("camel.health.enabled", String.valueOf(configuration.isDaemon()));
    if (served) {
      properties.put("camel.management.host", configuration.operation().managementHost());
      properties.put(
          "camel.management.port", String.valueOf(configuration.operation().managementPort()));
      properties.put("camel.management.healthCheckEnabled", "true");
      properties.put("camel.management.metricsEnabled", "true");
      properties.put("camel.health.exposureLevel", "full");
      // Camel's own tell of routes and exchanges, which say nothing about what is published.
      properties.put("camel.health.routesEnabled", "false");
      properties.put("camel.health.consumersEnabled", "false");
      properties.put("camel.metrics.enableRoutePolicy", "false");
      properties.put("camel.metrics.enableExchangeEventNotifier", "false");
      properties.put("camel.metrics.enableRouteEventNotifier", "false");
      properties.put("camel.metrics.binders", "jvm-memory,jvm-thread,file-descriptor");
    }
    properties.put("cluster.master", isClustered(configuration) ? "master:zamba-publisher:" : "");
    configuration
        .operation()
        .kubernetesLease()
        .ifPresent(
            lease -> {
              properties.put("camel.beans.cluster", "#class:" + KUBERNETES);
              properties.put("camel.beans.cluster.leaseResourceType", "Lease");
              properties.put("camel.beans.cluster.kubernetesResourceName", lease);
            });
    return properties;
  }

  /** Why a daemon cannot run as configured: one line for each problem. */
  static List<String> problems(Configuration configuration) {
    RuntimeSettings operation = configuration.operation();
    List<String> problems = new ArrayList<>();
    if (!configuration.isDaemon()) {
      return problems;
    }
    if (operation.kubernetesLease().isPresent()
        && DaemonConfiguration.class.getResource("/" + KUBERNETES.replace('.', '/') + ".class")
            == null) {
      problems.add(
          "cluster.kubernetes-lease needs Camel's Kubernetes client, which this build has not: build with mvn package -Pkubernetes");
    }
    if (operation.managementPort() > 0) {
      InetSocketAddress address =
          new InetSocketAddress(operation.managementHost(), operation.managementPort());
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(address);
      } catch (IOException e) {
        problems.add(
            "management.port=%d cannot be listened at on %s: %s. Set another, or 0 for no health and metrics"
                .formatted(operation.managementPort(), operation.managementHost(), e.getMessage()));
      }
    }
    return problems;
  }

  /** Whether there is a server for health and metrics. */
  static boolean isServed(Configuration configuration) {
    return configuration.isDaemon() && configuration.operation().managementPort() > 0;
  }

  private static boolean isClustered(Configuration configuration) {
    return configuration.isDaemon()
        && (configuration.operation().lockDir().isPresent()
            || configuration.operation().kubernetesLease().isPresent());
  }

  @Override
  public void close() {
    reachability.close();
    vertx.ifPresent(Vertx::close);
  }
}
