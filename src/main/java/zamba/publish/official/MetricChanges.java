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
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
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
  private static final Pattern OF_A_SPECIES = Pattern.compile("species/[^/]+/.+");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** One metric; a value that is no number, or not there, is empty. */
  private record Change(String name, String old, String now) {

    OptionalDouble gain() {
      OptionalDouble from = number(old);
      OptionalDouble to = number(now);
      return from.isPresent() && to.isPresent()
          ? OptionalDouble.of(to.getAsDouble() - from.getAsDouble())
          : OptionalDouble.empty();
    }

    boolean fellToZero() {
      return gain().orElse(0) < 0 && number(now).orElse(1) == 0;
    }

    String line() {
      double gain = gain().orElse(0);
      return "%s: %s -> %s".formatted(name, shown(old), shown(now))
          + (gain > 0 ? " ▲" : gain < 0 ? " ▼" : "")
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

    /** Rounded, unless it is a whole number or none. */
    private static String shown(String text) {
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
    List<Change> changes =
        names.stream()
            .map(name -> new Change(name, old.get(name), now.get(name)))
            .filter(change -> !String.valueOf(change.old()).equals(change.now()))
            .toList();
    return lines(changes);
  }

  private static List<String> lines(List<Change> changes) {
    Predicate<Change> ofSpecies = change -> OF_A_SPECIES.matcher(change.name()).matches();
    List<String> lines = new ArrayList<>();
    changes.stream()
        .filter(ofSpecies.negate())
        .sorted(Comparator.comparingInt(MetricChanges::place))
        .map(Change::line)
        .forEach(lines::add);
    // What came or went has no gain, and is as worth knowing as the greatest loss.
    List<Change> species =
        changes.stream()
            .filter(ofSpecies)
            .sorted(
                Comparator.comparingDouble(
                    change -> change.gain().orElse(Double.NEGATIVE_INFINITY)))
            .toList();
    int more = 0;
    for (int at = 0; at < species.size(); at++) {
      if (at < SPECIES_SHOWN || species.get(at).fellToZero()) {
        lines.add(species.get(at).line());
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
    return OF_ALL.matcher(change.name()).matches()
        ? 0
        : OF_THE_FIRST_FEW.matcher(change.name()).matches() ? 1 : 2;
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
