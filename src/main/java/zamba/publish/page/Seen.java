package zamba.publish.page;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import zamba.publish.publication.PublicObject;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Report;

/** What the runs, plans and audits of this process found, as far as it is remembered. */
public final class Seen {
  /** A timeline of more would not be looked at. */
  private static final int RUNS = 48;

  private final Supplier<Set<String>> catalog;
  private final Clock clock;
  private final Deque<SeenRun> runs = new ArrayDeque<>();
  private final Map<String, Sight> latest = new LinkedHashMap<>();
  private List<PublicObject> unreferenced = List.of();
  private Report last;
  private String lastInPlace;
  private int ended;

  /**
   * One entry as it was last looked at.
   *
   * @param at when that was, ISO 8601 in UTC
   */
  record Sight(Publication publication, String at) {}

  /**
   * All of it at one moment.
   *
   * @param ended how many runs have ended
   */
  record Sights(
      List<SeenRun> runs,
      List<Sight> latest,
      List<PublicObject> unreferenced,
      String lastInPlace,
      int ended) {}

  /**
   * @param catalog the kind and name of each entry that is to be published, with a space between
   */
  public Seen(Supplier<Set<String>> catalog, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  /** Remembers the report of a run that has ended, once however often it is told of. */
  public void ended(Report report) {
    Set<String> wanted = catalog.get();
    synchronized (this) {
      if (isLast(report)) {
        return;
      }
      last = report;
      remember(SeenRun.of(report));
      Set<String> found = report.publications().stream().map(Seen::key).collect(Collectors.toSet());
      // What is no entry any more, and is not found any more, is of the past.
      latest.keySet().removeIf(key -> !wanted.contains(key) && !found.contains(key));
      report.publications().forEach(it -> latest.put(key(it), new Sight(it, report.finished())));
      if (report.unreferenced() != null) {
        unreferenced = report.unreferenced();
      }
      if (found.containsAll(wanted) && isInPlace(report)) {
        lastInPlace = report.finished();
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // two runs may have found the same at the same moment
  private boolean isLast(Report report) {
    return report == last;
  }

  private static boolean isInPlace(Report report) {
    return !report.failed()
        && report.publications().stream()
            .map(Publication::status)
            .allMatch(it -> it == Publication.Status.PUBLISHED || it == Publication.Status.PRESENT);
  }

  /** Remembers that a run ended without a report. */
  public synchronized void brokeOff() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    remember(new SeenRun(null, now.toString(), SeenRun.BROKE_OFF, Map.of()));
  }

  private void remember(SeenRun run) {
    runs.addLast(run);
    if (runs.size() > RUNS) {
      runs.removeFirst();
    }
    ended++;
  }

  /** What is remembered now, without what the catalog has no more. */
  Sights now() {
    Set<String> wanted = new HashSet<>(catalog.get());
    synchronized (this) {
      String newest = runs.isEmpty() ? null : runs.getLast().finished();
      List<Sight> current =
          latest.entrySet().stream()
              .filter(it -> wanted.contains(it.getKey()) || it.getValue().at().equals(newest))
              .map(Map.Entry::getValue)
              .toList();
      return new Sights(List.copyOf(runs), current, unreferenced, lastInPlace, ended);
    }
  }

  private static String key(Publication publication) {
    return publication.kind() + " " + publication.name();
  }
}
