package zamba.publish.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of stores and promises. A column for each store: of those that the suite has just been
 * run on, as {@code ContractRecord} has kept it; of the others, as the table has it. Needs nothing
 * but Java.
 */
final class CompatibilityTable {
  /** Where the suite keeps what it found. */
  static final Path RESULTS = Path.of("target/contract");

  private static final String BEGIN = "<!-- stores: made by CompatibilityTable -->\n";
  private static final String END = "<!-- end of stores -->";
  private static final Pattern FIELD = Pattern.compile("\"((?:[^\"]++|\"\")*+)\"|([^,]*)(?:,|$)");
  private static final Map<String, String> SIGNS =
      Map.of("kept", "yes", "broken", "**no**", "skipped", "–");

  /** From a store's heading to its sign for each promise. */
  private final Map<String, Map<String, String>> stores = new LinkedHashMap<>();

  private CompatibilityTable() {}

  /**
   * Brings the kept outcomes into docs/stores.md.
   *
   * @param arguments none; run in the project's folder
   */
  public static void main(String... arguments) throws IOException {
    Path page = Path.of("docs/stores.md");
    List<List<String>> results = new ArrayList<>();
    try (Stream<Path> files = Files.list(RESULTS)) {
      for (Path file : files.sorted().toList()) {
        results.add(Files.readAllLines(file));
      }
    }
    Files.writeString(page, in(Files.readString(page), results));
  }

  /**
   * A text with its table brought up to date.
   *
   * @param text has the two comments that the table is between
   * @param results the lines of each store's file
   */
  static String in(String text, List<List<String>> results) {
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    CompatibilityTable table = new CompatibilityTable();
    table.read(text.substring(begin, end).lines().toList());
    results.forEach(table::add);
    return text.substring(0, begin) + table.markdown() + text.substring(end);
  }

  private void read(List<String> rows) {
    if (rows.isEmpty()) {
      return;
    }
    List<String> headings = cells(rows.get(0));
    for (String row : rows.subList(2, rows.size())) {
      List<String> cells = cells(row);
      for (int i = 1; i < cells.size(); i++) {
        signs(headings.get(i)).put(cells.get(0), cells.get(i));
      }
    }
  }

  private static List<String> cells(String row) {
    return Arrays.stream(row.substring(1).split("\\|")).map(String::strip).toList();
  }

  private void add(List<String> csv) {
    List<String> first = fields(csv.get(0));
    String store = first.get(0);
    // The same store on an earlier day.
    stores.keySet().removeIf(heading -> heading.startsWith(store + "<br>"));
    Map<String, String> signs = signs(store + "<br>" + first.get(1));
    for (String line : csv.subList(1, csv.size())) {
      List<String> fields = fields(line);
      signs.put(fields.get(0), SIGNS.get(fields.get(1)));
    }
  }

  private Map<String, String> signs(String heading) {
    return stores.computeIfAbsent(heading, h -> new LinkedHashMap<>());
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    Matcher field = FIELD.matcher(line);
    int from = 0;
    while (from < line.length() && field.find(from)) {
      boolean quoted = field.group(1) != null;
      fields.add(quoted ? field.group(1).replace("\"\"", "\"") : field.group(2));
      from = field.end() + (quoted ? 1 : 0);
    }
    return fields;
  }

  private String markdown() {
    TreeSet<String> promises = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    stores.values().forEach(signs -> promises.addAll(signs.keySet()));
    List<String> lines = new ArrayList<>();
    lines.add(row("promise", stores.keySet().stream()));
    lines.add(row("---", stores.keySet().stream().map(store -> "---")));
    for (String promise : promises) {
      lines.add(
          row(promise, stores.values().stream().map(signs -> signs.getOrDefault(promise, ""))));
    }
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  private static String row(String first, Stream<String> others) {
    return Stream.concat(Stream.of(first), others).collect(Collectors.joining(" | ", "| ", " |"));
  }
}
