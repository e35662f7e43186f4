package zamba.publish.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.camel.Variable;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.flow.LiveCatalog;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Report;

/** What became of the runs of this process: for who asks between them. */
public final class Runs {

  /** Is told of each run's end. */
  public interface Listener {
    /** A run has ended with a report. */
    void ended(Report report);

    /** A run has ended without one. */
    void brokeOff();
  }

  private final LiveCatalog catalog;
  private final long started = System.nanoTime();
  private final Map<String, Publication> latest = new LinkedHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private Report last;
  private Instant lastSuccess = Instant.EPOCH;
  private long lastSuccessNanos = started;

  /**
   * @param catalog whose entries are of interest
   */
  public Runs(LiveCatalog catalog) {
    this.catalog = catalog;
  }

  /** From now on {@code listener} is told too. */
  public void add(Listener listener) {
    listeners.add(listener);
  }

  /**
   * Whether a run did nothing but find in place what the run before it left in place, and wait for
   * sources.
   */
  public synchronized boolean isQuiet(Report report) {
    return last != null
        && !last.failed()
        && report.publications().stream()
            .allMatch(it -> it.status() == Publication.Status.PRESENT || isWaiting(it));
  }

  /** Keeps the report of a run that has ended. */
  public void ended(@Variable("report") Report report) {
    synchronized (this) {
      last = report;
      report.publications().forEach(publication -> latest.put(key(publication), publication));
      if (!report.failed()
          && isWhole(report)
          && report.publications().stream().noneMatch(Runs::isWaiting)) {
        lastSuccess = Instant.parse(report.finished());
        lastSuccessNanos = System.nanoTime();
      }
    }
    listeners.forEach(listener -> listener.ended(report));
  }

  private static boolean isWaiting(Publication publication) {
    return publication.status() == Publication.Status.WAITING;
  }

  /** Notes that a run has ended without a report. */
  public void brokeOff() {
    listeners.forEach(Listener::brokeOff);
  }

  /** One model by hand says nothing about the others. */
  private boolean isWhole(Report report) {
    Set<String> names = report.publications().stream().map(Runs::key).collect(Collectors.toSet());
    return catalog.current().entries().stream().map(Runs::key).allMatch(names::contains);
  }

  /** The last report, if a run has ended. */
  public synchronized Optional<Report> last() {
    return Optional.ofNullable(last);
  }

  /** What was last found out about each entry of the catalog that was looked at, in its order. */
  public synchronized List<Publication> latest() {
    return catalog.current().entries().stream()
        .map(entry -> latest.get(key(entry)))
        .filter(publication -> publication != null)
        .toList();
  }

  /** When the whole catalog was last found or put in place; the epoch if never. */
  public synchronized Instant lastSuccess() {
    return lastSuccess;
  }

  /**
   * How long ago that was, or since the start of this process if never. Does not jump with the
   * clock.
   */
  public synchronized Duration sinceSuccess() {
    return Duration.ofNanos(System.nanoTime() - lastSuccessNanos);
  }

  private static String key(Publication publication) {
    return publication.kind() + " " + publication.name();
  }

  private static String key(CatalogEntry entry) {
    return entry.kind() + " " + entry.name();
  }
}
