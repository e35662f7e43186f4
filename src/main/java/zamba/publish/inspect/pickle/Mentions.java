package zamba.publish.inspect.pickle;

import java.util.LinkedHashMap;
import java.util.Map;

/** The names that a file mentions, and how often. */
public final class Mentions {

  private static final int MOST = 1000;

  private final Map<String, Integer> counts = new LinkedHashMap<>();

  void add(String name) {
    if (counts.size() < MOST || counts.containsKey(name)) {
      counts.merge(name, 1, Integer::sum);
    }
  }

  public Map<String, Integer> counts() {
    return new LinkedHashMap<>(counts);
  }
}
