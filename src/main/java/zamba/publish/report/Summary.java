package zamba.publish.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import zamba.publish.publication.FileChange;
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
  /** No more are told of one publication; the report has all. */
  /** The most warnings of a publication that are shown; the report has all. */
  private static final int WARNINGS = 20;

  /** The same once it is public: who wanted to know them all asked for a plan. */
  private static final int WARNINGS_AFTERWARDS = 3;

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
    return outcome + signed(publication) + errors(publication);
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

  private static String warnings(Publication publication) {
    StringBuilder text = new StringBuilder();
    List<String> warnings = publication.warnings();
    int most =
        publication.status() == Publication.Status.PUBLISHED ? WARNINGS_AFTERWARDS : WARNINGS;
    for (String warning : warnings.subList(0, Math.min(most, warnings.size()))) {
      text.append("\n  warning: ").append(warning);
    }
    if (warnings.size() > most) {
      text.append("\n  and %d more warnings, see the report".formatted(warnings.size() - most));
    }
    return text.toString();
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

  private static String errors(Publication publication) {
    String whole = publication.error() == null ? "" : "\n  " + publication.error();
    return whole
        + warnings(publication)
        + publication.replicas().stream()
            .filter(replica -> replica.error() != null)
            .map(replica -> "\n  " + replica.region() + ": " + replica.error())
            .collect(Collectors.joining());
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
        + unverified(report);
  }

  /** A line for each replica that cannot be told from other content, the same in every case. */
  private static String unverified(Report report) {
    StringBuilder text = new StringBuilder();
    for (Publication publication : report.publications()) {
      for (Replica replica : publication.replicas()) {
        if (replica.unverified()) {
          text.append(
              "\nunverified: %s in %s, s3://%s/%s: it cannot be told from other content without reading it; compare.read=true (--read) does"
                  .formatted(
                      publication.name(), replica.region(), replica.bucket(), replica.key()));
        }
      }
    }
    return text.toString();
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
    return table(report)
        + "%d of %d in place in %s%s%s"
            .formatted(
                all - failed - waiting,
                all,
                regions(report),
                waits(waiting),
                failed == 0
                    ? ""
                    : "; " + look.styled(Style.BAD, failed + " failed") + ", see above")
        + unverified(report);
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

  /** Below the line that the log begins with its time. */
  private String table(Report report) {
    return new Table(report.publications(), look)
            .lines().stream().map(line -> "\n" + line).collect(Collectors.joining())
        + "\n";
  }

  /** What publishing one entry would do: what is copied where, and which files change and how. */
  public String plannedEntry(Publication publication) {
    StringBuilder text = new StringBuilder();
    text.append(Printable.of(publication.name()))
        .append(": ")
        .append(planned(publication.status()));
    if (publication.publicName() != null) {
      text.append(", ").append(Printable.of(publication.source()));
      text.append(" -> ").append(Printable.of(publication.publicName()));
    }
    if (publication.bytes() != null) {
      text.append(", ").append(Bytes.text(publication.bytes()));
    }
    byStatus(publication)
        .forEach(
            (status, regions) ->
                text.append("\n  ").append(status).append(": ").append(String.join(", ", regions)));
    if (publication.inspection() != null) {
      text.append("\n  checkpoint: ").append(publication.inspection().summary());
    }
    publication.files().forEach(file -> text.append(planned(publication, file)));
    return text + errors(publication);
  }

  private String planned(Publication.Status status) {
    return switch (status) {
      case PENDING -> look.styled(Style.DOUBTFUL, "to publish");
      case FAILED -> look.styled(Style.BAD, "would fail");
      default -> "in place";
    };
  }

  private static Map<String, List<String>> byStatus(Publication publication) {
    Map<String, List<String>> regions = new LinkedHashMap<>();
    for (Replica replica : publication.replicas()) {
      String status =
          replica.missing()
              ? "to copy"
              : replica.status() + (replica.unverified() ? " unverified" : "");
      regions.computeIfAbsent(status, key -> new ArrayList<>()).add(replica.region());
    }
    return regions;
  }

  private String planned(Publication publication, FileChange file) {
    String change =
        switch (file.change()) {
          case ADDED -> "to add";
          case CHANGED -> "to change";
        };
    StringBuilder text =
        new StringBuilder(
            "\n  " + change + ": " + Printable.of(publication.name() + "/" + file.name()));
    for (String line : file.lines()) {
      text.append("\n    ").append(look.styled(style(line), look.withSymbols(line)));
    }
    return text.toString();
  }

  /** As diff tools colour what goes and what comes. */
  private static Style style(String line) {
    if (line.startsWith("+") && !line.startsWith("+++")) {
      return Style.GOOD;
    }
    return line.startsWith("-") && !line.startsWith("---") ? Style.BAD : Style.PLAIN;
  }

  /**
   * A whole plan: each entry but those whose failure was told already, the table, how much there is
   * to do, and that nothing was done.
   */
  public String planned(Report report) {
    long missing = report.publications().stream().mapToLong(Summary::missingIn).sum();
    long bytes =
        report.publications().stream()
            .filter(publication -> publication.bytes() != null)
            .mapToLong(publication -> publication.bytes() * missingIn(publication))
            .sum();
    long pending =
        report.publications().stream()
            .filter(publication -> publication.status() == Publication.Status.PENDING)
            .count();
    long failed = failed(report);
    String entries =
        report.publications().stream()
            .filter(publication -> !publication.failed() || !publication.replicas().isEmpty())
            .map(publication -> "\n" + plannedEntry(publication))
            .collect(Collectors.joining());
    return "The plan:"
        + (entries.isEmpty() ? "" : entries + "\n")
        + table(report)
        + "%d to publish, %s; %d in place%s. Nothing was written"
            .formatted(
                pending,
                missing == 0
                    ? "nothing to copy"
                    : copies(missing) + " of " + Bytes.text(bytes) + " in all",
                report.publications().size() - pending - failed,
                failed == 0
                    ? ""
                    : "; " + look.styled(Style.BAD, failed + " would fail") + ", see above")
        + unverified(report);
  }

  private static String copies(long count) {
    return count == 1 ? "1 copy" : count + " copies";
  }

  private static long missingIn(Publication publication) {
    return publication.replicas().stream().filter(Replica::missing).count();
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
