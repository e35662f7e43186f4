package zamba.publish.inspect.leaks;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The rules of a gitleaks.toml, on top of the shipped ones. A text is looked at as a whole, since
 * some of them span lines, and in time that grows with the text and no faster.
 */
public final class GitleaksRules {
  public static final GitleaksRules NONE = new GitleaksRules(List.of());

  /** Characters that are looked at together; the pieces of a longer text overlap. */
  private static final int PIECE = 64 << 10;

  private static final int OVERLAP = 8 << 10;

  private final List<GitleaksRule> rules;

  GitleaksRules(List<GitleaksRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * Reads rules in the form that gitleaks 8 documents (README.md, Configuration). Rules of a path
   * alone are left out, as there is no path; the paths and commits of allowlists never hold.
   *
   * @param toml the file's text
   * @param problem is told all that is wrong, with its line or rule
   * @return the rules, to be used if there was no problem
   */
  public static GitleaksRules read(String toml, Consumer<String> problem) {
    return new GitleaksRules(new GitleaksToml(problem).rules(toml));
  }

  /**
   * The secrets in a text, each once.
   *
   * @param file the text's name, which some rules ask for; empty for all rules
   * @param most how many at most
   */
  Set<Secret> in(String file, String text, int most) {
    Set<Secret> all = new LinkedHashSet<>();
    List<GitleaksRule> concerned = rules.stream().filter(rule -> rule.concerns(file)).toList();
    if (concerned.isEmpty()) {
      return all;
    }
    int start = 0;
    while (true) {
      String piece = text.substring(start, Math.min(text.length(), start + PIECE));
      String lower = piece.toLowerCase(Locale.ROOT);
      for (GitleaksRule rule : concerned) {
        for (Secret it : rule.in(piece, lower, most - all.size())) {
          all.add(
              new Secret(
                  it.rule(), start + it.start(), start + it.end(), it.text(), start + it.at()));
        }
      }
      if (start + PIECE >= text.length()) {
        return all;
      }
      start += PIECE - OVERLAP;
    }
  }
}
