package zamba.publish.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.folder.OfficialModels;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Report;
import zamba.publish.region.RegionComparison;
import zamba.publish.region.RegionSurvey;
import zamba.publish.s3.ErrorText;
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
  public AuditSubject subject(
      @Variable("entry") CatalogEntry entry, @Variable("replication") Replication replication) {
    return new AuditSubject(entry, replication.publicName(), Optional.of(replication));
  }

  /**
   * Adds what only a folder refers to.
   *
   * @param found an {@link AuditSubject} for each entry of the catalog, or a failed publication
   * @return these, and a subject for each folder that refers to something else, or a failed
   *     publication if it refers to nothing
   */
  public List<Object> withFolders(@Body List<Object> found) {
    List<Object> all = new ArrayList<>(found);
    Set<String> names = publicNames(found);
    for (String model : officialModels.models()) {
      String config = officialModels.config(model).toString();
      CatalogEntry entry = new CatalogEntry(CatalogEntry.MODEL, model, config);
      try {
        String publicName = officialModels.publicName(model);
        if (names.add(publicName)) {
          all.add(new AuditSubject(entry, publicName, Optional.empty()));
        }
      } catch (RuntimeException e) {
        all.add(
            new AuditSubject(entry, null, Optional.empty())
                .publication(
                    Publication.Status.FAILED, Optional.empty(), ErrorText.of(e), List.of()));
      }
    }
    return all;
  }

  private static Set<String> publicNames(List<Object> found) {
    return found.stream()
        .map(it -> it instanceof AuditSubject subject ? subject.publicName() : null)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /** What every region holds of it, and whether that has its digest. */
  public RegionComparison look(@Variable("subject") AuditSubject subject) {
    return regions.audit(subject.publicName(), subject.source(), subject.entry().digest());
  }

  /** Adds what is in the public buckets and referred to by nothing. */
  public Report withOthers(Report report) {
    Set<String> names =
        report.publications().stream()
            .map(Publication::publicName)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    return report.with(regions.others(names));
  }
}
