package zamba.publish.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.flow.LiveCatalog;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Report;
import zamba.publish.report.Summary;
import zamba.publish.s3.ErrorText;

/**
 * What an operator can do over JMX, with strings in and out, so that no class of ours is needed.
 */
@ManagedResource(description = "Publishes by hand, and tells what is published")
public final class PublisherMBean {
  private final ProducerTemplate routes;
  private final LiveCatalog catalog;
  private final Runs runs;
  private final Json json;
  private final Summary story = new Summary();

  /** Writes a report as {@code report.file} holds it. */
  public interface Json {
    /** The JSON. */
    String of(Report report);
  }

  /**
   * @param routes sends to {@code direct:publish} and {@code direct:plan-catalog}
   */
  public PublisherMBean(ProducerTemplate routes, LiveCatalog catalog, Runs runs, Json json) {
    this.routes = routes;
    this.catalog = catalog;
    this.runs = runs;
    this.json = json;
  }

  /** Publishes every entry of the catalog. */
  @ManagedOperation(description = "Publishes the whole catalog; returns what became of it")
  public String publishAll() {
    return run("");
  }

  /** Publishes one entry. */
  @ManagedOperation(description = "Publishes one model or weights file; returns what became of it")
  public String publish(String name) {
    return name == null || name.isBlank()
        ? "publish(name) needs a name; publishAll() publishes everything. " + names()
        : run(name.strip());
  }

  private String run(String name) {
    return ask(
        "direct:publish",
        name,
        report ->
            report.publications().stream().map(story::of).collect(Collectors.joining("\n"))
                + "\n"
                + story.of(report));
  }

  /** What a route has left of a run in its variable, or of a plan in its body. */
  private String ask(String route, String name, Function<Report, String> answer) {
    Exchange done = routes.request(route, exchange -> exchange.getIn().setBody(name));
    return done.getException() != null
        ? "Failed: " + ErrorText.of(done.getException())
        : answer.apply(
            done.getMessage().getBody() instanceof Report plan
                ? plan
                : done.getVariable("report", Report.class));
  }

  /** Says what publishing would do, and does nothing. */
  @ManagedOperation(
      description = "What publishing the entry would do, or all of them if the name is empty")
  public String plan(String name) {
    return ask(
        "direct:plan-catalog",
        name == null ? "" : name,
        report ->
            report.publications().stream()
                .map(story::plannedEntry)
                .collect(Collectors.joining("\n")));
  }

  /** The catalog in force. */
  @ManagedOperation(description = "The catalog in force: kind, name and source of each entry")
  public String catalog() {
    List<String> lines = new ArrayList<>();
    for (CatalogEntry entry : catalog.current().entries()) {
      lines.add("%-7s %s = %s".formatted(entry.kind(), entry.name(), entry.source()));
    }
    if (!catalog.refused().isEmpty()) {
      lines.add("An edit is refused: " + catalog.refused());
    }
    return String.join("\n", lines);
  }

  /** The last run's report. */
  @ManagedOperation(description = "The last run's report, as JSON; empty before the first run")
  public String lastReport() {
    return runs.last().map(json::of).orElse("");
  }

  /** Each entry in each region, as last seen. */
  @ManagedOperation(description = "What was last found of each publication in each region")
  public String status() {
    List<Publication> latest = runs.latest();
    if (latest.isEmpty()) {
      return "No run has ended yet";
    }
    return latest.stream().map(story::of).collect(Collectors.joining("\n"));
  }

  private String names() {
    return "The catalog has "
        + catalog.current().entries().stream()
            .map(CatalogEntry::name)
            .collect(Collectors.joining(", "));
  }
}
