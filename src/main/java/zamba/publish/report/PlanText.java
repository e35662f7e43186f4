package zamba.publish.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import zamba.publish.publication.FileChange;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.publication.Report;
import zamba.publish.publication.SideFile;
import zamba.publish.publication.Signature;

/**
 * A plan as people read it.
 *
 * @param look how it is shown
 */
record PlanText(TextStyle look) {

  /** What publishing one entry would do: what is copied where, and which files change and how. */
  String of(Publication publication) {
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
    if (publication.signature() != null) {
      text.append(beside(publication.signature()));
    }
    if (publication.inspection() != null) {
      text.append("\n  checkpoint: ").append(publication.inspection().summary());
    }
    publication.files().forEach(file -> text.append(planned(publication, file)));
    return text + Remarks.errors(publication);
  }

  /** What vouches for it: what would be written where, and read for it. */
  private static String beside(Signature signature) {
    Map<String, Map<String, List<String>>> files = new LinkedHashMap<>();
    for (SideFile file : signature.files()) {
      files
          .computeIfAbsent(planned(file), key -> new LinkedHashMap<>())
          .computeIfAbsent(file.name(), key -> new ArrayList<>())
          .add(file.region());
    }
    StringBuilder text = new StringBuilder();
    if (signature.status() == Signature.Status.PENDING && signature.note() != null) {
      text.append("\n  to sign: ").append(signature.note());
    }
    if (signature.bytesToRead() != null) {
      text.append("\n  to read: ")
          .append(Bytes.text(signature.bytesToRead()))
          .append(" of its source, by ranges, for its SHA-256, which nobody declares");
    }
    files.forEach(
        (status, names) ->
            text.append("\n  ")
                .append(status)
                .append(": ")
                .append(
                    names.entrySet().stream()
                        .map(
                            it ->
                                Printable.of(it.getKey())
                                    + " in "
                                    + String.join(", ", it.getValue()))
                        .collect(Collectors.joining("; "))));
    return text.toString();
  }

  private static String planned(SideFile file) {
    return switch (file.status()) {
      case MISSING -> "to write";
      case PRESENT -> file.name().endsWith(".sig") ? "verified" : "present";
      case UNKNOWN -> "to compare";
      default -> file.status().toString();
    };
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
            "\n  "
                + change
                + ": "
                // A file of the checkout's own has its whole path.
                + Printable.of(
                    file.name().contains("/")
                        ? file.name()
                        : publication.name() + "/" + file.name()));
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
  String of(Report report) {
    boolean many = Summary.isMany(report.publications().size());
    long missing = report.publications().stream().mapToLong(PlanText::missingIn).sum();
    long bytes =
        report.publications().stream()
            .filter(publication -> publication.bytes() != null)
            .mapToLong(publication -> publication.bytes() * missingIn(publication))
            .sum();
    long pending =
        report.publications().stream()
            .filter(publication -> publication.status() == Publication.Status.PENDING)
            .count();
    long failed = report.publications().stream().filter(Publication::failed).count();
    String entries =
        report.publications().stream()
            .filter(publication -> !publication.failed() || !publication.replicas().isEmpty())
            .filter(publication -> !many || publication.status() != Publication.Status.PRESENT)
            .map(publication -> "\n" + of(publication))
            .collect(Collectors.joining());
    return "The plan:"
        + (entries.isEmpty() ? "" : entries + "\n")
        + new Table(report.publications(), look).text()
        + "%d to publish, %s; %d in place%s. Nothing was written"
            .formatted(
                pending,
                (missing == 0
                        ? "nothing to copy"
                        : copies(missing) + " of " + Bytes.text(bytes) + " in all")
                    + beside(report),
                report.publications().size() - pending - failed,
                failed == 0
                    ? ""
                    : "; " + look.styled(Style.BAD, failed + " would fail") + ", see above")
        + Remarks.untold(report)
        + Remarks.unverified(report);
  }

  private static String beside(Report report) {
    long files =
        report.publications().stream()
            .filter(it -> !it.failed() && it.signature() != null)
            .flatMap(it -> it.signature().files().stream())
            .filter(SideFile::isToBeWritten)
            .count();
    return files == 0
        ? ""
        : " and %s to write beside what is there"
            .formatted(files == 1 ? "1 file" : files + " files");
  }

  private static String copies(long count) {
    return count == 1 ? "1 copy" : count + " copies";
  }

  private static long missingIn(Publication publication) {
    return publication.replicas().stream().filter(Replica::missing).count();
  }
}
