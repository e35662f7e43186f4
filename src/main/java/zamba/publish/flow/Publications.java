package zamba.publish.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.folder.OfficialModels;
import zamba.publish.publication.FileChange;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.region.RegionComparison;
import zamba.publish.s3.ErrorText;
import zamba.publish.source.Replication;

/** Draws the conclusion of each publication from what its route came to know. */
public final class Publications {
  private final OfficialModels officialModels;
  private final CheckoutEdits checkout;
  private final PublishedCache lastTime;
  private final boolean waits;

  /**
   * @param officialModels where the models' folders are committed
   * @param checkout what else of zamba's files is written
   * @param lastTime remembers what was published
   * @param waits whether there will be another run, for which a source that is being written can
   *     wait
   */
  public Publications(
      OfficialModels officialModels,
      CheckoutEdits checkout,
      PublishedCache lastTime,
      boolean waits) {
    this.officialModels = officialModels;
    this.checkout = checkout;
    this.lastTime = lastTime;
    this.waits = waits;
  }

  /** Removes what killed runs left in the official folder; see {@link OfficialModels}. */
  public void removeLeftovers() {
    officialModels.removeLeftovers();
  }

  /**
   * Looks whether a model's folder can be committed, by reading only.
   *
   * @throws zamba.publish.folder.OfficialFolderException if not, with the reason
   */
  public void checkFolder(@Body Work work) {
    if (work.model()) {
      officialModels.check(work.entry().name());
    }
  }

  /**
   * Whether a model's folder may change: every region holds the checkpoint, and is proved to, and
   * everyone can download it, and nothing is wrong with what vouches for it.
   */
  public boolean everywhereVerified(@Body Work work) {
    return work.model()
        && work.downloadable().errors().isEmpty()
        && work.vouched().map(it -> it.errors().isEmpty()).orElse(true)
        && work.replicas().stream().allMatch(replica -> replica.inPlace() && replica.verified());
  }

  /**
   * Whether the source should be looked at once more before the folder is committed: if it is to
   * be, or if a region failed, which a source that has changed may be why of.
   */
  public boolean unsettled(@Body Work work) {
    return !new Replicas(work.replicas()).notInPlace().isEmpty()
        || (work.model() && !officialModels.holds(work.folder()));
  }

  /** Commits a model's folder. */
  public Work commit(@Body Work work) {
    return work.withCommitted(officialModels.commit(work.folder()));
  }

  /** The outcome, which the next run remembers. */
  public Work conclude(@Body Work work) {
    String error = wrong(work);
    if (work.model() && error == null && !officialModels.holds(work.folder())) {
      error =
          "The official config was not written, since the checkpoint cannot be told from another without reading it in %s. compare.read=true (--read) reads both sides once and tells"
              .formatted(new Replicas(work.replicas()).unverified());
    } else if (work.model() && error != null) {
      error += ". The official config is as it was";
    }
    Work concluded = work.concludedWith(publication(work, error));
    lastTime.keep(concluded);
    return concluded;
  }

  /**
   * Where it is not in place, not everyone can download it, or what vouches is wrong; else null.
   */
  private static String wrong(Work work) {
    List<String> wrong = new ArrayList<>();
    Optional.ofNullable(missing(work.survey(), work.replicas())).ifPresent(wrong::add);
    wrong.addAll(work.downloadable().errors());
    work.vouched().ifPresent(it -> wrong.addAll(it.errors()));
    return wrong.isEmpty() ? null : String.join(". ", wrong);
  }

  /**
   * The outcome when a step failed. It waits, and has not failed, if all that is wrong is that its
   * source is being written, there will be another run, and nothing has become visible of what the
   * source was.
   *
   * @param work as that step was given it
   */
  public Work failed(@Body Work work, Exception cause) {
    lastTime.doubt(work.entry());
    Optional<Replication> replication = work.found().replication();
    boolean copied = work.replicas().stream().anyMatch(it -> it.status() == Replica.Status.COPIED);
    return work.concludedWith(
        new Publication(
            work.entry().name(),
            work.entry().kind(),
            waits && !copied && ErrorText.isUnsettledSource(cause)
                ? Publication.Status.WAITING
                : Publication.Status.FAILED,
            replication.map(it -> it.origin().location()).orElseGet(work.entry()::source),
            publicName(work).orElse(null),
            replication.map(it -> it.origin().size()).orElse(null),
            ErrorText.of(cause),
            work.replicas(),
            List.of()));
  }

  private static Optional<String> publicName(Work work) {
    return work.model()
        ? work.found().folder().map(OfficialFolder::publicName)
        : Optional.of(work.entry().name());
  }

  /** What a run would do, and how a model's folder would change. */
  public Work plan(@Body Work work) {
    List<FileChange> changes = new ArrayList<>();
    if (work.model()) {
      changes.addAll(officialModels.changes(work.folder()));
      changes.addAll(checkout.changes(work));
    }
    return work.concludedWith(planned(work, changes));
  }

  private static Publication planned(Work work, List<FileChange> changes) {
    List<Replica> replicas = work.replicas();
    List<String> errors = new ArrayList<>();
    List<Replica> failing = replicas.stream().filter(it -> !it.inPlace() && !it.missing()).toList();
    if (!failing.isEmpty()) {
      errors.add("Cannot be in place in " + new Replicas(failing).names() + keptAsItIs(changes));
    } else if (!changes.isEmpty() && replicas.stream().anyMatch(Replica::unverified)) {
      errors.add(
          "The official config would not be written, since the checkpoint cannot be told from another without reading it in "
              + new Replicas(replicas.stream().filter(it -> !it.missing()).toList()).unverified());
    }
    errors.addAll(work.downloadable().errors());
    work.looked().obstacle().ifPresent(errors::add);
    work.vouched().ifPresent(it -> errors.addAll(it.errors()));
    boolean signs = work.vouched().filter(it -> it.signature().isToBeWritten()).isPresent();
    boolean pending = signs || !changes.isEmpty() || replicas.stream().anyMatch(Replica::missing);
    Publication.Status status = pending ? Publication.Status.PENDING : Publication.Status.PRESENT;
    return publication(
            work,
            errors.isEmpty() ? status : Publication.Status.FAILED,
            errors.isEmpty() ? null : String.join(". ", errors),
            changes)
        .plusWarnings(work.downloadable().warnings());
  }

  private static String keptAsItIs(List<FileChange> changes) {
    return changes.isEmpty() ? "" : ", so the official config would stay as it is";
  }

  private static Publication publication(Work work, String error) {
    boolean copied = work.replicas().stream().anyMatch(it -> it.status() == Replica.Status.COPIED);
    Publication.Status ok =
        copied || work.signed() || work.committed()
            ? Publication.Status.PUBLISHED
            : Publication.Status.PRESENT;
    return publication(work, error == null ? ok : Publication.Status.FAILED, error, List.of())
        .plusWarnings(work.downloadable().warnings());
  }

  private static Publication publication(
      Work work, Publication.Status status, String error, List<FileChange> changes) {
    Replication replication = work.replication();
    return new Publication(
        work.entry().name(),
        work.entry().kind(),
        status,
        replication.origin().location(),
        replication.publicName(),
        replication.origin().size(),
        error,
        work.replicas(),
        changes);
  }

  /** What kept the copies from being made, or where the object is not in place. */
  private static String missing(RegionComparison survey, List<Replica> replicas) {
    return survey.obstacle().orElseGet(new Replicas(replicas)::missing);
  }
}
