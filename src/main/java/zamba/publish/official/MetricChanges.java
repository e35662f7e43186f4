package zamba.publish.official;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the metrics of a model change, in the order in which a maintainer asks: the whole first, then
 * the species that lose most. Zamba's metrics are a list with one object; those of a species have
 * names like {@code species/val_f1/badger}.
 */
public final class MetricChanges {
  /** Of the species' lines; those that fell to zero are all shown. */
  private static final int SPECIES_SHOWN = 10;

  private static final Pattern OF_ALL = Pattern.compile("(.*[_/])?macro_f1(_.*)?");
  private static final Pattern OF_THE_FIRST_FEW = Pattern.compile("(.*[_/])?top_\\d+(_.*)?");
  private static final Pattern OF_A_SPECIES = Pattern.compile("(?s)species/([^/]+)/(.+)");
  private static final Pattern F1 = Pattern.compile("(.*_)?f1(_.*)?");
  private static final Pattern OF_THE_FIRST = Pattern.compile("(.*[_/])?top_1(_.*)?");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /**
   * One metric.
   *
   * @param name its path
   * @param old what it was, or null if it was not there
   * @param now what it is, or null if it is not there
   */
  public record Change(String name, String old, String now) {

    /** By how much it grows; empty if one of both is no number. */
    public OptionalDouble gain() {
      OptionalDouble from = number(old);
      OptionalDouble to = number(now);
      return from.isPresent() && to.isPresent()
          ? OptionalDouble.of(to.getAsDouble() - from.getAsDouble())
          : OptionalDouble.empty();
    }

    /** What it was; empty if that is no number. */
    public OptionalDouble before() {
      return number(old);
    }

    /** What it is; empty if that is no number. */
    public OptionalDouble after() {
      return number(now);
    }

    /** {@code ▲}, {@code ▼} or nothing. */
    public String mark() {
      double gain = gain().orElse(0);
      return gain > 0 ? "▲" : gain < 0 ? "▼" : "";
    }

    /** The species whose F1 it is. */
    public Optional<String> speciesOfF1() {
      Matcher matcher = OF_A_SPECIES.matcher(name);
      return matcher.matches() && F1.matcher(matcher.group(1)).matches()
          ? Optional.of(matcher.group(2))
          : Optional.empty();
    }

    /** Whether it is of a single species. */
    public boolean ofSpecies() {
      return OF_A_SPECIES.matcher(name).matches();
    }

    /** Whether it is the mean of all species' F1. */
    public boolean isMacroF1() {
      return OF_ALL.matcher(name).matches();
    }

    /** Whether it says how often the first guess is right. */
    public boolean isTop1() {
      return OF_THE_FIRST.matcher(name).matches();
    }

    /** Whether both are the same. */
    public boolean same() {
      return String.valueOf(old).equals(String.valueOf(now));
    }

    boolean fellToZero() {
      return gain().orElse(0) < 0 && number(now).orElse(1) == 0;
    }

    String line() {
      String mark = mark();
      return "%s: %s -> %s".formatted(name, shown(old), shown(now))
          + (mark.isEmpty() ? "" : " " + mark)
          + (fellToZero() ? " fell to zero" : "");
    }

    private static OptionalDouble number(String text) {
      try {
        double number = text == null ? Double.NaN : Double.parseDouble(text);
        return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
      } catch (NumberFormatException e) {
        return OptionalDouble.empty();
      }
    }

    /** A value as people read it: rounded, unless it is a whole number or none. */
    public static String shown(String text) {
      if (text == null) {
        return "none";
      }
      return text.matches("-?\\d+") || number(text).isEmpty()
          ? text
          : String.format(Locale.ROOT, "%.3f", number(text).getAsDouble());
    }
  }

  private MetricChanges() {}

  /**
   * A line for each that changes, the least important ones counted only; none of what is no JSON.
   */
  public static List<String> between(byte[] before, byte[] after) {
    return lines(all(before, after).stream().filter(change -> !change.same()).toList());
  }

  /**
   * Each metric that there was or is: the whole's first, then the species', those that lose most
   * first; none of what is no JSON.
   */
  public static List<Change> all(byte[] before, byte[] after) {
    Map<String, String> old = new TreeMap<>();
    Map<String, String> now = new TreeMap<>();
    try {
      collect("", JSON.readTree(before), old);
      collect("", JSON.readTree(after), now);
    } catch (IOException e) {
      // What is no JSON is published as it is, and has no numbers to show.
      return List.of();
    }
    TreeSet<String> names = new TreeSet<>(old.keySet());
    names.addAll(now.keySet());
    return names.stream()
        .map(name -> new Change(name, old.get(name), now.get(name)))
        .sorted(
            Comparator.comparingInt(MetricChanges::place).thenComparingDouble(MetricChanges::loss))
        .toList();
  }

  /** What came or went has no gain, and is as worth knowing as the greatest loss. */
  private static double loss(Change change) {
    return change.ofSpecies() ? change.gain().orElse(Double.NEGATIVE_INFINITY) : 0;
  }

  private static List<String> lines(List<Change> changes) {
    List<String> lines = new ArrayList<>();
    int more = 0;
    int species = 0;
    for (Change change : changes) {
      if (!change.ofSpecies() || species++ < SPECIES_SHOWN || change.fellToZero()) {
        lines.add(change.line());
      } else {
        more++;
      }
    }
    if (more > 0) {
      lines.add("… and %d more".formatted(more));
    }
    return lines;
  }

  private static int place(Change change) {
    if (change.ofSpecies()) {
      return 3;
    }
    return change.isMacroF1() ? 0 : OF_THE_FIRST_FEW.matcher(change.name()).matches() ? 1 : 2;
  }

  /**
   * Values by their path, {@code [0].val_macro_f1}; of a list with one element without its number.
   */
  private static void collect(String path, JsonNode node, Map<String, String> values) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        collect(
            path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
            field.getValue(),
            values);
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(node.size() == 1 ? path : path + "[" + i + "]", node.get(i), values);
      }
    } else {
      values.put(path, node.asText());
    }
  }
}
