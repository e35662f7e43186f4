package zamba.publish.folder;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import zamba.publish.official.CompanionFile;
import zamba.publish.official.MetricChanges;
import zamba.publish.publication.FileChange;
import zamba.publish.report.Printable;

/** How a model's folder would change, in the words of those who review it. */
final class FolderChanges {
  private static final String METRICS = "val_metrics.json";
  private static final int CONTEXT_LINES = 3;

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
    return name.equals(METRICS) ? MetricChanges.between(old, now) : List.of();
  }

  private static List<String> diff(String name, byte[] old, byte[] now) {
    List<String> before = new String(old, UTF_8).lines().toList();
    List<String> after = new String(now, UTF_8).lines().toList();
    return UnifiedDiffUtils.generateUnifiedDiff(
        "old/" + name, "new/" + name, before, DiffUtils.diff(before, after), CONTEXT_LINES);
  }
}
