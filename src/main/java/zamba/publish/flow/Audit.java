package zamba.publish.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.folder.OfficialModels;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Report;
import zamba.publish.region.RegionComparison;
import zamba.publish.region.RegionSurvey;
import zamba.publish.s3.ErrorText;
import zamba.publish.signature.SignedRegions;
import zamba.publish.source.Replication;

/** What an audit looks at: all that the catalog or a folder of official_models refers to. */
public final class Audit {
  private final OfficialModels officialModels;
  private final RegionSurvey regions;

  /**
   * @param officialModels whose folders name checkpoints
   * @param regions looks at the regions
   */
  public Audit(OfficialModels officialModels, RegionSurvey regions) {
    this.officialModels = officialModels;
    this.regions = regions;
  }

  /** What an entry of the catalog refers to. */
  public Work subject(@Body Work work) {
    Replication source = work.replication();
    return work.with(
        new Audited(
            work.entry(),
            source.publicName(),
            Optional.of(source),
            Optional.empty(),
            Optional.empty()));
  }

  /**
   * Adds what only a folder refers to.
   *
   * @param found each entry of the catalog, with what it refers to or with why that is not known
   * @return these, and each folder that refers to something else, or to nothing
   */
  public List<Work> withFolders(@Body List<Work> found) {
    List<Work> all = new ArrayList<>(found);
    Set<String> names =
        found.stream()
            .flatMap(it -> it.audited().stream())
            .map(Audited::publicName)
            .collect(Collectors.toSet());
    for (String model : officialModels.models()) {
      String config = officialModels.config(model).toString();
      Work work = Work.of(new CatalogEntry(CatalogEntry.MODEL, model, config));
      try {
        String publicName = officialModels.publicName(model);
        if (names.add(publicName)) {
          all.add(work.with(folder(work, publicName)));
        }
      } catch (RuntimeException e) {
        all.add(
            work.with(
                folder(work, null)
                    .publication(
                        Publication.Status.FAILED, Optional.empty(), ErrorText.of(e), List.of())));
      }
    }
    return all;
  }

  private static Audited folder(Work work, String publicName) {
    return new Audited(
        work.entry(), publicName, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * What every region holds of it, and whether that has the digest that is configured or signed.
   */
  public Work look(@Body Work work) {
    Audited subject = work.audited().orElseThrow();
    return work.with(
        subject.with(
            regions.audit(
                subject.publicName(),
                subject.source(),
                subject
                    .entry()
                    .digest()
                    .or(() -> subject.signed().flatMap(SignedRegions::digest)))));
  }

  /**
   * What is to be copied to put it back: its source, or what a region holds. What is on the web
   * only is to be downloaded first.
   *
   * @throws IllegalStateException if nobody can tell what the right content is
   */
  public Work donor(@Body Work work) {
    RegionComparison sightings = work.audited().flatMap(Audited::sightings).orElseThrow();
    return work.with(sightings.onlyOnTheWeb() ? work.replication() : sightings.healing());
  }

  /** Adds what is in the public buckets and referred to by nothing. */
  public Report withOthers(@Body Report report) {
    Set<String> names =
        report.publications().stream()
            .map(Publication::publicName)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    return report.with(regions.others(names));
  }
}
