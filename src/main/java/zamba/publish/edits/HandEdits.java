package zamba.publish.edits;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import zamba.publish.edits.WrittenMark.Says;
import zamba.publish.official.CompanionFile;
import zamba.publish.official.OfficialConfig;
import zamba.publish.report.Printable;

/**
 * Tells which of a model's committed files were edited by hand and would be overwritten. Of each
 * file that would change, in this order:
 *
 * <ul>
 *   <li>its {@link WrittenMark} says that it is what a commit wrote: it was not edited; or that it
 *       is not: it was;
 *   <li>git's commit has the same: nothing of it can be lost; or another: it was edited since;
 *   <li>it has no mark, but others in the folder have: it was replaced;
 *   <li>git has none, was not told to ignore it, and no commit of ours wrote it: nobody else has
 *       it.
 * </ul>
 *
 * And {@code config.yaml} must be what the {@code train_configuration.yaml} beside it gives, also
 * where git has both. Where nothing is known of a file, it is taken for what an earlier publication
 * wrote.
 */
public final class HandEdits {
  /** Lines shown of one file. */
  private static final int SHOWN = 12;

  private static final int WIDTH = 160;
  private static final int DIFF_HEADER = 2;

  /** Comparing takes time that grows with the square of what differs. */
  private static final int COMPARED = 10_000;

  private final GitCopy git;
  private final String model;
  private final Path folder;
  private final Map<String, byte[]> present;
  private final Map<String, byte[]> next;
  private final Map<String, Says> marks = new HashMap<>();

  private HandEdits(
      GitCopy git,
      String model,
      Path folder,
      Map<String, byte[]> present,
      Map<String, byte[]> next) {
    this.git = git;
    this.model = model;
    this.folder = folder;
    this.present = present;
    this.next = next;
    present.forEach((name, content) -> marks.put(name, marked(name, content)));
  }

  private Says marked(String name, byte[] content) {
    return WrittenMark.says(folder.resolve(name), content);
  }

  /**
   * What a commit would overwrite that somebody has edited.
   *
   * @param folder the model's
   * @param present what it holds of the files that are ours
   * @param next what it is to hold
   */
  public static List<HandEdit> of(
      GitCopy git,
      String model,
      Path folder,
      Map<String, byte[]> present,
      Map<String, byte[]> next) {
    return new HandEdits(git, model, folder, present, next).edits();
  }

  private List<HandEdit> edits() {
    Set<String> overwritten =
        present.keySet().stream()
            .filter(name -> !Arrays.equals(present.get(name), next.get(name)))
            .collect(Collectors.toSet());
    Map<String, HandEdit> edits = new TreeMap<>();
    Set<String> doubtful =
        overwritten.stream()
            .filter(name -> marks.get(name) != Says.AS_WRITTEN)
            .collect(Collectors.toSet());
    if (!doubtful.isEmpty()) {
      byHistory(doubtful).forEach(edit -> edits.put(edit.file(), edit));
    }
    byTraining(overwritten, edits).ifPresent(edit -> edits.put(edit.file(), edit));
    return List.copyOf(edits.values());
  }

  private List<HandEdit> byHistory(Set<String> names) {
    Optional<Map<String, byte[]>> committed = git.committed(folder, names);
    Set<String> notInGit =
        committed
            .map(files -> names.stream().filter(it -> !files.containsKey(it)))
            .map(files -> files.collect(Collectors.toSet()))
            .orElse(Set.of());
    Set<String> ignored = notInGit.isEmpty() ? Set.of() : git.ignored(folder, notInGit);
    List<HandEdit> edits = new ArrayList<>();
    for (String name : names) {
      byte[] before = committed.map(files -> files.get(name)).orElse(null);
      why(name, before, notInGit.contains(name) && !ignored.contains(name))
          .ifPresent(why -> edits.add(edit(name, why, before)));
    }
    return edits;
  }

  /**
   * @param before as git's commit has it, or null
   * @param onlyHere whether git would have it, and has not
   */
  private Optional<String> why(String name, byte[] before, boolean onlyHere) {
    if (before != null && !text(before).equals(text(present.get(name)))) {
      return Optional.of("it was changed since git's last commit");
    }
    if (marks.get(name) == Says.EDITED) {
      return Optional.of("it is not what was written when the model was published");
    }
    if (before != null || marks.get(name) != Says.NONE) {
      return Optional.empty();
    }
    if (marks.containsValue(Says.AS_WRITTEN)) {
      return Optional.of("it was replaced since the model was published");
    }
    return onlyHere
        ? Optional.of("it is not committed to git, and no publication wrote it")
        : Optional.empty();
  }

  /** Whether the config is what the training gives, where one of the two would be overwritten. */
  private Optional<HandEdit> byTraining(Set<String> overwritten, Map<String, HandEdit> known) {
    String training = CompanionFile.TRAIN_CONFIGURATION;
    String config = CompanionFile.CONFIG;
    byte[] source = present.get(training);
    if (source == null
        || !present.containsKey(config)
        || known.containsKey(training)
        || known.containsKey(config)) {
      return Optional.empty();
    }
    String file = overwritten.contains(config) ? config : training;
    if (!overwritten.contains(file)) {
      return Optional.empty();
    }
    byte[] derived;
    try {
      derived = OfficialConfig.of(model, source, training).yaml().getBytes(UTF_8);
    } catch (RuntimeException e) {
      // Then it says nothing of the config.
      return Optional.empty();
    }
    if (text(derived).equals(text(present.get(config)))) {
      return Optional.empty();
    }
    return Optional.of(
        new HandEdit(
            file,
            "config.yaml is not what the train_configuration.yaml beside it gives",
            lines(derived, present.get(config))));
  }

  private HandEdit edit(String name, String why, byte[] before) {
    byte[] now = present.get(name);
    return before == null || Arrays.equals(before, now)
        ? new HandEdit(
            name, why + "; from what would be written to what is there", lines(next.get(name), now))
        : new HandEdit(name, why, lines(before, now));
  }

  /** Git may have turned line ends into those of this machine. */
  private static String text(byte[] content) {
    return new String(content, ISO_8859_1).replace("\r\n", "\n");
  }

  private static List<String> lines(byte[] before, byte[] now) {
    List<String> old = new String(before, UTF_8).lines().toList();
    List<String> edited = new String(now, UTF_8).lines().toList();
    if (old.size() + edited.size() > COMPARED) {
      return List.of("it has too many lines to show which");
    }
    List<String> all =
        UnifiedDiffUtils.generateUnifiedDiff("", "", old, DiffUtils.diff(old, edited), 0).stream()
            .skip(DIFF_HEADER)
            .filter(line -> !line.startsWith("@@"))
            .map(line -> line.length() > WIDTH ? line.substring(0, WIDTH) + "…" : line)
            .map(Printable::of)
            .toList();
    if (all.isEmpty()) {
      return List.of("only line ends, or what is not text, differ");
    }
    if (all.size() <= SHOWN) {
      return all;
    }
    List<String> shown = new ArrayList<>(all.subList(0, SHOWN));
    shown.add("… and %d more".formatted(all.size() - SHOWN));
    return shown;
  }
}
