package zamba.publish.flow;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.region.RegionComparison;
import zamba.publish.s3.ErrorText;

/** Draws the conclusion of each public object that was audited. */
public final class AuditConclusions {
  private final PublishedCache lastTime;

  /**
   * @param lastTime doubts what an audit finds wrong
   */
  public AuditConclusions(PublishedCache lastTime) {
    this.lastTime = lastTime;
  }

  /** What an audit found of one public object, and what came of putting it back. */
  public Work audited(@Body Work work) {
    Audited subject = work.audited().orElseThrow();
    RegionComparison sightings = subject.sightings().orElseThrow();
    List<Replica> replicas =
        sightings.found().stream().map(found -> afterHealing(found, work.replicas())).toList();
    List<String> errors = new ArrayList<>();
    String missing = new Replicas(replicas).missing();
    List<Replica> closed =
        replicas.stream().filter(it -> Boolean.FALSE.equals(it.anonymous())).toList();
    if (missing != null) {
      errors.add(missing);
    }
    if (!closed.isEmpty()) {
      errors.add(
          "Cannot be downloaded without credentials in %s; check the bucket's policy there"
              .formatted(new Replicas(closed).names()));
    }
    work.looked().obstacle().ifPresent(errors::add);
    work.vouched().ifPresent(it -> errors.addAll(it.errors()));
    if (!errors.isEmpty()) {
      lastTime.doubt(work.entry());
    }
    boolean copied = replicas.stream().anyMatch(it -> it.status() == Replica.Status.COPIED);
    Publication audited =
        subject.publication(
            errors.isEmpty()
                ? copied || work.signed()
                    ? Publication.Status.PUBLISHED
                    : Publication.Status.PRESENT
                : Publication.Status.FAILED,
            sightings.bytes(),
            errors.isEmpty() ? null : String.join(". ", errors),
            replicas);
    return work.concludedWith(audited);
  }

  /**
   * What is there now, and if this run put it there, that it did; else why it could not.
   *
   * @param healed the replicas of the run that put it back; none if nothing was to be
   */
  private static Replica afterHealing(Replica found, List<Replica> healed) {
    Replica outcome =
        healed.stream().filter(it -> it.region().equals(found.region())).findFirst().orElse(found);
    if (outcome.status() == Replica.Status.COPIED && found.inPlace()) {
      return outcome.withAnonymous(found.anonymous());
    }
    return found.missing() ? outcome : found;
  }

  /** What an audit found of an object that could not be put back. */
  public Work notHealed(@Body Work work, Exception cause) {
    Audited subject = work.audited().orElseThrow();
    return work.concludedWith(
        subject.publication(
            Publication.Status.FAILED,
            subject.sightings().flatMap(RegionComparison::bytes),
            ErrorText.of(cause),
            subject.sightings().map(RegionComparison::found).orElse(List.of())));
  }
}
