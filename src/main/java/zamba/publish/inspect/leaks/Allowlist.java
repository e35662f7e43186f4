package zamba.publish.inspect.leaks;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;

/**
 * What a gitleaks.toml takes for harmless.
 *
 * @param regexes of which one must be found in the target
 * @param target what they are looked for in
 * @param stopwords of which one must be in the secret, in lower case
 * @param all whether both must hold, if there are both; otherwise one is enough
 */
record Allowlist(List<Pattern> regexes, Target target, List<String> stopwords, boolean all) {

  enum Target {
    SECRET,
    MATCH,
    LINE
  }

  /**
   * @param line the lines that the match is in
   */
  boolean excepts(String secret, String match, String line) {
    String looked =
        switch (target) {
          case SECRET -> secret;
          case MATCH -> match;
          case LINE -> line;
        };
    boolean byRegex = regexes.stream().anyMatch(regex -> regex.matcher(looked).find());
    String lower = secret.toLowerCase(Locale.ROOT);
    boolean byWord = stopwords.stream().anyMatch(lower::contains);
    return all
        ? (regexes.isEmpty() || byRegex)
            && (stopwords.isEmpty() || byWord)
            && !(regexes.isEmpty() && stopwords.isEmpty())
        : byRegex || byWord;
  }
}
