package zamba.publish.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.Publisher;
import zamba.publish.Wiring;
import zamba.publish.config.ConfigurationSource;
import zamba.publish.fixture.Run;

/** The YAML routes with the program's own beans, of which nothing has been started. */
class RoutesTest extends CamelTestSupport {
  @TempDir Path folder;
  private Run run;
  private Publisher publisher;
  private Wiring wiring;

  @Override
  protected CamelContext createCamelContext() throws Exception {
    run =
        new Run(folder)
            .model("slowfast")
            .model("european")
            .set("publish.trigger", "none")
            .set("management.port", "0");
    String catalog = "";
    for (String model : List.of("slowfast", "european")) {
      catalog += "weight-lookup.%s = s3://%s/%s\n".formatted(model, run.source, run.key(model, ""));
    }
    Path file = Files.writeString(folder.resolve("catalog.properties"), catalog);
    run.set("publish.properties", file.toString());
    ConfigurationSource source = new ConfigurationSource(Path.of(""), run.properties, Map.of());

    CamelContext context = super.createCamelContext();
    context.setAutowiredEnabled(false);
    context.getPropertiesComponent().setLocation(source.shippedLocation());
    publisher = new Publisher(source);
    wiring = new Wiring(source);
    context.getRegistry().bind("publisher", publisher);
    wiring.configure(context);
    PluginHelper.getRoutesLoader(context)
        .loadRoutes(
            PluginHelper.getPackageScanResourceResolver(context)
                .findResources("file:routes/*.yaml"));
    RoutesBuilder regions =
        context.getRegistry().lookupByNameAndType("regions", RoutesBuilder.class);
    context.addRoutes(regions);
    context.addTemplatedRoutes(regions);
    return context;
  }

  @AfterEach
  void closeClients() {
    wiring.close();
  }

  @Test
  void byHandAModelsNamePublishesThatModelOnlyAndGivesTheReport() throws Exception {
    Object answer = template().requestBody("direct:publish", "slowfast", String.class);

    JsonNode report = new ObjectMapper().readTree((String) answer);
    assertThat(report).isEqualTo(run.report());
    assertThat(report.path("status").asText()).isEqualTo("ok");
    assertThat(report.path("publications").findValuesAsText("name")).containsExactly("slowfast");
    assertThat(run.published()).hasSize(3);
    assertThat(run.officialFiles()).hasSize(5).containsKey("slowfast/config.yaml");
  }

  @Test
  void byHandNoNamePublishesTheWholeCatalog() throws Exception {
    String answer = template().requestBody("direct:publish", "", String.class);

    assertThat(new ObjectMapper().readTree(answer).path("publications").findValuesAsText("name"))
        .containsExactly("slowfast", "european");
    assertThat(run.published()).hasSize(6);
  }

  @Test
  void byHandAnUnknownNameFailsAndTellsTheNamesThereAre() {
    assertThatThrownBy(() -> template().requestBody("direct:publish", "slowfest", String.class))
        .isInstanceOf(CamelExecutionException.class)
        .rootCause()
        .hasMessageContainingAll("'slowfest' is not in the catalog", "slowfast, european");
    assertThat(run.published()).isEmpty();
    assertThat(folder.resolve("report.json")).doesNotExist();
  }

  @Test
  void bothTriggersAreThereAndStopped() {
    for (String trigger : List.of("trigger-once", "trigger-every")) {
      assertThat(context().getRoute(trigger)).as(trigger).isNotNull();
      assertThat(context().getRouteController().getRouteStatus(trigger))
          .isEqualTo(ServiceStatus.Stopped);
    }
    assertThat(context().getRouteController().getRouteStatus("trigger-by-hand"))
        .isEqualTo(ServiceStatus.Started);
    assertThat(run.published()).isEmpty();
  }

  @Test
  void triggerOnceStartedThroughTheControllerPublishesOnceAndSetsTheExitStatus() throws Exception {
    int before = publisher.getExitCode();

    context().getRouteController().startRoute("trigger-once");

    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (publisher.getExitCode() == before && System.nanoTime() < end) {
      Thread.sleep(10);
    }
    assertThat(publisher.getExitCode()).isZero();
    assertThat(run.report().path("publications").findValuesAsText("name"))
        .containsExactly("slowfast", "european");
    assertThat(run.published()).hasSize(6);
    JsonNode report = run.report();
    // More than the timer's period.
    Thread.sleep(1500);
    assertThat(run.report()).as("still the one run's").isEqualTo(report);
  }

  @Test
  void everyRouteAndEveryStepHasAnIdOfItsOwn() {
    ModelCamelContext model = (ModelCamelContext) context();
    List<OptionalIdentifiedDefinition<?>> nodes = new ArrayList<>();
    List<RouteDefinition> routes = new ArrayList<>(model.getRouteDefinitions());
    for (RouteTemplateDefinition routeTemplate : model.getRouteTemplateDefinitions()) {
      nodes.add(routeTemplate);
      // The template's route has the template's id.
      nodes.add(routeTemplate.getRoute().getInput());
      routeTemplate.getRoute().getOutputs().forEach(step -> collect(step, nodes));
    }
    for (RouteConfigurationDefinition configuration : model.getRouteConfigurationDefinitions()) {
      nodes.add(configuration);
      configuration.getOnExceptions().forEach(step -> collect(step, nodes));
    }
    for (RouteDefinition route : routes) {
      nodes.add(route);
      nodes.add(route.getInput());
      // A route may have its configuration's onException merged in: seen above as well.
      route.getOutputs().forEach(step -> collect(step, nodes));
    }

    assertThat(routes)
        .extracting(RouteDefinition::getRouteId)
        .containsExactlyInAnyOrder(
            "publish-models",
            "run-catalog",
            "write-report",
            "find",
            "find-model",
            "derive-folder",
            "find-weights",
            "inspect",
            "publish-entry",
            "publish-found",
            "plan-models",
            "plan-catalog",
            "plan-entry",
            "make-pull-request",
            "send-pull-request",
            "plan-pull-request",
            "audit-models",
            "find-subjects",
            "find-subject",
            "audit-entry",
            "heal",
            "replicate",
            "replicate-to-us",
            "replicate-to-eu",
            "replicate-to-asia",
            "trigger-once",
            "trigger-every",
            "trigger-by-hand",
            "trigger-slowfast",
            "trigger-european");
    assertThat(nodes)
        .hasSizeGreaterThan(60)
        .allSatisfy(
            node ->
                assertThat(node.getId() != null && node.hasCustomIdAssigned())
                    .as(node.getShortName() + " " + node.getId() + " " + node)
                    .isTrue());
  }

  private static void collect(
      ProcessorDefinition<?> step, List<OptionalIdentifiedDefinition<?>> nodes) {
    nodes.add(step);
    step.getOutputs().forEach(child -> collect(child, nodes));
  }
}
