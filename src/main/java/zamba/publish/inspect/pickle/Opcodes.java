package zamba.publish.inspect.pickle;

import zamba.publish.inspect.value.Resource;

/** The opcodes of pickles: their names, and which are allowed (opcodes.tsv). */
public final class Opcodes {

  private final String[] names = new String[256];
  private final boolean[] allowed = new boolean[256];

  Opcodes() {
    for (String[] row : Resource.rows("opcodes.tsv", 4)) {
      int code = Integer.decode(row[0]);
      names[code] = row[1];
      allowed[code] = row[3].equals("allowed");
    }
  }

  boolean known(int code) {
    return names[code] != null;
  }

  boolean allowed(int code) {
    return allowed[code];
  }

  String name(int code) {
    return known(code) ? names[code] : "0x%02x, which is no opcode".formatted(code);
  }
}
