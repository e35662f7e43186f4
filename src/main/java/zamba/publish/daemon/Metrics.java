package zamba.publish.daemon;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import zamba.publish.flow.LiveCatalog;
import zamba.publish.publication.Inspected;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.publication.Report;
import zamba.publish.transfer.CopyListener;

/**
 * The program in numbers. Micrometer's dots become Prometheus's underscores, and it appends {@code
 * _total} to counters and {@code _seconds} to times: {@code zamba.runs} is {@code
 * zamba_runs_total}.
 */
public final class Metrics implements CopyListener, Runs.Listener {
  private final MeterRegistry registry;
  private final Runs runs;
  private final List<String> regions;
  private final Map<String, LongAdder> inspections = new LinkedHashMap<>();

  /**
   * Registers every meter, so that each is there, at 0, before anything has happened.
   *
   * @param regions the regions' names
   */
  public Metrics(MeterRegistry registry, LiveCatalog catalog, Runs runs, List<String> regions) {
    this.registry = registry;
    this.runs = runs;
    this.regions = List.copyOf(regions);
    gauges(catalog);
    regions.forEach(this::ofRegion);
    Inspected.VERDICTS.forEach(this::ofVerdict);
    runs("ok");
    runs("failed");
    run();
  }

  /** A gauge and no counter, whose name would end in {@code _total}. */
  private void ofVerdict(String verdict) {
    LongAdder count = inspections.computeIfAbsent(verdict, it -> new LongAdder());
    Gauge.builder("zamba.inspections", count::sum)
        .description("Files of weights that were inspected since the start, by what was found")
        .tag("verdict", verdict)
        .register(registry);
  }

  private void gauges(LiveCatalog catalog) {
    for (Publication.Status status : Publication.Status.values()) {
      Gauge.builder("zamba.publications", () -> publications(status))
          .description("Catalog entries by what the last run that looked at them found")
          .tag("status", status.toString())
          .register(registry);
    }
    Gauge.builder("zamba.different.objects", () -> replicas(null, Replica.Status.DIFFERENT))
        .description("Public objects with provably other content than their source")
        .register(registry);
    Gauge.builder("zamba.catalog.entries", () -> catalog.current().entries().size())
        .description("Entries of the catalog in force")
        .register(registry);
    Gauge.builder("zamba.catalog.refused", () -> catalog.refused().isEmpty() ? 0 : 1)
        .description("1 if the properties file was edited and the edit is not usable")
        .register(registry);
    Gauge.builder("zamba.last.success.timestamp", () -> runs.lastSuccess().getEpochSecond())
        .description("When the whole catalog was last in place; 0 before the first time")
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("zamba.last.success.age", () -> runs.sinceSuccess().toMillis() / 1000.0)
        .description("Time since then, or since the start if never")
        .baseUnit("seconds")
        .register(registry);
  }

  private void ofRegion(String region) {
    for (Replica.Status status : Replica.Status.values()) {
      Gauge.builder("zamba.replicas", () -> replicas(region, status))
          .description("Replicas by what the last run that looked at them found")
          .tag("region", region)
          .tag("status", status.toString())
          .register(registry);
    }
    copiedBytes(region);
    copy(region);
    partRetries(region);
    slowDowns(region);
  }

  private long publications(Publication.Status status) {
    return runs.latest().stream().filter(p -> p.status() == status).count();
  }

  private long replicas(String region, Replica.Status status) {
    return runs.latest().stream()
        .flatMap(publication -> publication.replicas().stream())
        .filter(replica -> region == null || replica.region().equals(region))
        .filter(replica -> replica.status() == status)
        .count();
  }

  private Counter runs(String status) {
    return Counter.builder("zamba.runs")
        .description("Runs that have ended")
        .tag("status", status)
        .register(registry);
  }

  private Timer run() {
    return Timer.builder("zamba.run").description("How long runs took").register(registry);
  }

  private Counter copiedBytes(String region) {
    return counter("zamba.copied.bytes", "Bytes of the objects that runs made", region);
  }

  private Timer copy(String region) {
    return Timer.builder("zamba.copy")
        .description("How long runs took to make an object")
        .tag("region", region)
        .register(registry);
  }

  private Counter partRetries(String region) {
    return counter("zamba.part.retries", "Parts that were sent again", region);
  }

  private Counter slowDowns(String region) {
    return counter("zamba.slow.downs", "Times that the store asked for fewer requests", region);
  }

  private Counter counter(String name, String description, String region) {
    return Counter.builder(name).description(description).tag("region", region).register(registry);
  }

  @Override
  public void ended(Report report) {
    runs(report.failed() ? "failed" : "ok").increment();
    Duration took =
        Duration.between(Instant.parse(report.started()), Instant.parse(report.finished()));
    run().record(took.isNegative() ? Duration.ZERO : took);
    for (Publication publication : report.publications()) {
      if (publication.inspection() != null) {
        inspections.get(publication.inspection().verdict()).increment();
      }
      long bytes = Optional.ofNullable(publication.bytes()).orElse(0L);
      publication.replicas().stream()
          .filter(replica -> replica.status() == Replica.Status.COPIED)
          .filter(replica -> regions.contains(replica.region()))
          .forEach(
              replica -> {
                copiedBytes(replica.region()).increment((double) bytes);
                copy(replica.region()).record(Duration.ofMillis(replica.millis()));
              });
    }
  }

  @Override
  public void brokeOff() {
    runs("failed").increment();
  }

  @Override
  public void partRetried(Copy copy, int part, String reason) {
    partRetries(copy.region()).increment();
  }

  @Override
  public void slowedDown(String region, String pace) {
    slowDowns(region).increment();
  }
}
