package zamba.publish.official;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import zamba.publish.report.FileChange;
import zamba.publish.report.Printable;

/** How a model's folder would change, in the words of those who review it. */
final class FolderChanges {
  private static final String METRICS = "val_metrics.json";
  private static final int CONTEXT_LINES = 3;

  /** A number is shown as it is written: 0.10 and 0.1 are two texts and one double. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private FolderChanges() {}

  /**
   * Whether there is any; the same question as whether {@link #between} gives one, without words.
   */
  static boolean any(Map<String, byte[]> before, Map<String, byte[]> after) {
    return after.keySet().stream().anyMatch(name -> differs(before.get(name), after.get(name)));
  }

  /** Absent is null. */
  private static boolean differs(byte[] old, byte[] now) {
    return !Arrays.equals(old, now);
  }

  /**
   * One for each file that is added or changed, by name.
   *
   * @param before what is there of the files that are ours
   * @param after what is to be there
   */
  static List<FileChange> between(Map<String, byte[]> before, Map<String, byte[]> after) {
    List<FileChange> changes = new ArrayList<>();
    for (String name : new TreeSet<>(after.keySet())) {
      byte[] old = before.get(name);
      byte[] now = after.get(name);
      if (old == null) {
        changes.add(new FileChange(name, FileChange.Change.ADDED, List.of()));
      } else if (differs(old, now)) {
        changes.add(
            new FileChange(
                name,
                FileChange.Change.CHANGED,
                lines(name, old, now).stream().map(Printable::of).toList()));
      }
    }
    return changes;
  }

  private static List<String> lines(String name, byte[] old, byte[] now) {
    if (name.equals(CompanionFile.CONFIG)) {
      return diff(name, old, now);
    }
    return name.equals(METRICS) ? numbers(old, now) : List.of();
  }

  private static List<String> diff(String name, byte[] old, byte[] now) {
    List<String> before = new String(old, UTF_8).lines().toList();
    List<String> after = new String(now, UTF_8).lines().toList();
    return UnifiedDiffUtils.generateUnifiedDiff(
        "old/" + name, "new/" + name, before, DiffUtils.diff(before, after), CONTEXT_LINES);
  }

  private static List<String> numbers(byte[] old, byte[] now) {
    Map<String, String> before = new TreeMap<>();
    Map<String, String> after = new TreeMap<>();
    try {
      collect("", JSON.readTree(old), before);
      collect("", JSON.readTree(now), after);
    } catch (IOException e) {
      // What is no JSON is published as it is, and has no numbers to show.
      return List.of();
    }
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    return names.stream()
        .filter(name -> !String.valueOf(before.get(name)).equals(after.get(name)))
        .map(
            name ->
                "%s: %s -> %s"
                    .formatted(
                        name, before.getOrDefault(name, "none"), after.getOrDefault(name, "none")))
        .toList();
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
