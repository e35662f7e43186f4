package zamba.publish.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import zamba.publish.publication.PublicObject;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.publication.Report;
import zamba.publish.publication.Signature;

/**
 * What a run, a plan or an audit tells people: a line or two for each publication, and the table at
 * the end.
 */
public final class Summary {
  /** So many entries are told one by one, and have a row each. */
  static final int FEW = 50;

  private final TextStyle look;

  /** Told where nobody knows how it is shown. */
  public Summary() {
    this(TextStyle.PLAIN);
  }

  /**
   * @param look how it is shown
   */
  public Summary(TextStyle look) {
    this.look = look;
  }

  /** Whether so many entries are too many to tell of each. */
  public static boolean isMany(int entries) {
    return entries > FEW;
  }

  /** One publication: what became of it in each region, and of the whole. */
  public String of(Publication publication) {
    String regions =
        publication.replicas().stream().map(Summary::region).collect(Collectors.joining(", "));
    String outcome = Printable.of(publication.name()) + ": " + styled(publication);
    if (publication.bytes() != null) {
      outcome += ", " + Bytes.text(publication.bytes());
    }
    if (!regions.isEmpty()) {
      outcome += " (" + regions + ")";
    }
    return outcome + signed(publication) + Remarks.errors(publication);
  }

  /**
   * Whether somebody vouches for it in every region; what is wrong with that is among its errors.
   */
  private static String signed(Publication publication) {
    Signature signature = publication.signature();
    return signature != null
            && (signature.status() == Signature.Status.SIGNED
                || signature.status() == Signature.Status.PRESENT)
        ? ", signed"
        : "";
  }

  private String styled(Publication publication) {
    Style style =
        switch (publication.status()) {
          case PUBLISHED -> Style.GOOD;
          case PRESENT -> Style.PLAIN;
          case PENDING, WAITING -> Style.DOUBTFUL;
          case FAILED -> Style.BAD;
        };
    return look.styled(style, publication.status().toString());
  }

  private static String region(Replica replica) {
    String text = replica.region() + " " + replica.status();
    if (replica.unverified()) {
      text += " unverified";
    }
    if (replica.inPlace() && Boolean.FALSE.equals(replica.anonymous())) {
      text += ", not for everyone";
    }
    return replica.status() == Replica.Status.COPIED
        ? text + " " + Table.time(replica.millis())
        : text;
  }

  /** A run that had nothing to do, in one line. */
  public String line(Report report) {
    int all = report.publications().size();
    long waiting = waiting(report);
    return "%d of %d in place in %s%s, nothing to do"
            .formatted(all - waiting, all, regions(report), waits(waiting))
        + Remarks.unverified(report);
  }

  private static String regions(Report report) {
    String regions = String.join(", ", Table.regions(report.publications()));
    return regions.isEmpty() ? "no region" : regions;
  }

  /** The whole run: a row for each publication, a column for each region. */
  public String of(Report report) {
    return "The run:" + whole(report);
  }

  private String whole(Report report) {
    long failed = failed(report);
    int all = report.publications().size();
    long waiting = waiting(report);
    return new Table(report.publications(), look).text()
        + "%d of %d in place in %s%s%s"
            .formatted(
                all - failed - waiting,
                all,
                regions(report),
                waits(waiting),
                failed == 0
                    ? ""
                    : "; " + look.styled(Style.BAD, failed + " failed") + ", see above")
        + Remarks.untold(report)
        + Remarks.unverified(report);
  }

  private static long waiting(Report report) {
    return report.publications().stream()
        .filter(publication -> publication.status() == Publication.Status.WAITING)
        .count();
  }

  private static String waits(long waiting) {
    return waiting == 0
        ? ""
        : ", %d waiting for %s".formatted(waiting, waiting == 1 ? "its source" : "their sources");
  }

  private static long failed(Report report) {
    return report.publications().stream().filter(Publication::failed).count();
  }

  /** What publishing one entry would do: what is copied where, and which files change and how. */
  public String plannedEntry(Publication publication) {
    return new PlanText(look).of(publication);
  }

  /**
   * A whole plan: each entry but those whose failure was told already, the table, how much there is
   * to do, and that nothing was done.
   */
  public String planned(Report report) {
    return new PlanText(look).of(report);
  }

  /** A whole audit: the table, and what is in the public buckets that nothing refers to. */
  public String audited(Report report) {
    Map<String, List<PublicObject>> byKey =
        report.unreferenced().stream()
            .collect(
                Collectors.groupingBy(PublicObject::key, LinkedHashMap::new, Collectors.toList()));
    StringBuilder text = new StringBuilder("The audit:" + whole(report));
    if (!byKey.isEmpty()) {
      text.append("\nNothing here refers to:");
      byKey.forEach(
          (key, objects) ->
              text.append(
                  "\n  %s, %s (%s)"
                      .formatted(
                          Printable.of(key),
                          Bytes.text(objects.get(0).bytes()),
                          objects.stream()
                              .map(PublicObject::region)
                              .collect(Collectors.joining(", ")))));
      text.append("\nAn older release of zamba may. Nothing was deleted");
    }
    return text.toString();
  }
}
