package zamba.publish.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.folder.OfficialModels;
import zamba.publish.publication.FileChange;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.publication.Signature;
import zamba.publish.region.RegionComparison;
import zamba.publish.s3.ErrorText;
import zamba.publish.signature.Vouched;
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
    return !missingRegions(work.replicas()).isEmpty()
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
              .formatted(unverified(work.replicas()));
    } else if (work.model() && error != null) {
      error += ". The official config is as it was";
    }
    Work concluded = concluded(work, publication(work, error));
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

  /** With all that was found on its way. */
  private static Work concluded(Work work, Publication publication) {
    Publication looked = work.looked().on(publication);
    return work.with(work.vouched().map(it -> it.on(looked)).orElse(looked));
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
    return concluded(
        work,
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
    return concluded(work, planned(work, changes));
  }

  private static Publication planned(Work work, List<FileChange> changes) {
    List<Replica> replicas = work.replicas();
    List<String> errors = new ArrayList<>();
    List<Replica> failing = replicas.stream().filter(it -> !it.inPlace() && !it.missing()).toList();
    if (!failing.isEmpty()) {
      errors.add("Cannot be in place in " + names(failing) + keptAsItIs(changes));
    } else if (!changes.isEmpty() && replicas.stream().anyMatch(Replica::unverified)) {
      errors.add(
          "The official config would not be written, since the checkpoint cannot be told from another without reading it in "
              + unverified(replicas.stream().filter(it -> !it.missing()).toList()));
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

  private static String names(List<Replica> replicas) {
    return replicas.stream().map(Replica::region).collect(Collectors.joining(", "));
  }

  /** What an audit found of one public object, and what came of putting it back. */
  public Work audited(@Body Work work) {
    Audited subject = work.audited().orElseThrow();
    RegionComparison sightings = subject.sightings().orElseThrow();
    List<Replica> replicas =
        sightings.found().stream().map(found -> afterHealing(found, work.replicas())).toList();
    List<String> errors = new ArrayList<>();
    String missing = missing(replicas);
    List<Replica> closed =
        replicas.stream().filter(it -> Boolean.FALSE.equals(it.anonymous())).toList();
    if (missing != null) {
      errors.add(missing);
    }
    if (!closed.isEmpty()) {
      errors.add(
          "Cannot be downloaded without credentials in %s; check the bucket's policy there"
              .formatted(names(closed)));
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
                ? copied || signed(work) ? Publication.Status.PUBLISHED : Publication.Status.PRESENT
                : Publication.Status.FAILED,
            sightings.bytes(),
            errors.isEmpty() ? null : String.join(". ", errors),
            replicas);
    return concluded(work, audited);
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
    return concluded(
        work,
        subject.publication(
            Publication.Status.FAILED,
            subject.sightings().flatMap(RegionComparison::bytes),
            ErrorText.of(cause),
            subject.sightings().map(RegionComparison::found).orElse(List.of())));
  }

  /** Whether this run has signed it anywhere. */
  private static boolean signed(Work work) {
    return work.vouched()
        .map(Vouched::signature)
        .filter(it -> it.status() == Signature.Status.SIGNED)
        .isPresent();
  }

  private static Publication publication(Work work, String error) {
    boolean copied = work.replicas().stream().anyMatch(it -> it.status() == Replica.Status.COPIED);
    Publication.Status ok =
        copied || signed(work) || work.committed()
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
    return survey.obstacle().orElseGet(() -> missing(replicas));
  }

  private static List<Replica> missingRegions(List<Replica> replicas) {
    return replicas.stream().filter(r -> !r.inPlace()).toList();
  }

  private static String missing(List<Replica> replicas) {
    List<Replica> missing = missingRegions(replicas);
    return missing.isEmpty() ? null : "Not in place in " + names(missing);
  }

  private static String unverified(List<Replica> replicas) {
    return replicas.stream()
        .filter(replica -> !replica.verified())
        .map(replica -> replica.region() + " (s3://" + replica.bucket() + "/" + replica.key() + ")")
        .collect(Collectors.joining(", "));
  }
}
