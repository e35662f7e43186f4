package zamba.publish.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a run tells people: a line or two for each publication, and the table at the end. */
public final class Story {

  /** One publication: what became of it in each region, and of the whole. */
  public String of(Publication publication) {
    String regions =
        publication.replicas().stream().map(Story::region).collect(Collectors.joining(", "));
    String errors =
        publication.replicas().stream()
            .filter(replica -> replica.error() != null)
            .map(replica -> "\n  " + replica.region() + ": " + replica.error())
            .collect(Collectors.joining());
    String outcome = publication.name() + ": " + publication.status();
    if (publication.bytes() != null) {
      outcome += ", " + Bytes.text(publication.bytes());
    }
    if (!regions.isEmpty()) {
      outcome += " (" + regions + ")";
    }
    return publication.error() == null
        ? outcome + errors
        : outcome + "\n  " + publication.error() + errors;
  }

  private static String region(Replica replica) {
    String text = replica.region() + " " + replica.status();
    if (unverified(replica)) {
      text += " unverified";
    }
    return replica.status() == Replica.Status.COPIED ? text + " " + seconds(replica) : text;
  }

  private static boolean unverified(Replica replica) {
    return replica.inPlace() && !replica.verified();
  }

  private static String seconds(Replica replica) {
    return String.format(Locale.ROOT, "%.1f s", replica.millis() / 1000.0);
  }

  /** A run that had nothing to do, in one line. */
  public String line(Report report) {
    int all = report.publications().size();
    return "%d of %d in place in %s, nothing to do"
        .formatted(all, all, String.join(", ", regions(report)));
  }

  private static Set<String> regions(Report report) {
    Set<String> regions = new LinkedHashSet<>();
    report.publications().forEach(p -> p.replicas().forEach(r -> regions.add(r.region())));
    return regions;
  }

  /** The whole run: a row for each publication, a column for each region. */
  public String of(Report report) {
    Set<String> regions = regions(report);
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("", "size"));
    header.addAll(regions);
    header.add("result");
    rows.add(header);
    for (Publication publication : report.publications()) {
      rows.add(row(publication, regions));
    }
    long failed = report.publications().stream().filter(Publication::failed).count();
    int all = report.publications().size();
    return render(rows)
        + String.format(
            "%n%d of %d in place in %s%s",
            all - failed,
            all,
            regions.isEmpty() ? "no region" : String.join(", ", regions),
            (anyUnverified(report) ? "; ? cannot be told from other content" : "")
                + (failed == 0 ? "" : "; " + failed + " failed, see above"));
  }

  private static boolean anyUnverified(Report report) {
    return report.publications().stream()
        .flatMap(publication -> publication.replicas().stream())
        .anyMatch(Story::unverified);
  }

  private static List<String> row(Publication publication, Set<String> regions) {
    List<String> row = new ArrayList<>();
    row.add(publication.publicName() == null ? publication.name() : publication.publicName());
    row.add(publication.bytes() == null ? "" : Bytes.text(publication.bytes()));
    for (String region : regions) {
      row.add(
          publication.replicas().stream()
              .filter(replica -> replica.region().equals(region))
              .map(replica -> replica.status() + (unverified(replica) ? " ?" : ""))
              .findFirst()
              .orElse("-"));
    }
    row.add(publication.status().toString());
    return row;
  }

  private static String render(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder table = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < columns; i++) {
        String format = i == 1 ? "%" + widths[i] + "s  " : "%-" + Math.max(1, widths[i]) + "s  ";
        line.append(String.format(format, row.get(i)));
      }
      table.append(System.lineSeparator()).append(line.toString().stripTrailing());
    }
    return table.toString();
  }
}
