package zamba.publish.catalog;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import zamba.publish.official.OfficialFolder;
import zamba.publish.official.OfficialModels;
import zamba.publish.report.Publication;
import zamba.publish.report.Replica;
import zamba.publish.s3.Cause;
import zamba.publish.s3.Replication;

/** Draws the conclusion of each publication from what its route came to know. */
public final class Publications {
  private final OfficialModels officialModels;

  /**
   * @param officialModels where the models' folders are committed
   */
  public Publications(OfficialModels officialModels) {
    this.officialModels = officialModels;
  }

  /**
   * Whether a model's folder may change: every region holds the checkpoint, and is proved to.
   *
   * @param replicas one a region
   */
  public boolean everywhereVerified(@Body List<Replica> replicas) {
    return replicas.stream().allMatch(replica -> replica.inPlace() && replica.verified());
  }

  /** The outcome for standalone weights. */
  public Publication ofWeights(
      @Variable("entry") CatalogEntry entry,
      @Variable("replication") Replication replication,
      @Body List<Replica> replicas) {
    return publication(entry, replication, replicas, false, missing(replicas));
  }

  /** The outcome for a model; {@code committed} tells whether its folder was written. */
  public Publication ofModel(
      @Variable("entry") CatalogEntry entry,
      @Variable("replication") Replication replication,
      @Variable("official") OfficialFolder folder,
      @Variable("committed") Boolean committed,
      @Body List<Replica> replicas) {
    String error = missing(replicas);
    if (error == null && !officialModels.holds(folder)) {
      error =
          "The official config was not written, since the checkpoint cannot be told from another without reading it in %s. Compare it with %s there; if it is right, delete it and run again for a verified copy"
              .formatted(unverified(replicas), replication.origin().location());
    } else if (error != null) {
      error += ". The official config is as it was";
    }
    return publication(entry, replication, replicas, Boolean.TRUE.equals(committed), error);
  }

  /** The outcome when a step before the replicas failed. */
  public Publication failed(
      @Variable("entry") CatalogEntry entry,
      @Variable("official") OfficialFolder folder,
      @Variable("replication") Replication replication,
      @Variable("replicas") List<Replica> replicas,
      Exception cause) {
    String publicName =
        folder != null
            ? folder.publicName()
            : entry.kind().equals(CatalogEntry.WEIGHTS) ? entry.name() : null;
    return new Publication(
        entry.name(),
        entry.kind(),
        Publication.Status.FAILED,
        replication == null ? entry.source() : replication.origin().location(),
        publicName,
        replication == null ? null : replication.origin().size(),
        Cause.of(cause),
        replicas == null ? List.of() : replicas);
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
        replicas);
  }

  private static String missing(List<Replica> replicas) {
    List<String> missing =
        replicas.stream().filter(r -> !r.inPlace()).map(Replica::region).toList();
    return missing.isEmpty() ? null : "Not in place in " + String.join(", ", missing);
  }

  private static String unverified(List<Replica> replicas) {
    return replicas.stream()
        .filter(replica -> !replica.verified())
        .map(replica -> replica.region() + " (s3://" + replica.bucket() + "/" + replica.key() + ")")
        .collect(Collectors.joining(", "));
  }
}
