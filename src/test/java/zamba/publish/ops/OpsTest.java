package zamba.publish.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import zamba.publish.catalog.Catalog;
import zamba.publish.config.ConfigurationSource;
import zamba.publish.config.properties.Settings;
import zamba.publish.daemon.Metrics;
import zamba.publish.daemon.QueueMetrics;
import zamba.publish.daemon.Runs;
import zamba.publish.flow.LiveCatalog;
import zamba.publish.queue.Traffic;
import zamba.publish.turns.Stopping;

/** The files in ops/ against the program that they run and watch. */
class OpsTest {
  private static final Path OPS = Path.of("ops");
  private static final Path CATALOG = OPS.resolve("catalog.properties");
  private static final String DEPLOYMENT = "deployment/deployment.yaml";
  private static final String CRON_JOB = "cronjob/cronjob.yaml";
  private static final String WORKERS = "queue/workers.yaml";
  private static final String DISPATCHER = "queue/dispatcher.yaml";

  private static final int MANAGEMENT_PORT = 9876;
  private static final String LIVE = "/observe/health/live";
  private static final String READY = "/observe/health/ready";
  private static final String METRICS = "/observe/metrics";

  /** What the daemon adds to the shipped properties. */
  private static final Set<String> OF_THE_DAEMON = Set.of("publish.properties");

  @TempDir Path folder;

  /** The metrics that the program exposes, each with its labels. */
  private static Map<String, Set<String>> exposed() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    LiveCatalog catalog = new LiveCatalog(Map.of(), new Catalog(List.of()), null);
    Metrics metrics = new Metrics(registry, catalog, new Runs(catalog), List.of("us"));
    metrics.slowedDown("us", "1 at once");
    Map<String, URI> queues =
        Map.of("work", URI.create("http://q"), "dead", URI.create("http://d"));
    assertThat(new QueueMetrics(registry, new Traffic(new Stopping()), null, queues).names())
        .hasSize(2);
    return OpsMetrics.in(registry.scrape());
  }

  @Test
  void theDashboardAndTheAlertsAskOnlyForMetricsThatTheProgramExposes() {
    assertThat(OpsMetrics.used()).hasSizeGreaterThan(10).isSubsetOf(exposed().keySet());
  }

  @Test
  void theySelectOnlyByLabelsThatTheMetricHas() {
    Map<String, Set<String>> exposed = exposed();
    assertThat(OpsMetrics.usedLabels())
        .allSatisfy((metric, labels) -> assertThat(labels).isSubsetOf(exposed.get(metric)))
        .containsEntry("zamba_replicas", Set.of("region", "status"));
  }

  @Test
  void everyPanelHasAnIdOfItsOwnAQueryAUnitAndAPlaceOfItsOwn() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(OpsMetrics.DASHBOARD.toFile());
    Set<String> places = new HashSet<>();
    List<JsonNode> panels =
        StreamSupport.stream(dashboard.path("panels").spliterator(), false).toList();

    assertThat(panels)
        .isNotEmpty()
        .extracting(panel -> panel.path("id").asInt())
        .doesNotHaveDuplicates();
    assertThat(panels).extracting(panel -> panel.path("title").asText()).doesNotHaveDuplicates();
    for (JsonNode panel : panels) {
      String title = panel.path("title").asText();
      assertThat(title).isNotBlank();
      assertThat(panel.path("description").asText()).as(title).isNotBlank();
      assertThat(panel.at("/fieldConfig/defaults/unit").asText()).as(title).isNotBlank();
      assertThat(panel.path("targets")).as(title).isNotEmpty();
      for (JsonNode target : panel.path("targets")) {
        assertThat(target.path("expr").asText()).as(title).contains("zamba_", "job=~\"$job\"");
        assertThat(target.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
      }
      JsonNode grid = panel.path("gridPos");
      for (int x = grid.path("x").asInt();
          x < grid.path("x").asInt() + grid.path("w").asInt();
          x++) {
        assertThat(x).as(title).isBetween(0, 23);
        for (int y = 0; y < grid.path("h").asInt(); y++) {
          assertThat(places.add(x + "," + (grid.path("y").asInt() + y))).as(title).isTrue();
        }
      }
    }
    assertThat(dashboard.at("/templating/list"))
        .extracting(
            variable -> variable.path("name").asText() + " " + variable.path("type").asText())
        .containsExactly("datasource datasource", "job query");
  }

  @Test
  void everyAlertSaysWhatIsWrongAndHasATestInWhichItFires() throws IOException {
    Set<String> firing = new HashSet<>();
    Map<?, ?> tests = new Yaml().load(Files.readString(OPS.resolve("prometheus-alerts.test.yml")));
    for (Map<?, ?> test : maps(tests.get("tests"))) {
      for (Map<?, ?> claim : maps(test.get("alert_rule_test"))) {
        if (claim.get("exp_alerts") != null) {
          firing.add(claim.get("alertname").toString());
        }
      }
    }
    List<String> names = new ArrayList<>();
    for (Map<?, ?> rule : OpsMetrics.rules()) {
      String name = rule.get("alert").toString();
      names.add(name);
      assertThat(at(rule, "annotations").get("summary").toString()).as(name).isNotBlank();
      assertThat(at(rule, "annotations").get("description").toString()).as(name).isNotBlank();
      assertThat(at(rule, "labels").get("severity")).as(name).isIn("critical", "warning");
    }
    assertThat(names).doesNotHaveDuplicates();
    assertThat(firing).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void theUnitRunsWithoutRightsAndGivesTheProgramTimeToStop() throws IOException {
    Map<String, List<String>> unit = unit();
    Map<String, String> environment = unitEnvironment();

    assertThat(unit)
        .containsEntry("DynamicUser", List.of("yes"))
        .containsEntry("NoNewPrivileges", List.of("yes"))
        .containsEntry("ProtectSystem", List.of("strict"))
        .containsEntry("CapabilityBoundingSet", List.of(""))
        .containsEntry("Restart", List.of("on-failure"))
        .containsEntry("RestartPreventExitStatus", List.of("2"))
        .containsEntry("WantedBy", List.of("multi-user.target"));
    assertThat(unit.get("ExecStart").get(0)).endsWith(" -jar zamba-model-publisher.jar");
    assertThat(seconds(unit.get("TimeoutStopSec").get(0)))
        .isGreaterThan(seconds(environment.get("PUBLISH_STOP_TIMEOUT")));
    // The state folder is all that it may write to.
    assertThat(unit).containsEntry("StateDirectory", List.of("zamba-model-publisher"));
    assertThat(List.of(environment.get("OFFICIAL_MODELS_DIR"), environment.get("REPORT_FILE")))
        .allMatch(path -> path.startsWith("%S/zamba-model-publisher/"));
    configures(environment, "every");
  }

  @Test
  void theImageRunsTheJarItselfAsNobodyInParticular() throws IOException {
    String text = Files.readString(OPS.resolve("Dockerfile")).replace("\\\n", " ");
    Map<String, String> instructions = new LinkedHashMap<>();
    text.lines()
        .filter(line -> line.matches("[A-Z]+ .*"))
        .map(line -> line.split(" ", 2))
        .forEach(line -> instructions.merge(line[0], line[1], (a, b) -> a + "\n" + b));

    assertThat(instructions.get("USER")).matches("[1-9][0-9]*:[1-9][0-9]*");
    JsonNode command = new ObjectMapper().readTree(instructions.get("ENTRYPOINT"));
    assertThat(command)
        .extracting(JsonNode::asText)
        .startsWith("java")
        .endsWith("-jar", "zamba-model-publisher.jar");
    assertThat(instructions.get("COPY"))
        .contains(
            "target/lib ",
            "target/zamba-model-publisher.jar ",
            "application.properties ",
            "routes ");
    assertThat(instructions.get("HEALTHCHECK"))
        .contains(" " + LIVE + " ", ":-" + MANAGEMENT_PORT + "}");
    assertThat(instructions.get("EXPOSE")).isEqualTo("" + MANAGEMENT_PORT);
    Map<String, String> environment = imageEnvironment();
    assertThat(environment).isNotEmpty();
    assertThat(environment.values())
        .allMatch(value -> value.startsWith(instructions.get("VOLUME") + "/"));
    assertThat(environment.keySet()).allSatisfy(OpsTest::isKnown);
  }

  @ParameterizedTest
  @ValueSource(strings = {DEPLOYMENT, CRON_JOB, WORKERS, DISPATCHER})
  void aPodRunsWithoutRightsAndGivesTheProgramTimeToStop(String file) throws IOException {
    Map<?, ?> pod = pod(file);
    Map<?, ?> container = container(pod);
    Map<String, String> environment = new TreeMap<>(imageEnvironment());
    for (Map<?, ?> variable : maps(container.get("env"))) {
      environment.put(variable.get("name").toString(), variable.get("value").toString());
    }

    assertThat(at(pod, "securityContext").get("runAsNonRoot")).isEqualTo(true);
    assertThat(at(pod, "securityContext", "seccompProfile").get("type"))
        .isEqualTo("RuntimeDefault");
    Map<?, ?> rights = at(container, "securityContext");
    assertThat(rights.get("allowPrivilegeEscalation")).isEqualTo(false);
    assertThat(rights.get("readOnlyRootFilesystem")).isEqualTo(true);
    assertThat(at(rights, "capabilities").get("drop")).isEqualTo(List.of("ALL"));
    assertThat((Integer) pod.get("terminationGracePeriodSeconds"))
        .isGreaterThan(seconds(environment.get("PUBLISH_STOP_TIMEOUT")));
    assertThat(maps(container.get("volumeMounts")))
        .extracting(mount -> mount.get("mountPath").toString())
        .contains(
            "/data", "/tmp", Path.of(environment.get("PUBLISH_PROPERTIES")).getParent().toString());
    assertThat(maps(container.get("volumeMounts")))
        .noneMatch(mount -> mount.containsKey("subPath"));
    configures(
        environment,
        Map.of(DEPLOYMENT, "every", CRON_JOB, "once", WORKERS, "queue", DISPATCHER, "dispatch")
            .get(file));
  }

  @Test
  void theDaemonsProbesAndItsScrapingAskTheManagementServer() throws IOException {
    Map<?, ?> template = at(manifest(DEPLOYMENT), "spec", "template");
    Map<?, ?> container = container(pod(DEPLOYMENT));
    Map<String, String> paths =
        Map.of("startupProbe", LIVE, "livenessProbe", LIVE, "readinessProbe", READY);

    paths.forEach(
        (probe, path) -> {
          assertThat(at(container, probe, "httpGet").get("path")).isEqualTo(path);
          assertThat(at(container, probe, "httpGet").get("port")).isEqualTo("management");
        });
    assertThat(maps(container.get("ports")))
        .anyMatch(p -> p.equals(Map.of("name", "management", "containerPort", MANAGEMENT_PORT)));
    assertThat(maps(container.get("env")))
        .anyMatch(v -> v.equals(Map.of("name", "MANAGEMENT_HOST", "value", "0.0.0.0")));
    assertThat(at(template, "metadata", "annotations").get("prometheus.io/path"))
        .isEqualTo(METRICS);
    assertThat(at(template, "metadata", "annotations").get("prometheus.io/port"))
        .isEqualTo("" + MANAGEMENT_PORT);
    Map<?, ?> ingress =
        maps(at(manifest("base/network-policy.yaml"), "spec").get("ingress")).get(0);
    assertThat(maps(ingress.get("ports")))
        .extracting(port -> (Integer) port.get("port"))
        .containsExactly(MANAGEMENT_PORT);
  }

  @Test
  void theCatalogIsTheShippedOne() throws IOException {
    theCatalogIsTheShippedOne(CATALOG);
    // Kustomize reads no file from outside its folder.
    theCatalogIsTheShippedOne(OPS.resolve("kubernetes/base/catalog.properties"));
  }

  private static void theCatalogIsTheShippedOne(Path catalog) throws IOException {
    Pattern entry = Pattern.compile("(weight-lookup|weights)\\..*");
    try (Stream<String> shipped = Files.lines(Path.of("application.properties"));
        Stream<String> own = Files.lines(catalog)) {
      assertThat(own.filter(line -> !line.startsWith("#")))
          .containsExactlyElementsOf(shipped.filter(entry.asMatchPredicate()).toList());
    }
  }

  @Test
  void everythingThatIsKustomizedIsThere() throws IOException {
    try (Stream<Path> files = Files.walk(OPS.resolve("kubernetes"))) {
      List<Path> kustomizations = files.filter(f -> f.endsWith("kustomization.yaml")).toList();
      assertThat(kustomizations).hasSize(5);
      Set<Path> named = new HashSet<>(kustomizations);
      for (Path file : kustomizations) {
        Map<?, ?> kustomization = new Yaml().load(Files.readString(file));
        for (Object resource : (List<?>) kustomization.get("resources")) {
          Path path = file.resolveSibling(resource.toString()).normalize();
          assertThat(path).exists();
          named.add(path);
        }
      }
      try (Stream<Path> all = Files.walk(OPS.resolve("kubernetes"))) {
        assertThat(all.filter(f -> f.toString().endsWith(".yaml"))).allMatch(named::contains);
      }
    }
    Map<?, ?> lease =
        new Yaml().load(Files.readString(OPS.resolve("kubernetes/lease/kustomization.yaml")));
    Map<?, ?> patch = new Yaml().load(maps(lease.get("patches")).get(0).get("patch").toString());
    Map<?, ?> container = container(at(patch, "spec", "template", "spec"));
    assertThat(maps(container.get("env")))
        .extracting(variable -> variable.get("name").toString())
        .allSatisfy(OpsTest::isKnown);
  }

  @Test
  void theQueuesOfThePodsAreThoseOfTheTemplate() throws IOException {
    Map<String, String> environment = new TreeMap<>();
    for (String line : Files.readAllLines(OPS.resolve("kubernetes/queue/queues.env"))) {
      environment.put(line.split("=", 2)[0], line.split("=", 2)[1]);
    }
    environment.put("PUBLISH_TRIGGER", "queue");
    environment.put("S3_ENDPOINT", "aws");
    configures(environment, "queue");
    Map<?, ?> resources =
        at(new Yaml().load(Files.readString(OPS.resolve("queue/queues.yaml"))), "Resources");
    Map<String, String> queues =
        Map.of("QUEUE_URL", "Work", "QUEUE_EVENTS_URL", "Events", "QUEUE_DEAD_URL", "DeadLetters");
    queues.forEach(
        (variable, resource) ->
            assertThat(environment.get(variable))
                .endsWith("/" + at(resources, resource, "Properties").get("QueueName")));
    assertThat(
            maps(at(manifest("queue/scaled-object.yaml"), "spec").get("triggers")).stream()
                .map(trigger -> at(trigger, "metadata").get("queueURL").toString()))
        .containsExactly(environment.get("QUEUE_URL"));
    assertThat(at(manifest("queue/scaled-object.yaml"), "spec", "scaleTargetRef").get("name"))
        .isEqualTo(at(manifest(WORKERS), "metadata").get("name"));
  }

  @Test
  void theQueuesHoldWhatTheProgramReliesOn() throws IOException {
    Map<?, ?> resources =
        at(new Yaml().load(Files.readString(OPS.resolve("queue/queues.yaml"))), "Resources");
    Map<?, ?> work = at(resources, "Work", "Properties");
    assertThat(work.get("FifoQueue")).isEqualTo(true);
    assertThat(work.get("ContentBasedDeduplication")).isEqualTo(false);
    assertThat(at(resources, "DeadLetters", "Properties").get("FifoQueue")).isEqualTo(true);
    assertThat(work.get("VisibilityTimeout")).isEqualTo(60);
    assertThat((Integer) at(work, "RedrivePolicy").get("maxReceiveCount")).isGreaterThan(2);
    for (Object name : resources.keySet()) {
      Map<?, ?> resource = at(resources, name.toString());
      if (resource.get("Type").equals("AWS::SQS::Queue")) {
        assertThat(at(resource, "Properties").get("SqsManagedSseEnabled"))
            .as("" + name)
            .isEqualTo(true);
        assertThat((Integer) at(resource, "Properties").get("MessageRetentionPeriod"))
            .isBetween(60, 1_209_600);
      }
    }
    JsonNode notification =
        new ObjectMapper().readTree(OPS.resolve("queue/notification.json").toFile());
    assertThat(notification.at("/QueueConfigurations/0/Events/0").asText())
        .isEqualTo("s3:ObjectCreated:*");
    assertThat(notification.at("/QueueConfigurations/0/QueueArn").asText())
        .endsWith(":" + at(resources, "Events", "Properties").get("QueueName"));
  }

  /** Camel names the lease after cluster.kubernetes-lease and the group of the routes. */
  @Test
  void theLeaseRoleCanReadAndChangeTheOneLeaseOnly() throws IOException {
    Map<?, ?> lease = manifest("lease/kustomization.yaml");
    Map<?, ?> patch = new Yaml().load(maps(lease.get("patches")).get(0).get("patch").toString());
    String name =
        maps(container(at(patch, "spec", "template", "spec")).get("env")).stream()
            .filter(variable -> variable.get("name").equals("CLUSTER_KUBERNETES_LEASE"))
            .map(variable -> variable.get("value").toString())
            .findFirst()
            .orElseThrow();
    List<String> limited = new ArrayList<>();
    try (Stream<String> lines = Files.lines(OPS.resolve("kubernetes/lease/role.yaml"))) {
      String role = lines.takeWhile(line -> !line.equals("---")).collect(Collectors.joining("\n"));
      for (Map<?, ?> rule : maps(((Map<?, ?>) new Yaml().load(role)).get("rules"))) {
        if (rule.containsKey("resourceNames")) {
          assertThat(rule.get("resourceNames")).isEqualTo(List.of(name + "-zamba-publisher"));
          ((List<?>) rule.get("verbs")).forEach(verb -> limited.add(verb.toString()));
        } else {
          // What has no name yet, or names none.
          assertThat(rule.get("verbs")).isIn(List.of("create"), List.of("list"));
        }
      }
    }
    assertThat(limited).containsExactly("get", "update");
  }

  @Test
  void aPodSpeaksToNamesAndToHttpsOutsideTheNetworkOnly() throws IOException {
    List<Map<?, ?>> egress = maps(at(manifest("base/network-policy.yaml"), "spec").get("egress"));

    assertThat(egress).hasSize(2).allMatch(rule -> rule.containsKey("to"));
    assertThat(maps(egress.get(0).get("ports"))).allMatch(port -> port.get("port").equals(53));
    assertThat(maps(egress.get(1).get("ports"))).allMatch(port -> port.get("port").equals(443));
    assertThat((List<?>) at(maps(egress.get(1).get("to")).get(0), "ipBlock").get("except"))
        .map(Object::toString)
        .contains("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16");
  }

  /** The program takes the environment and the catalog in ops/ as they are. */
  private void configures(Map<String, String> environment, String trigger) {
    assertThat(environment.keySet()).allSatisfy(OpsTest::isKnown);
    Map<String, String> here = new TreeMap<>(environment);
    here.put("PUBLISH_PROPERTIES", CATALOG.toString());
    here.replaceAll((name, value) -> value.replaceFirst("^(%S|/data)/", folder + "/"));
    Settings settings = new ConfigurationSource(Path.of(""), new Properties(), here).settings();
    Map<String, String> values = settings.values();
    assertThatCode(
            () ->
                assertThat(ConfigurationSource.read(settings, Optional.empty()).trigger())
                    .isEqualTo(trigger))
        .doesNotThrowAnyException();
    assertThat(values).containsEntry("s3.endpoint", "aws");
  }

  /** Whether an environment variable stands for a property that there is. */
  private static void isKnown(String variable) {
    Pattern property = Pattern.compile("(?:# ?)?([a-z][a-z0-9.-]*) =.*");
    try (Stream<String> lines = Files.lines(Path.of("application.properties"))) {
      assertThat(
              Stream.concat(
                      OF_THE_DAEMON.stream(),
                      lines.map(property::matcher).filter(m -> m.matches()).map(m -> m.group(1)))
                  .map(name -> name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT)))
          .contains(variable);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The unit's lines: a key may be there more than once. */
  private static Map<String, List<String>> unit() throws IOException {
    Map<String, List<String>> unit = new LinkedHashMap<>();
    for (String line : Files.readAllLines(OPS.resolve("zamba-model-publisher.service"))) {
      if (line.matches("[A-Za-z]+=.*")) {
        String[] parts = line.split("=", 2);
        unit.computeIfAbsent(parts[0], key -> new ArrayList<>()).add(parts[1]);
      }
    }
    return unit;
  }

  private static Map<String, String> unitEnvironment() throws IOException {
    Map<String, String> environment = new TreeMap<>();
    unit().get("Environment").forEach(v -> environment.put(v.split("=", 2)[0], v.split("=", 2)[1]));
    return environment;
  }

  private static Map<String, String> imageEnvironment() throws IOException {
    Map<String, String> environment = new TreeMap<>();
    try (Stream<String> lines = Files.lines(OPS.resolve("Dockerfile"))) {
      lines
          .filter(line -> line.startsWith("ENV "))
          .flatMap(line -> Stream.of(line.substring(4).split(" ")))
          .forEach(v -> environment.put(v.split("=", 2)[0], v.split("=", 2)[1]));
    }
    return environment;
  }

  private static int seconds(String duration) {
    assertThat(duration).matches("[0-9]+s");
    return Integer.parseInt(duration.substring(0, duration.length() - 1));
  }

  private static Map<?, ?> manifest(String file) throws IOException {
    return new Yaml().load(Files.readString(OPS.resolve("kubernetes").resolve(file)));
  }

  private static Map<?, ?> pod(String file) throws IOException {
    Map<?, ?> spec = at(manifest(file), "spec");
    return at(
        spec.containsKey("jobTemplate") ? at(spec, "jobTemplate", "spec") : spec,
        "template",
        "spec");
  }

  private static Map<?, ?> container(Map<?, ?> pod) {
    return maps(pod.get("containers")).get(0);
  }

  private static Map<?, ?> at(Map<?, ?> map, String... keys) {
    Map<?, ?> found = map;
    for (String key : keys) {
      assertThat(found.get(key)).as(key).isInstanceOf(Map.class);
      found = (Map<?, ?>) found.get(key);
    }
    return found;
  }

  private static List<Map<?, ?>> maps(Object list) {
    List<Map<?, ?>> maps = new ArrayList<>();
    for (Object each : (List<?>) list) {
      maps.add((Map<?, ?>) each);
    }
    return maps;
  }
}
