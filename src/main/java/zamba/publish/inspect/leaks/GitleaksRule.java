package zamba.publish.inspect.leaks;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A rule of a gitleaks.toml.
 *
 * @param path what a file's name must have in it
 * @param secretGroup the group of the pattern that is the secret; 0 for the first that is not empty
 * @param entropy in bits a character; a secret must have more, unless it is 0
 * @param keywords in lower case, of which a text must have one, if there are any
 */
record GitleaksRule(
    String id,
    Pattern pattern,
    Optional<Pattern> path,
    int secretGroup,
    double entropy,
    List<String> keywords,
    List<Allowlist> allowlists) {

  /** Characters of a line that are looked at before and behind what was found in it. */
  private static final int AROUND = 2 << 10;

  /**
   * @param file empty: its name does not matter
   */
  boolean concerns(String file) {
    return file.isEmpty() || path.isEmpty() || path.get().matcher(file).find();
  }

  /**
   * What it finds in a text.
   *
   * @param lower the text in lower case
   * @param most how many at most
   */
  List<Secret> in(String text, String lower, int most) {
    List<Secret> found = new ArrayList<>();
    if (!keywords.isEmpty() && keywords.stream().noneMatch(lower::contains)) {
      return found;
    }
    Matcher matcher = pattern.matcher(text);
    while (found.size() < most && matcher.find()) {
      Secret secret = secret(matcher, text);
      if (!secret.text().isEmpty()
          && (entropy == 0 || entropy(secret.text()) > entropy)
          && !isAllowed(secret, text)) {
        found.add(secret);
      }
    }
    return found;
  }

  private Secret secret(Matcher matcher, String text) {
    int group = secretGroup;
    for (int next = 1; group == 0 && next <= matcher.groupCount(); next++) {
      group = matcher.start(next) < matcher.end(next) ? next : 0;
    }
    int from = matcher.start(group);
    int to = matcher.end(group);
    while (from < to && isBreak(text.charAt(from))) {
      from++;
    }
    while (from < to && isBreak(text.charAt(to - 1))) {
      to--;
    }
    String secret = from < 0 ? "" : text.substring(from, to);
    return new Secret(id, matcher.start(), matcher.end(), secret, from);
  }

  private boolean isAllowed(Secret secret, String text) {
    if (allowlists.isEmpty()) {
      return false;
    }
    String match = text.substring(secret.start(), secret.end());
    String line = lines(text, secret.start(), secret.end());
    return allowlists.stream().anyMatch(list -> list.excepts(secret.text(), match, line));
  }

  private static String lines(String text, int start, int end) {
    int from = start;
    while (from > 0 && start - from < AROUND && !isBreak(text.charAt(from - 1))) {
      from--;
    }
    int to = end;
    while (to < text.length() && to - end < AROUND && !isBreak(text.charAt(to))) {
      to++;
    }
    return text.substring(from, to);
  }

  private static boolean isBreak(char c) {
    return c == '\n' || c == '\r';
  }

  /** Shannon's, in bits a character. */
  private static double entropy(String text) {
    Map<Integer, Long> counts =
        text.codePoints().boxed().collect(Collectors.groupingBy(c -> c, Collectors.counting()));
    double length = text.codePointCount(0, text.length());
    return -counts.values().stream()
        .mapToDouble(count -> count / length * Math.log(count / length) / Math.log(2))
        .sum();
  }
}
