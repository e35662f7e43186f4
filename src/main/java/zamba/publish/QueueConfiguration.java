package zamba.publish;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.LifecycleStrategySupport;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;
import zamba.publish.config.Configuration;
import zamba.publish.config.QueueSettings;
import zamba.publish.daemon.QueueMetrics;
import zamba.publish.daemon.Reachability;
import zamba.publish.daemon.StoreHealth;
import zamba.publish.flow.LiveCatalog;
import zamba.publish.folder.OfficialModels;
import zamba.publish.queue.Changes;
import zamba.publish.queue.Collector;
import zamba.publish.queue.Dispatcher;
import zamba.publish.queue.LongPolls;
import zamba.publish.queue.Notices;
import zamba.publish.queue.Orders;
import zamba.publish.queue.Outcomes;
import zamba.publish.queue.Queues;
import zamba.publish.queue.RunPlace;
import zamba.publish.queue.Traffic;
import zamba.publish.queue.Worker;
import zamba.publish.s3.RenewableCredentials;
import zamba.publish.source.Settling;
import zamba.publish.turns.Stopping;

/** What only a program has whose work travels by a queue. */
final class QueueConfiguration implements StartupListener, AutoCloseable {
  static final String WORKER = "queue";
  static final String DISPATCHER = "dispatch";

  private static final long LONGEST_WAIT = 10;

  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

  /** Longer than a long poll. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private final QueueSettings settings;
  private final Settling settling;
  private final Stopping stopping;
  private final Traffic traffic;
  private final LongPolls polls;
  private final SqsClient client;
  private final Queues queues;
  private Optional<Reachability> reachability = Optional.empty();

  QueueConfiguration(Configuration configuration, Stopping stopping) {
    this.settings = configuration.queue();
    this.settling = configuration.settling();
    this.stopping = stopping;
    this.traffic = new Traffic(stopping);
    this.polls =
        new LongPolls(
            ApacheHttpClient.builder().maxConnections(2 * settings.atOnce() + 10).build(),
            stopping);
    this.client = client(StartCredentials.of(System.getenv()));
    this.queues = new Queues(client, work(), settings.dead());
  }

  /** Whether work travels. */
  static boolean isWanted(Configuration configuration) {
    return configuration.trigger().equals(WORKER) || configuration.trigger().equals(DISPATCHER);
  }

  /** What is missing: one line for each problem. */
  static List<String> problems(Configuration configuration) {
    List<String> problems = new ArrayList<>();
    if (isWanted(configuration) && configuration.queue().work().isEmpty()) {
      problems.add(
          "publish.trigger=%s needs queue.url, the address of a FIFO queue"
              .formatted(configuration.trigger()));
    }
    return problems;
  }

  /** What the routes have of it. */
  static Map<String, String> properties(Configuration configuration) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("queue.hears", String.valueOf(hears(configuration)));
    if (isWanted(configuration)) {
      QueueSettings queue = configuration.queue();
      properties.put("queue.url", queue.work().map(URI::toString).orElse(""));
      properties.put("queue.events-url", queue.events().map(URI::toString).orElse(""));
      properties.put("queue.at-once", String.valueOf(queue.atOnce()));
      properties.put("queue.visibility-seconds", String.valueOf(queue.visibility().toSeconds()));
      properties.put("queue.wait-seconds", String.valueOf(waitSeconds(queue)));
      properties.put("camel.component.aws2-sqs.autowiredEnabled", "false");
    }
    return properties;
  }

  /**
   * A poll that a killed worker has left behind may still be given a message, which counts as a
   * delivery: it must be over before those that the worker had in hand come back. They have a fifth
   * of their time left when they are prolonged, at the least.
   */
  private static long waitSeconds(QueueSettings queue) {
    return Math.max(1, Math.min(LONGEST_WAIT, queue.visibility().toSeconds() / 5));
  }

  /** Whether this is a worker whose leader commits. */
  static boolean leavesOutcomes(Configuration configuration) {
    return configuration.trigger().equals(WORKER) && configuration.queue().runs().isPresent();
  }

  /** Whether this program listens to the source bucket. */
  private static boolean hears(Configuration configuration) {
    return configuration.trigger().equals(WORKER) && configuration.queue().events().isPresent();
  }

  private URI work() {
    return settings.work().orElseThrow();
  }

  private SqsClient client(AwsCredentialsProvider credentials) {
    ClientOverrideConfiguration.Builder override =
        ClientOverrideConfiguration.builder()
            .addExecutionInterceptor(traffic)
            .apiCallAttemptTimeout(ANSWER_WITHIN);
    if (credentials instanceof RenewableCredentials renewable) {
      override.addExecutionInterceptor(renewable);
    }
    SqsClientBuilder builder =
        SqsClient.builder()
            .region(Region.of(settings.awsRegion()))
            .credentialsProvider(credentials)
            .overrideConfiguration(override.build())
            .httpClient(polls);
    settings.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  /** Binds what the routes call by name. */
  void bind(CamelContext context, LiveCatalog catalog, S3Client s3, OfficialModels officialModels) {
    Registry registry = context.getRegistry();
    registry.bind("sqs", SqsClient.class, client);
    registry.bind("orders", new Orders(catalog));
    registry.bind("worker", new Worker(work(), queues, stopping, traffic));
    Optional<RunPlace> runs = settings.runs().map(it -> new RunPlace(s3, it));
    registry.bind("outcomes", new Outcomes(runs, stopping));
    registry.bind("collector", new Collector(runs, officialModels, settings.deadline(), stopping));
    registry.bind("dispatcher", new Dispatcher(catalog, queues));
    settings
        .events()
        .ifPresent(
            events -> {
              registry.bind("listener", new Worker(events, queues, stopping, traffic));
              registry.bind("notices", new Notices(settling));
              registry.bind("changes", new Changes(catalog, queues, settling, traffic));
            });
    context.addLifecycleStrategy(
        new LifecycleStrategySupport() {
          @Override
          public void onContextStopping(CamelContext stopped) {
            stop();
          }
        });
    try {
      context.addStartupListener(this);
    } catch (Exception e) { // what Camel declares
      throw new IllegalStateException(e);
    }
  }

  private Map<String, URI> addresses() {
    Map<String, URI> addresses = new LinkedHashMap<>();
    addresses.put("work", work());
    settings.events().ifPresent(it -> addresses.put("events", it));
    settings.dead().ifPresent(it -> addresses.put("dead", it));
    return addresses;
  }

  /** Receives nothing any more. */
  void stop() {
    traffic.stop();
    polls.stop();
  }

  /** Metrics and health, which Camel calls for again whenever a route is added. */
  @Override
  public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
    if (reachability.isPresent()) {
      return;
    }
    QueueMetrics metrics =
        new QueueMetrics(
            context.getRegistry().findSingleByType(MeterRegistry.class),
            traffic,
            queues,
            addresses());
    Map<String, Reachability.Look> looks = new LinkedHashMap<>();
    metrics.names().forEach(it -> looks.put("queue-" + it, () -> metrics.look(it)));
    Reachability looking = new Reachability(looks);
    reachability = Optional.of(looking);
    looking.start(LOOK_EVERY);
    HealthCheckRegistry checks = HealthCheckRegistry.get(context);
    if (checks != null) {
      looks.keySet().forEach(it -> checks.register(new StoreHealth(it, () -> looking.problem(it))));
    }
  }

  @Override
  public void close() {
    reachability.ifPresent(Reachability::close);
    queues.close();
    polls.close();
  }
}
