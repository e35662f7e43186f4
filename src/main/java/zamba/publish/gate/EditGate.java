package zamba.publish.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import zamba.publish.edits.HandEdit;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.folder.OfficialModels;

/** Looks for what was edited by hand and would be overwritten ({@code publish.overwrite-edits}). */
public final class EditGate {
  private final Strictness strictness;
  private final LeakGate leaks;
  private final OfficialModels officialModels;

  /**
   * @param leaks what it finds to be a secret is not shown
   * @param officialModels where it would be overwritten
   */
  public EditGate(GateSettings settings, LeakGate leaks, OfficialModels officialModels) {
    this.strictness = settings.overwritesEdits() ? Strictness.WARN : Strictness.STOP;
    this.leaks = leaks;
    this.officialModels = officialModels;
  }

  /** Looks at what is committed of a model, beside what would be. */
  public Looked look(OfficialFolder folder, Looked looked) {
    List<HandEdit> edits = officialModels.edits(folder);
    if (edits.isEmpty()) {
      return looked;
    }
    List<String> lines = new ArrayList<>();
    for (HandEdit edit : edits) {
      for (String line : edit.lines()) {
        lines.add(
            "edited by hand: %s: %s"
                .formatted(edit.file(), leaks.isSecret(line) ? "a line with a secret" : line));
      }
    }
    return looked.and(lines, List.of()).finding(strictness, text(folder, edits));
  }

  private String text(OfficialFolder folder, List<HandEdit> edits) {
    String files =
        edits.stream()
            .map(edit -> edit.file() + " (" + edit.why() + ")")
            .collect(Collectors.joining(", "));
    String place = officialModels.folder(folder.model()).toString();
    return strictness == Strictness.STOP
        ? "What was edited by hand in %s would be overwritten: %s. Put what is to stay into the training results; or let it be overwritten with publish.overwrite-edits=true (--overwrite-edits)"
            .formatted(place, files)
        : "what was edited by hand in %s is overwritten: %s".formatted(place, files);
  }
}
