package zamba.publish.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.download.Downloadable;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.folder.OfficialModels;
import zamba.publish.gate.Looked;
import zamba.publish.publication.FileChange;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.region.RegionComparison;
import zamba.publish.s3.ErrorText;
import zamba.publish.source.Replication;

/** Draws the conclusion of each publication from what its route came to know. */
public final class Publications {
  private final OfficialModels officialModels;
  private final boolean waits;

  /**
   * @param officialModels where the models' folders are committed
   * @param waits whether there will be another run, for which a source that is being written can
   *     wait
   */
  public Publications(OfficialModels officialModels, boolean waits) {
    this.officialModels = officialModels;
    this.waits = waits;
  }

  /**
   * Looks whether a model's folder can be committed, by reading only.
   *
   * @throws zamba.publish.folder.OfficialFolderException if not, with the reason
   */
  public void checkFolder(@Variable("entry") CatalogEntry entry) {
    officialModels.check(entry.name());
  }

  /**
   * Whether a model's folder may change: every region holds the checkpoint, and is proved to.
   *
   * @param downloadable whether everyone can download it
   * @param replicas one a region
   */
  public boolean everywhereVerified(
      @Variable("downloadable") Downloadable downloadable, @Body List<Replica> replicas) {
    return downloadable.errors().isEmpty()
        && replicas.stream().allMatch(replica -> replica.inPlace() && replica.verified());
  }

  /**
   * Whether the source should be looked at once more before the folder is committed: if it is to
   * be, or if a region failed, which a source that has changed may be why of.
   *
   * @param folder of a model; null for weights
   */
  public boolean unsettled(
      @Variable("official") OfficialFolder folder, @Body List<Replica> replicas) {
    return !missingRegions(replicas).isEmpty() || (folder != null && !officialModels.holds(folder));
  }

  /** The outcome for standalone weights. */
  public Publication ofWeights(
      @Variable("entry") CatalogEntry entry,
      @Variable("replication") Replication replication,
      @Variable("survey") RegionComparison survey,
      @Variable("downloadable") Downloadable downloadable,
      @Variable("looked") Looked looked,
      @Body List<Replica> replicas) {
    return looked.on(
        publication(entry, replication, replicas, false, wrong(survey, replicas, downloadable))
            .withWarnings(downloadable.warnings()));
  }

  /** Where it is not in place, and where not everyone can download it; null if all is well. */
  private static String wrong(
      RegionComparison survey, List<Replica> replicas, Downloadable downloadable) {
    List<String> wrong = new ArrayList<>();
    Optional.ofNullable(missing(survey, replicas)).ifPresent(wrong::add);
    wrong.addAll(downloadable.errors());
    return wrong.isEmpty() ? null : String.join(". ", wrong);
  }

  /** The outcome for a model; {@code committed} tells whether its folder was written. */
  public Publication ofModel(
      @Variable("entry") CatalogEntry entry,
      @Variable("replication") Replication replication,
      @Variable("official") OfficialFolder folder,
      @Variable("committed") Boolean committed,
      @Variable("survey") RegionComparison survey,
      @Variable("downloadable") Downloadable downloadable,
      @Variable("looked") Looked looked,
      @Body List<Replica> replicas) {
    String error = wrong(survey, replicas, downloadable);
    if (error == null && !officialModels.holds(folder)) {
      error =
          "The official config was not written, since the checkpoint cannot be told from another without reading it in %s. compare.read=true (--read) reads both sides once and tells"
              .formatted(unverified(replicas));
    } else if (error != null) {
      error += ". The official config is as it was";
    }
    return looked.on(
        publication(entry, replication, replicas, Boolean.TRUE.equals(committed), error)
            .withWarnings(downloadable.warnings()));
  }

  /**
   * The outcome when a step before the commit failed. It waits, and has not failed, if all that is
   * wrong is that its source is being written, there will be another run, and nothing has become
   * visible of what the source was.
   */
  public Publication failed(
      @Variable("entry") CatalogEntry entry,
      @Variable("official") OfficialFolder folder,
      @Variable("replication") Replication replication,
      @Variable("replicas") List<Replica> replicas,
      @Variable("looked") Looked looked,
      Exception cause) {
    String publicName =
        folder != null
            ? folder.publicName()
            : entry.kind().equals(CatalogEntry.WEIGHTS) ? entry.name() : null;
    boolean copied =
        replicas != null && replicas.stream().anyMatch(it -> it.status() == Replica.Status.COPIED);
    Publication failed =
        new Publication(
            entry.name(),
            entry.kind(),
            waits && !copied && ErrorText.isUnsettledSource(cause)
                ? Publication.Status.WAITING
                : Publication.Status.FAILED,
            replication == null ? entry.source() : replication.origin().location(),
            publicName,
            replication == null ? null : replication.origin().size(),
            ErrorText.of(cause),
            replicas == null ? List.of() : replicas,
            List.of());
    return looked == null ? failed : looked.on(failed);
  }

  /** Whether a plan has anything to copy. */
  public boolean toBeCopied(@Variable("replicas") List<Replica> replicas) {
    return replicas.stream().anyMatch(Replica::missing);
  }

  /** What a run would do for standalone weights. */
  public Publication plannedWeights(
      @Variable("entry") CatalogEntry entry,
      @Variable("replication") Replication replication,
      @Variable("downloadable") Downloadable downloadable,
      @Variable("looked") Looked looked) {
    return planned(entry, replication, downloadable, List.of(), looked);
  }

  /**
   * What a run would do for a model.
   *
   * @param changes how its folder would change
   */
  public Publication plannedModel(
      @Variable("entry") CatalogEntry entry,
      @Variable("replication") Replication replication,
      @Variable("downloadable") Downloadable downloadable,
      @Variable("looked") Looked looked,
      @Body List<FileChange> changes) {
    return planned(entry, replication, downloadable, changes, looked);
  }

  private static Publication planned(
      CatalogEntry entry,
      Replication replication,
      Downloadable downloadable,
      List<FileChange> changes,
      Looked looked) {
    List<Replica> replicas = downloadable.replicas();
    String error = null;
    List<Replica> failing = replicas.stream().filter(it -> !it.inPlace() && !it.missing()).toList();
    if (!failing.isEmpty()) {
      error = "Cannot be in place in " + names(failing) + keptAsItIs(changes);
    } else if (!changes.isEmpty() && replicas.stream().anyMatch(Replica::unverified)) {
      error =
          "The official config would not be written, since the checkpoint cannot be told from another without reading it in "
              + unverified(replicas.stream().filter(it -> !it.missing()).toList());
    }
    if (!downloadable.errors().isEmpty()) {
      error = (error == null ? "" : error + ". ") + String.join(". ", downloadable.errors());
    }
    if (looked.obstacle().isPresent()) {
      error = (error == null ? "" : error + ". ") + looked.obstacle().get();
    }
    boolean pending = !changes.isEmpty() || replicas.stream().anyMatch(Replica::missing);
    Publication.Status status = pending ? Publication.Status.PENDING : Publication.Status.PRESENT;
    Publication planned =
        new Publication(
            entry.name(),
            entry.kind(),
            error == null ? status : Publication.Status.FAILED,
            replication.origin().location(),
            replication.publicName(),
            replication.origin().size(),
            error,
            replicas,
            changes);
    return looked.on(planned.withWarnings(downloadable.warnings()));
  }

  private static String keptAsItIs(List<FileChange> changes) {
    return changes.isEmpty() ? "" : ", so the official config would stay as it is";
  }

  private static String names(List<Replica> replicas) {
    return replicas.stream().map(Replica::region).collect(Collectors.joining(", "));
  }

  /**
   * What an audit found of one public object.
   *
   * @param healed the replicas of the run that put it back, or null if nothing was
   */
  public Publication audited(
      @Variable("subject") AuditSubject subject,
      @Variable("healed") List<Replica> healed,
      @Variable("looked") Looked looked,
      @Body RegionComparison sightings) {
    List<Replica> replicas = new ArrayList<>();
    for (Replica found : sightings.found()) {
      replicas.add(healed == null ? found : afterHealing(found, healed));
    }
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
    if (looked != null) {
      looked.obstacle().ifPresent(errors::add);
    }
    boolean copied = replicas.stream().anyMatch(it -> it.status() == Replica.Status.COPIED);
    Publication audited =
        subject.publication(
            errors.isEmpty()
                ? copied ? Publication.Status.PUBLISHED : Publication.Status.PRESENT
                : Publication.Status.FAILED,
            sightings.bytes(),
            errors.isEmpty() ? null : String.join(". ", errors),
            replicas);
    return looked == null ? audited : looked.on(audited);
  }

  /** What is there now, and if this run put it there, that it did; else why it could not. */
  private static Replica afterHealing(Replica found, List<Replica> healed) {
    Replica outcome =
        healed.stream().filter(it -> it.region().equals(found.region())).findFirst().orElse(found);
    if (outcome.status() == Replica.Status.COPIED && found.inPlace()) {
      return outcome.withAnonymous(found.anonymous());
    }
    return found.missing() ? outcome : found;
  }

  /** What an audit found of an object that could not be put back. */
  public Publication notHealed(
      @Variable("subject") AuditSubject subject,
      @Variable("sightings") RegionComparison sightings,
      @Variable("looked") Looked looked,
      Exception cause) {
    Publication failed =
        subject.publication(
            Publication.Status.FAILED,
            sightings == null ? Optional.empty() : sightings.bytes(),
            ErrorText.of(cause),
            sightings == null ? List.of() : sightings.found());
    return looked == null ? failed : looked.on(failed);
  }

  private static Publication publication(
      CatalogEntry entry,
      Replication replication,
      List<Replica> replicas,
      boolean committed,
      String error) {
    boolean copied = replicas.stream().anyMatch(r -> r.status() == Replica.Status.COPIED);
    Publication.Status ok =
        copied || committed ? Publication.Status.PUBLISHED : Publication.Status.PRESENT;
    return new Publication(
        entry.name(),
        entry.kind(),
        error == null ? ok : Publication.Status.FAILED,
        replication.origin().location(),
        replication.publicName(),
        replication.origin().size(),
        error,
        replicas,
        List.of());
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
