package zamba.publish.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;

/**
 * Publications by regions, with a sign for what became of each, no wider than the terminal: a long
 * name is shortened in its middle, and regions that do not fit beside each other come below.
 */
final class Table {
  private static final int SMALLEST_NAME = 20;
  private static final int SIZE = "1023.9 MiB".length();
  private static final int SMALLEST_CELL = "+ 1.3 s".length();

  /** Below it, tenths of a second take no more room than whole ones above. */
  private static final int SHORT_MILLIS = 9_950;

  private static final int MINUTE_SECONDS = 60;
  private static final int LONGEST_IN_SECONDS = 100;

  /** What a sign stands for, and how it looks where there are colours. */
  private enum Sign {
    COPIED('+', "copied", Style.GOOD),
    PRESENT('=', "in place", Style.PLAIN),
    UNVERIFIED('?', "in place, cannot be told from other content", Style.DOUBTFUL),
    PRIVATE('#', "in place, but not for everyone", Style.BAD),
    PENDING('>', "to be published", Style.DOUBTFUL),
    WAITING('~', "waits until its source has settled", Style.DOUBTFUL),
    MISSING('-', "missing", Style.DOUBTFUL),
    DIFFERENT('!', "other content", Style.BAD),
    FAILED('x', "failed", Style.BAD);

    private final char sign;
    private final String meaning;
    private final Style style;

    Sign(char sign, String meaning, Style style) {
      this.sign = sign;
      this.meaning = meaning;
      this.style = style;
    }

    static Sign of(Replica replica) {
      if (replica.inPlace() && Boolean.FALSE.equals(replica.anonymous())) {
        return PRIVATE;
      }
      return switch (replica.status()) {
        case COPIED -> replica.verified() ? COPIED : UNVERIFIED;
        case PRESENT -> replica.verified() ? PRESENT : UNVERIFIED;
        case MISSING -> MISSING;
        case DIFFERENT -> DIFFERENT;
        case FAILED -> FAILED;
      };
    }

    static Sign of(Publication publication) {
      return switch (publication.status()) {
        case PUBLISHED -> COPIED;
        case PRESENT -> PRESENT;
        case PENDING -> PENDING;
        case WAITING -> WAITING;
        case FAILED -> FAILED;
      };
    }
  }

  private final List<Publication> all;
  private final List<Publication> publications;
  private final TextStyle look;
  private final Set<Sign> used = new LinkedHashSet<>();

  Table(List<Publication> publications, TextStyle look) {
    this.all = publications;
    this.publications = shown(publications);
    this.look = look;
  }

  /** The names of the regions that any publication speaks of, in order. */
  static Set<String> regions(List<Publication> publications) {
    return publications.stream()
        .flatMap(publication -> publication.replicas().stream())
        .map(Replica::region)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Of many, the first and those that failed. */
  private static List<Publication> shown(List<Publication> publications) {
    List<Publication> shown = new ArrayList<>();
    for (int i = 0; i < publications.size(); i++) {
      if (i < Summary.FEW || publications.get(i).failed()) {
        shown.add(publications.get(i));
      }
    }
    return shown;
  }

  /** The table's lines, and one with the meaning of its signs. */
  List<String> lines() {
    List<String> regions = new ArrayList<>(regions(all));
    Map<String, Integer> cells = new LinkedHashMap<>();
    regions.forEach(region -> cells.put(region, Math.max(region.length(), SMALLEST_CELL)));
    int longest = publications.stream().mapToInt(p -> name(p).length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    int next = 0;
    do {
      int end = next;
      int room = look.width() - 2 - SMALLEST_NAME - 2 - SIZE;
      while (end < regions.size() && (end == next || room >= 2 + cells.get(regions.get(end)))) {
        room -= 2 + cells.get(regions.get(end));
        end++;
      }
      List<String> together = regions.subList(next, end);
      int nameWidth = Math.min(longest, SMALLEST_NAME + Math.max(0, room));
      lines.addAll(rows(together, cells, nameWidth));
      next = end;
    } while (next < regions.size());
    if (publications.size() < all.size()) {
      lines.add(
          "  and %d more that did not fail, see the report"
              .formatted(all.size() - publications.size()));
    }
    if (!used.isEmpty()) {
      lines.add("");
      lines.addAll(legend());
    }
    return lines;
  }

  /** Below the line that the log begins with its time. */
  String text() {
    return lines().stream().map(line -> "\n" + line).collect(Collectors.joining()) + "\n";
  }

  private List<String> rows(List<String> regions, Map<String, Integer> cells, int nameWidth) {
    List<String> lines = new ArrayList<>();
    StringBuilder header = new StringBuilder("  " + pad("", nameWidth) + "  " + left("size", SIZE));
    regions.forEach(region -> header.append("  ").append(pad(region, cells.get(region))));
    lines.add(header.toString().stripTrailing());
    for (Publication publication : publications) {
      Sign sign = Sign.of(publication);
      String size = publication.bytes() == null ? "" : Bytes.text(publication.bytes());
      StringBuilder row =
          new StringBuilder(
              sign(sign) + pad(Names.shortened(name(publication), nameWidth), nameWidth) + "  ");
      row.append(left(size, SIZE));
      for (String region : regions) {
        row.append("  ");
        cell(row, publication, region, cells.get(region));
      }
      lines.add(row.toString().stripTrailing());
    }
    return lines;
  }

  private void cell(StringBuilder row, Publication publication, String region, int width) {
    Optional<Replica> replica =
        publication.replicas().stream().filter(it -> it.region().equals(region)).findFirst();
    if (replica.isEmpty()) {
      row.append(pad("", width));
      return;
    }
    boolean copied = replica.get().status() == Replica.Status.COPIED;
    row.append(sign(Sign.of(replica.get())))
        .append(pad(copied ? time(replica.get().millis()) : "", width - 2));
  }

  private String sign(Sign sign) {
    used.add(sign);
    return look.styled(sign.style, String.valueOf(sign.sign)) + " ";
  }

  private List<String> legend() {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (Sign sign : Sign.values()) {
      String item = "  " + sign.sign + " " + sign.meaning;
      if (used.contains(sign)) {
        if (line.length() + item.length() > look.width()) {
          lines.add(line.toString());
          line.setLength(0);
        }
        line.append(item);
      }
    }
    lines.add(line.toString());
    return lines;
  }

  private static String name(Publication publication) {
    return Printable.of(
        publication.publicName() == null ? publication.name() : publication.publicName());
  }

  /**
   * A time as a cell has room for it: {@code 1.3 s}, {@code 12 s}, {@code 12:05}, {@code 3:12h}.
   */
  static String time(long millis) {
    long seconds = Math.round(millis / 1000.0);
    if (millis < SHORT_MILLIS) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    if (seconds < LONGEST_IN_SECONDS) {
      return seconds + " s";
    }
    long minutes = seconds / MINUTE_SECONDS;
    return minutes < MINUTE_SECONDS
        ? String.format(Locale.ROOT, "%d:%02d", minutes, seconds % MINUTE_SECONDS)
        : String.format(
            Locale.ROOT, "%d:%02dh", minutes / MINUTE_SECONDS, minutes % MINUTE_SECONDS);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String left(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
