package zamba.publish.report;

import java.util.List;
import java.util.stream.Collectors;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.publication.Report;

/** What is said below a publication or a table: failures, warnings, what is not proved. */
final class Remarks {
  /** The most warnings of a publication that are shown; the report has all. */
  private static final int WARNINGS = 20;

  /** The same once it is public: who wanted to know them all asked for a plan. */
  private static final int WARNINGS_AFTERWARDS = 3;

  private Remarks() {}

  static String errors(Publication publication) {
    String whole = publication.error() == null ? "" : "\n  " + publication.error();
    return whole
        + warnings(publication)
        + publication.replicas().stream()
            .filter(replica -> replica.error() != null)
            .map(replica -> "\n  " + replica.region() + ": " + replica.error())
            .collect(Collectors.joining());
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

  /** Of many entries, those with warnings are not told one by one if nothing was written. */
  static String untold(Report report) {
    if (!Summary.isMany(report.publications().size())) {
      return "";
    }
    long warned =
        report.publications().stream()
            .filter(it -> it.status() == Publication.Status.PRESENT && !it.warnings().isEmpty())
            .count();
    return warned == 0 ? "" : "; %d in place with warnings, see the report".formatted(warned);
  }

  /** A line for each replica that cannot be told from other content, the same in every case. */
  static String unverified(Report report) {
    StringBuilder text = new StringBuilder();
    long more = -Summary.FEW;
    for (Publication publication : report.publications()) {
      for (Replica replica : publication.replicas()) {
        if (replica.unverified() && ++more <= 0) {
          text.append(
              "\nunverified: %s in %s, s3://%s/%s: it cannot be told from other content without reading it; compare.read=true (--read) does"
                  .formatted(
                      publication.name(), replica.region(), replica.bucket(), replica.key()));
        }
      }
    }
    if (more > 0) {
      text.append("\nunverified: %d more, see the report".formatted(more));
    }
    return text.toString();
  }
}
