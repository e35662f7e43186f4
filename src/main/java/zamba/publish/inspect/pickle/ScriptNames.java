package zamba.publish.inspect.pickle;

import java.util.Set;
import java.util.regex.Pattern;

/** The classes that a TorchScript archive brings the code of. */
public record ScriptNames(Set<String> codeFiles) {

  private static final String MODULE = "__torch__";
  private static final Pattern NAME = Pattern.compile("__torch__(\\.[A-Za-z_][A-Za-z0-9_]*)+");

  static boolean isOne(String module) {
    return module.equals(MODULE) || module.startsWith(MODULE + ".");
  }

  /** Whether the class is one whose code is there; custom classes of C++ have none. */
  boolean has(String module, String name) {
    String whole = module + "." + name;
    return NAME.matcher(whole).matches()
        && !whole.startsWith("__torch__.torch.classes.")
        && codeFiles.contains("code/" + module.replace('.', '/') + ".py");
  }
}
