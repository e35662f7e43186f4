package zamba.publish.flow;

import org.apache.camel.Body;
import zamba.publish.content.NotAdmittedException;
import zamba.publish.folder.OfficialModels;
import zamba.publish.gate.CheckpointGate;
import zamba.publish.gate.EditGate;
import zamba.publish.gate.LeakGate;
import zamba.publish.gate.PlausibleGate;
import zamba.publish.region.RegionComparison;

/** The looks at one entry before it is public, for the routes. */
public final class Inspections {
  private final CheckpointGate checkpoints;
  private final EditGate edits;
  private final LeakGate leaks;
  private final PlausibleGate plausible;
  private final OfficialModels officialModels;

  /**
   * @param checkpoints inspects files of weights
   * @param edits looks for what was edited by hand
   * @param leaks looks at what is to be committed
   * @param plausible compares the parts of a model
   * @param officialModels what is committed
   */
  public Inspections(
      CheckpointGate checkpoints,
      EditGate edits,
      LeakGate leaks,
      PlausibleGate plausible,
      OfficialModels officialModels) {
    this.checkpoints = checkpoints;
    this.edits = edits;
    this.leaks = leaks;
    this.plausible = plausible;
    this.officialModels = officialModels;
  }

  /** See {@link CheckpointGate#inspect}. */
  public Work checkpoint(@Body Work work) {
    return work.with(checkpoints.inspect(work.replication(), work.looked()));
  }

  /**
   * Whether a model's files are to be looked at: if its folder would change, or the checkpoint be
   * copied. A run with nothing to do looks at nothing; nor does an audit, which commits nothing.
   */
  public boolean concernsFiles(@Body Work work) {
    return work.model()
        && work.audited().isEmpty()
        && (work.mayBeCopied() || !officialModels.holds(work.folder()));
  }

  /** See {@link EditGate#look}. */
  public Work edits(@Body Work work) {
    return work.with(edits.look(work.folder(), work.looked()));
  }

  /** See {@link LeakGate#inFiles}. */
  public Work leaks(@Body Work work) {
    return work.with(leaks.inFiles(work.folder(), work.looked()));
  }

  /** See {@link PlausibleGate#compare}. */
  public Work plausible(@Body Work work) {
    return work.with(plausible.compare(work.folder(), work.looked()));
  }

  /**
   * Lets pass what may be published.
   *
   * @throws NotAdmittedException if it may not, saying why
   */
  public void admit(@Body Work work) {
    work.looked()
        .obstacle()
        .ifPresent(
            obstacle -> {
              throw new NotAdmittedException(obstacle);
            });
  }

  /** Inspects what an audit has found in the regions. */
  public Work published(@Body Work work) {
    RegionComparison held = work.audited().flatMap(Audited::sightings).orElseThrow();
    return work.with(checkpoints.inspectPublic(held));
  }
}
