package zamba.publish.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.official.CompanionFile;
import zamba.publish.official.OfficialFolder;
import zamba.publish.official.OfficialModels;
import zamba.publish.official.TrainingResults;
import zamba.publish.report.Bytes;
import zamba.publish.report.Replica;
import zamba.publish.s3.Cause;
import zamba.publish.s3.HttpsSource;
import zamba.publish.s3.ObjectFacts;
import zamba.publish.s3.PrivateBucket;
import zamba.publish.s3.RegionReplicas;
import zamba.publish.s3.Replication;
import zamba.publish.s3.S3Location;

/** What a run would do, found out by listing, GET and HEAD only. */
public final class Plan {
  private final S3Client privateS3;
  private final HttpsSource web;
  private final List<RegionReplicas> regions;
  private final OfficialModels officialModels;

  /**
   * @param privateS3 reads the private bucket
   * @param web reads weights' addresses
   * @param regions where to
   * @param officialModels what is committed
   */
  public Plan(
      S3Client privateS3,
      HttpsSource web,
      List<RegionReplicas> regions,
      OfficialModels officialModels) {
    this.privateS3 = privateS3;
    this.web = web;
    this.regions = List.copyOf(regions);
    this.officialModels = officialModels;
  }

  /** Lines that say what publishing the entry would do, or why it would fail. */
  public String of(CatalogEntry entry) {
    try {
      return entry.kind().equals("model") ? ofModel(entry) : ofWeights(entry);
    } catch (RuntimeException e) {
      return entry.name() + ": would fail\n  " + Cause.of(e);
    }
  }

  private String ofModel(CatalogEntry entry) {
    PrivateBucket bucket = new PrivateBucket(privateS3);
    List<S3Object> listing = bucket.list(entry.location());
    TrainingResults results = TrainingResults.filter(entry.location(), listing);
    List<CompanionFile> companions = new ArrayList<>();
    for (S3Location location : results.companions()) {
      companions.add(new CompanionFile(location, read(location)));
    }
    OfficialFolder folder = OfficialFolder.derive(entry.name(), companions);
    Replication replication = bucket.source(results.checkpoint(), folder.publicName());
    return lines(entry, replication)
        + "\n  official config: "
        + (officialModels.holds(folder)
            ? "as it is"
            : "would be written once every region has the checkpoint, verified");
  }

  private byte[] read(S3Location location) {
    return privateS3
        .getObjectAsBytes(get -> get.bucket(location.bucket()).key(location.key()))
        .asByteArray();
  }

  private String ofWeights(CatalogEntry entry) {
    return lines(
        entry,
        entry.onTheWeb()
            ? onTheWeb(entry)
            : new PrivateBucket(privateS3).source(entry.location(), entry.name()));
  }

  private Replication onTheWeb(CatalogEntry entry) {
    ObjectFacts origin = web.look(java.net.URI.create(entry.source()));
    S3Location nowhereYet = regions.get(0).region().locate(entry.name());
    String region = regions.get(0).region().name();
    return new Replication(entry.name(), origin, region, nowhereYet, "", Optional.empty());
  }

  private String lines(CatalogEntry entry, Replication replication) {
    StringBuilder lines =
        new StringBuilder(
            "%s: %s -> %s, %s"
                .formatted(
                    entry.name(),
                    replication.origin().location(),
                    replication.publicName(),
                    Bytes.text(replication.origin().size())));
    for (RegionReplicas region : regions) {
      lines.append("\n  ").append(region.region().name()).append(": ");
      lines.append(inRegion(region, replication));
    }
    return lines.toString();
  }

  private String inRegion(RegionReplicas region, Replication replication) {
    try {
      return region
          .inspect(replication)
          .map(Plan::found)
          .orElseGet(
              () -> "would be copied to " + region.region().locate(replication.publicName()));
    } catch (RuntimeException e) {
      return "would fail: " + Cause.of(e);
    }
  }

  private static String found(Replica replica) {
    return replica.status()
        + (replica.inPlace() && !replica.verified() ? " unverified" : "")
        + (replica.error() == null ? "" : ": " + replica.error());
  }
}
