package zamba.publish.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import zamba.publish.page.view.Mark;
import zamba.publish.page.view.Row;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.publication.Signature;
import zamba.publish.report.Bytes;

/**
 * Makes a row of each entry.
 *
 * @param now when they are looked at, ISO 8601
 * @param regions the columns
 */
record Rows(String now, List<String> regions) {

  Row of(Status.Entry entry, String href) {
    Publication it = entry.publication();
    boolean named = it.publicName() != null && !it.publicName().equals(it.name());
    return new Row(
        href,
        Shown.text(it.name()),
        named ? Shown.text(it.publicName()) : "",
        mark(it),
        error(it),
        it.bytes() == null ? "" : Bytes.text(it.bytes()),
        Shown.age(entry.seen(), now),
        Shown.time(entry.seen()),
        cells(it),
        it.inspection() == null ? "" : Shown.text(it.inspection().verdict()),
        signature(it.signature()));
  }

  /** A cell for each region, also where nothing is known of it. */
  private List<Row.Cell> cells(Publication publication) {
    Map<String, Replica> byRegion = new LinkedHashMap<>();
    publication.replicas().forEach(it -> byRegion.putIfAbsent(it.region(), it));
    List<Row.Cell> cells = new ArrayList<>();
    for (String region : regions) {
      Replica replica = byRegion.get(region);
      Mark mark = replica == null ? Mark.NONE : mark(replica);
      cells.add(new Row.Cell(mark, replica == null ? "" : mark.word()));
    }
    return cells;
  }

  private static String error(Publication publication) {
    return Stream.concat(
            Stream.of(publication).map(it -> Shown.lines(it.error())),
            publication.replicas().stream()
                .filter(it -> it.error() != null)
                .map(it -> Shown.text(it.region()) + ": " + Shown.lines(it.error())))
        .filter(it -> !it.isEmpty())
        .reduce((a, b) -> a + "\n" + b)
        .orElse("");
  }

  static Mark mark(Replica replica) {
    if (replica.inPlace() && Boolean.FALSE.equals(replica.anonymous())) {
      return Mark.PRIVATE;
    }
    return switch (replica.status()) {
      case COPIED -> replica.verified() ? Mark.COPIED : Mark.UNVERIFIED;
      case PRESENT -> replica.verified() ? Mark.PRESENT : Mark.UNVERIFIED;
      case MISSING -> Mark.MISSING;
      case DIFFERENT -> Mark.DIFFERENT;
      case FAILED -> Mark.FAILED;
    };
  }

  /** The worst of it: a publication that failed since a region holds other content says that. */
  static Mark mark(Publication publication) {
    Mark whole =
        switch (publication.status()) {
          case PUBLISHED -> Mark.COPIED;
          case PRESENT -> Mark.PRESENT;
          case PENDING -> Mark.PENDING;
          case WAITING -> Mark.WAITING;
          case FAILED -> Mark.FAILED;
        };
    if (whole == Mark.PENDING || whole == Mark.WAITING) {
      return whole;
    }
    Mark worst =
        publication.replicas().stream()
            .map(Rows::mark)
            .filter(Objects::nonNull)
            .min(Mark::compareTo)
            .orElse(whole);
    return worst.needsLook() && (worst == Mark.DIFFERENT || worst.compareTo(whole) < 0)
        ? worst
        : whole;
  }

  static String signature(Signature signature) {
    if (signature == null) {
      return "";
    }
    return switch (signature.status()) {
      case SIGNED, PRESENT -> "signed";
      case PENDING -> "to sign";
      case NONE -> "not signed";
      case MISSING -> "missing";
      case DIFFERENT -> "not valid";
      case FAILED -> "failed";
    };
  }
}
