package zamba.publish.queue;

import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.flow.Work;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.turns.Stopping;

/** Leaves what became of entries where the leader collects it; nothing, without runs.location. */
public final class Outcomes {
  private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

  private final Optional<RunFiles> runs;
  private final Stopping stopping;

  /**
   * @param place where, if anywhere
   * @param stopping whether what failed failed for that
   */
  public Outcomes(Optional<RunPlace> place, Stopping stopping) {
    this.runs = place.map(RunFiles::new);
    this.stopping = stopping;
  }

  /**
   * Records each outcome: the model's files first, so that whoever finds the outcome finds them.
   * The first outcome of a run is the run's; a later delivery of the same message adds none.
   *
   * @throws zamba.publish.s3.StoreException if that fails, and then the message comes back
   */
  public void record(@Body List<Work> works, @Variable("order") Order order) {
    runs.ifPresent(it -> works.forEach(work -> record(it, work, order.run())));
  }

  private void record(RunFiles files, Work work, String run) {
    if (stopping.asked() && work.publication().failed()) {
      // Another worker does it; this is no outcome.
      return;
    }
    if (work.model() && !work.publication().failed()) {
      work.found().folder().ifPresent(folder -> recordFolder(files, folder, run));
    }
    if (!files.putOutcome(run, work.publication())) {
      LOG.info("Run {} has an outcome of {} already", run, work.entry().name());
    }
  }

  /** Only what the leader lacks, and nothing of a run that nobody collects. */
  private static void recordFolder(RunFiles files, OfficialFolder folder, String run) {
    files
        .manifest(run)
        .filter(
            manifest ->
                manifest.entries().stream()
                    .filter(it -> it.kind().equals("model") && it.name().equals(folder.model()))
                    .noneMatch(it -> RunFiles.sum(folder.files()).equals(it.folder())))
        .ifPresent(it -> files.putFolder(run, folder.model(), folder.files()));
  }
}
