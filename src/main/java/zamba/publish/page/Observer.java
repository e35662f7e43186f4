package zamba.publish.page;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import zamba.publish.publication.FileChange;
import zamba.publish.publication.Publication;

/** Puts together how it stands. */
public final class Observer {
  private final List<String> regions;
  private final Seen seen;
  private final ModelFacts models;
  private final Copies copies;
  private final Clock clock;
  private final boolean live;

  /**
   * @param regions the public buckets' names
   * @param live whether this process goes on
   */
  public Observer(
      List<String> regions,
      Seen seen,
      ModelFacts models,
      Copies copies,
      Clock clock,
      boolean live) {
    this.regions = List.copyOf(regions);
    this.seen = seen;
    this.models = models;
    this.copies = copies;
    this.clock = clock;
    this.live = live;
  }

  Seen seen() {
    return seen;
  }

  /** How it stands now. */
  Status now() {
    Seen.Sights sights = seen.now();
    List<SeenRun> runs = sights.runs();
    return new Status(
        clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(),
        runs.isEmpty() ? "unknown" : runs.get(runs.size() - 1).status(),
        sights.lastInPlace(),
        regions,
        runs,
        copies.now(),
        sights.latest().stream().map(this::entry).toList(),
        sights.unreferenced(),
        sights.ended(),
        live);
  }

  private Status.Entry entry(Seen.Sight sight) {
    Publication it = sight.publication();
    if (!it.kind().equals("model")) {
      return new Status.Entry(it, sight.at(), null, null, it.files());
    }
    Optional<ModelFacts.Change> change = models.change(it.name());
    // A plan's folder is as it was; what it would say is what is asked for.
    Facts facts = change.map(ModelFacts.Change::after).or(() -> models.now(it.name())).orElse(null);
    List<FileChange> files =
        it.files().isEmpty() ? change.map(ModelFacts.Change::files).orElse(List.of()) : it.files();
    return new Status.Entry(
        it, sight.at(), facts, change.map(ModelFacts.Change::before).orElse(null), files);
  }
}
