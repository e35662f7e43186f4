package zamba.publish.inspect.pickle;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.Shown;
import zamba.publish.inspect.value.AllowedName;
import zamba.publish.inspect.value.Notes;
import zamba.publish.inspect.value.Role;
import zamba.publish.inspect.value.Value;
import zamba.publish.inspect.value.Value.Name;
import zamba.publish.inspect.value.Value.Opaque;
import zamba.publish.inspect.value.Value.ScriptClass;
import zamba.publish.inspect.value.Value.Text;

/** Looks up the names that a pickle mentions, and tells of each unknown one, once. */
public final class Names {

  private static final int MOST = 100;

  private final PickleContext context;
  private final Notes notes;
  private final Map<String, String> unknown = new HashMap<>();

  Names(PickleContext context, Notes notes) {
    this.context = context;
    this.notes = notes;
  }

  Value find(String module, String name) {
    String whole = Shown.of(module + "." + name);
    context.mentions().add(whole);
    if (context.scripts() != null && ScriptNames.isOne(module)) {
      if (context.scripts().has(module, name)) {
        return new ScriptClass(whole);
      }
      notes.note(Reason.GLOBAL, whole + ", whose code is not in the archive");
      return new Opaque(null);
    }
    Optional<AllowedName> allowed = context.allowed().find(module, name);
    if (allowed.isEmpty()) {
      if (unknown.size() < MOST && unknown.putIfAbsent(whole, "") == null) {
        notes.note(Reason.GLOBAL, whole + " named");
      }
      return new Opaque(whole);
    }
    if (allowed.get().may(Role.JIT) && context.scripts() == null) {
      notes.note(Reason.ROLE, whole + ", which is TorchScript's only");
      return new Opaque(null);
    }
    return new Name(allowed.get());
  }

  /** A name by two strings of the stack. */
  Value find(Value module, Value name) {
    if (module instanceof Text first
        && first.value() != null
        && name instanceof Text second
        && second.value() != null) {
      return find(first.value(), second.value());
    }
    notes.note(Reason.GLOBAL, "a name made of %s and %s".formatted(module.what(), name.what()));
    return new Opaque(null);
  }
}
