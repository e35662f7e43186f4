package zamba.publish.inspect.value;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All different strings of a file, up to some MiB. */
public final class Strings {

  private static final long MOST = 8 << 20;
  private static final int OBJECT = 96;

  private final Set<String> strings = new LinkedHashSet<>();
  private long taken;
  private boolean complete = true;

  public void add(String string) {
    if (string.isEmpty() || strings.contains(string)) {
      return;
    }
    long size = OBJECT + 2L * string.length();
    if (taken + size > MOST) {
      complete = false;
    } else {
      taken += size;
      strings.add(string);
    }
  }

  public List<String> all() {
    return List.copyOf(strings);
  }

  public boolean isComplete() {
    return complete;
  }
}
