package zamba.publish.queue;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.flow.Work;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.folder.OfficialFolderException;
import zamba.publish.folder.OfficialModels;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.publication.Report;
import zamba.publish.publication.Signature;
import zamba.publish.s3.ErrorText;
import zamba.publish.turns.Stopping;

/** The leader: makes one report of what workers have left, and commits the official folders. */
public final class Collector {
  private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
  private static final String STOPS =
      "The program stops before the run's outcomes are collected; the next leader sends all again";

  private static final long SHORTEST_PAUSE = 500;
  private static final long LONGEST_PAUSE = 10_000;

  private final Optional<RunFiles> runs;
  private final OfficialModels officialModels;
  private final Duration deadline;
  private final Stopping stopping;

  /**
   * @param place where workers leave outcomes, if they do
   * @param officialModels where the leader commits
   * @param deadline how long it waits for the outcomes of one run
   * @param stopping ends the waiting
   */
  public Collector(
      Optional<RunPlace> place,
      OfficialModels officialModels,
      Duration deadline,
      Stopping stopping) {
    this.runs = place.map(RunFiles::new);
    this.officialModels = officialModels;
    this.deadline = deadline;
    this.stopping = stopping;
  }

  /** Whether outcomes are collected at all. */
  public boolean collects() {
    return runs.isPresent();
  }

  /** Says what a run is about, before its first message is sent. */
  public void announce(@Body Dispatched run) {
    runs.ifPresent(
        it ->
            it.putManifest(
                new RunFiles.Manifest(
                    run.run(),
                    run.started().toString(),
                    run.entries().stream().map(this::announced).toList())));
  }

  private RunFiles.Entry announced(CatalogEntry entry) {
    String folder = entry.kind().equals(CatalogEntry.MODEL) ? committed(entry.name()) : null;
    return new RunFiles.Entry(entry.kind(), entry.name(), folder);
  }

  /** What cannot be read is no folder that a worker could have; committing it says why. */
  private String committed(String model) {
    try {
      return RunFiles.sum(
          officialModels.committed(new OfficialFolder(model, "", RunFiles.NO_FILES)));
    } catch (OfficialFolderException | UncheckedIOException e) {
      return "";
    }
  }

  /**
   * Waits for the outcome of each entry, or until the deadline; then what is missing has failed.
   *
   * @throws UnfinishedException if the program is to stop
   */
  public List<Collected> collect(@Body Dispatched run) {
    RunFiles files = runs.orElseThrow();
    long end = System.nanoTime() + deadline.toNanos();
    Map<CatalogEntry, Publication> outcomes = new LinkedHashMap<>();
    long pause = SHORTEST_PAUSE;
    while (outcomes.size() < run.entries().size() && System.nanoTime() < end) {
      pause(Math.min(pause, Math.max(1, (end - System.nanoTime()) / 1_000_000)));
      pause = Math.min(pause * 3 / 2, LONGEST_PAUSE);
      Set<String> names = new HashSet<>(files.names(run.run()));
      run.entries().stream()
          .filter(entry -> !outcomes.containsKey(entry))
          .filter(entry -> names.contains(RunFiles.outcome(entry)))
          .forEach(
              entry -> outcome(files, run.run(), entry).ifPresent(it -> outcomes.put(entry, it)));
    }
    return run.entries().stream()
        .map(entry -> collected(files, run.run(), entry, Optional.ofNullable(outcomes.get(entry))))
        .toList();
  }

  /** What is there but is no outcome of it says nothing of what became of it. */
  private static Optional<Publication> outcome(RunFiles files, String run, CatalogEntry entry) {
    try {
      return files
          .outcome(run, entry)
          .map(
              it ->
                  it.status() != null
                          && RunFiles.isPlain(it)
                          && entry.name().equals(it.name())
                          && entry.kind().equals(it.kind())
                      ? it
                      : failed(entry, "What a worker has left is no outcome of it"));
    } catch (UnfinishedException e) {
      return Optional.of(failed(entry, e.getMessage()));
    }
  }

  private Collected collected(
      RunFiles files, String run, CatalogEntry entry, Optional<Publication> outcome) {
    boolean model = entry.kind().equals(CatalogEntry.MODEL);
    Optional<Map<String, byte[]>> folder =
        outcome
            .filter(it -> model && !it.failed() && it.status() != Publication.Status.WAITING)
            .flatMap(it -> files.folder(run, entry.name()));
    return new Collected(entry, outcome.orElseGet(() -> missing(entry)), folder, Optional.empty());
  }

  private Publication missing(CatalogEntry entry) {
    return failed(
        entry,
        "No worker has left what became of it within %d s (runs.deadline). The message may be in the queue still, or in the dead-letter queue"
            .formatted(deadline.toSeconds()));
  }

  private static Publication failed(CatalogEntry entry, String error) {
    return new Publication(
        entry.name(),
        entry.kind(),
        Publication.Status.FAILED,
        entry.source(),
        null,
        null,
        error,
        List.of(),
        List.of());
  }

  private void pause(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    try {
      while (System.nanoTime() < end && !stopping.asked()) {
        Thread.sleep(Math.min(100, millis));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnfinishedException(STOPS);
    }
    if (stopping.asked()) {
      throw new UnfinishedException(STOPS);
    }
  }

  /** The work of finding out what a model's folder is to hold now. */
  public Work work(@Body Collected collected) {
    return Work.of(collected.entry());
  }

  /**
   * Commits what a worker found, if it is what the source says now: a run that was overtaken by a
   * newer state of the source puts nothing older over it.
   */
  public Collected commit(@Body Work found, @Variable("collected") Collected collected) {
    OfficialFolder now = found.found().folder().orElseThrow();
    if (!RunFiles.sum(collected.files().orElseThrow()).equals(RunFiles.sum(now.files()))) {
      return notCommitted(
          collected,
          "its source has changed since a worker published it, and the next run commits what it is then");
    }
    if (!now.publicName().equals(collected.publication().publicName())) {
      return notCommitted(collected, "the worker has published it under another name");
    }
    boolean written = officialModels.commit(now);
    return collected.with(told(collected.publication(), written));
  }

  /** What could not be committed is a failure of that entry; the next run tries again. */
  public Collected failed(@Variable("collected") Collected collected, Exception cause) {
    Publication failed = collected.publication();
    return collected.with(
        changed(
            failed,
            Publication.Status.FAILED,
            "The official config was not written: " + ErrorText.of(cause)));
  }

  private static Collected notCommitted(Collected collected, String why) {
    LOG.warn("The official config of {} was not written: {}", collected.entry().name(), why);
    return collected.with(
        changed(
            collected.publication(),
            Publication.Status.WAITING,
            "The official config was not written: " + why));
  }

  /**
   * A worker has no official folder but one of its own: whether something was published, the leader
   * knows.
   */
  private static Publication told(Publication publication, boolean committed) {
    boolean made =
        committed
            || publication.replicas().stream().anyMatch(it -> it.status() == Replica.Status.COPIED)
            || (publication.signature() != null
                && publication.signature().status() == Signature.Status.SIGNED);
    return changed(
        publication,
        made ? Publication.Status.PUBLISHED : Publication.Status.PRESENT,
        publication.error());
  }

  private static Publication changed(Publication it, Publication.Status status, String error) {
    return new Publication(
        it.name(),
        it.kind(),
        status,
        it.source(),
        it.publicName(),
        it.bytes(),
        error,
        it.replicas(),
        it.files(),
        it.warnings(),
        it.inspection(),
        it.digests(),
        it.signature());
  }

  /** The report of the whole run. */
  public Report report(@Body List<Collected> all, @Variable("dispatched") Dispatched run) {
    Instant started = run.started();
    return Report.of(
        started,
        Clock.systemUTC(),
        all.stream()
            .map(
                it ->
                    it.publication().failed()
                            || it.publication().status() == Publication.Status.WAITING
                            || it.changed()
                        ? it.publication()
                        : told(it.publication(), false))
            .toList());
  }
}
