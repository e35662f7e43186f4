package zamba.publish.gate;

import java.util.List;
import java.util.Set;
import zamba.publish.inspect.leaks.GitleaksRules;

/**
 * What is looked at before it is public.
 *
 * @param checkpoint what follows from a file of weights that is not safe ({@code gate.checkpoint})
 * @param programs public names that may be TorchScript
 * @param names additions to the allow-list, each {@code module name role}
 * @param plausible what follows from parts that do not fit each other
 * @param leaks what follows from texts that are not meant for the public
 * @param accepted RE2 patterns of what may be public all the same
 * @param leakRules rules of secrets besides the shipped ones ({@code gate.leaks.rules})
 * @param overwritesEdits whether files that were edited by hand are overwritten ({@code
 *     publish.overwrite-edits})
 */
public record GateSettings(
    Strictness checkpoint,
    Set<String> programs,
    List<String> names,
    Strictness plausible,
    Strictness leaks,
    List<String> accepted,
    GitleaksRules leakRules,
    boolean overwritesEdits) {

  public GateSettings {
    programs = Set.copyOf(programs);
    names = List.copyOf(names);
    accepted = List.copyOf(accepted);
  }
}
