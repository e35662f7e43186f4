package zamba.publish.checkout.companions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;

/**
 * Places that name models of zamba together and lack a new one: an enum, the choices of an option,
 * a docstring, a table, a sentence. Together are three or more with no empty line, and no more than
 * a few others or a few words of one line, between them. Lines with an address of S3 are left out:
 * they are the WEIGHT_LOOKUP, which the release itself fills.
 */
final class ModelLists {
  static final int FEWEST = 3;

  /** Lines; as many as a row of a table has in HTML. */
  private static final int ROW = 8;

  /**
   * Characters; two names in a line with more between them are in one sentence, which compares, and
   * not in one list.
   */
  private static final int WORDS = 40;

  private final Set<String> known;
  private final List<String> added;
  private final ModelNames models;
  private final Findings findings;

  ModelLists(Set<String> known, List<String> added, ModelNames models, Findings findings) {
    this.known = known;
    this.added = added;
    this.models = models;
    this.findings = findings;
  }

  void look(String path, String text) {
    if (added.isEmpty() || known.size() < FEWEST) {
      return;
    }
    List<String> together = new ArrayList<>();
    int line = 0;
    for (String each : text.split("\r\n|\r|\n", -1)) {
      line++;
      if (each.isBlank()) {
        look(path, line - together.size(), together);
        together.clear();
      } else {
        together.add(each);
      }
    }
    look(path, line + 1 - together.size(), together);
  }

  /** Looks at lines with no empty one between them. */
  private void look(String path, int first, List<String> lines) {
    Set<String> all = new LinkedHashSet<>();
    Map<String, Integer> near = new LinkedHashMap<>();
    Map<String, Integer> most = Map.of();
    int last = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.contains("s3://")) {
        continue;
      }
      all.addAll(models.in(line));
      Set<String> named = together(line);
      if (named.isEmpty()) {
        continue;
      }
      if (i - last > ROW) {
        near.clear();
      }
      last = i;
      for (String name : named) {
        near.putIfAbsent(name, first + i);
      }
      if (near.size() > most.size()) {
        most = new LinkedHashMap<>(near);
      }
    }
    if (most.size() >= FEWEST) {
      remark(path, most, all);
    }
  }

  /**
   * The most known names of a line that are together; those that come first if others are as many.
   */
  private Set<String> together(String line) {
    Set<String> most = Set.of();
    Set<String> near = new LinkedHashSet<>();
    int end = 0;
    for (MatchResult name : models.places(line).toList()) {
      if (name.start() - end > WORDS) {
        near.clear();
      }
      end = name.end();
      if (known.contains(name.group())) {
        near.add(name.group());
      }
      if (near.size() > most.size()) {
        most = new LinkedHashSet<>(near);
      }
    }
    return most;
  }

  private void remark(String path, Map<String, Integer> names, Set<String> all) {
    for (String model : added) {
      if (!all.contains(model)) {
        findings.remark(
            path,
            names.values().iterator().next(),
            "names %s, but not %s".formatted(String.join(", ", names.keySet()), model));
      }
    }
  }
}
