package zamba.publish.pullrequest.body;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import zamba.publish.report.Printable;

/** Foreign text in GitHub Flavored Markdown (GFM 0.29). */
final class Markdown {
  private static final int LONGEST = 300;

  /** Mean nothing in a code span (GFM 6.3), in a table neither; a backslash could escape a bar. */
  private static final Pattern PLAIN_IN_CODE = Pattern.compile("[^`|\\\\]*");

  /** What can be in an autolink (GFM 6.8) and in a table. */
  private static final Pattern ADDRESS =
      Pattern.compile("https?://[A-Za-z0-9.:\\[\\]-]+/[A-Za-z0-9._~/%!$&'()*+,;=:@-]*");

  private static final Pattern TICKS = Pattern.compile("`+");

  private Markdown() {}

  /**
   * A text as code: in there GitHub looks for neither mentions nor references nor addresses.
   *
   * @param text anything; what cannot be seen becomes an escape, and what is very long is cut
   */
  static String code(String text) {
    String shown = Printable.of(cut(text));
    if (shown.isBlank()) {
      return shown.isEmpty()
          ? "<code></code>"
          : "<code>" + "&#32;".repeat(shown.length()) + "</code>";
    }
    if (PLAIN_IN_CODE.matcher(shown).matches() && shown.strip().equals(shown)) {
      return "`" + shown + "`";
    }
    return shown
        .codePoints()
        .mapToObj(it -> Character.isLetterOrDigit(it) ? Character.toString(it) : "&#" + it + ";")
        .collect(Collectors.joining("", "<code>", "</code>"));
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
  }

  /** An address of ours as a link; as code if it has anything in it that a link may not. */
  static String link(String address) {
    return ADDRESS.matcher(address).matches() ? "<" + address + ">" : code(address);
  }

  /** Several, as code. */
  static String codes(List<String> texts, int most) {
    String shown = texts.stream().limit(most).map(Markdown::code).collect(Collectors.joining(", "));
    return texts.size() > most ? shown + " and %d more".formatted(texts.size() - most) : shown;
  }

  /** A block of code that nothing in it can end. */
  static String block(String language, List<String> lines, int most) {
    StringBuilder text = new StringBuilder();
    lines.stream().limit(most).forEach(line -> text.append(Printable.of(cut(line))).append('\n'));
    if (lines.size() > most) {
      text.append("… and %d more lines\n".formatted(lines.size() - most));
    }
    int longest = 2;
    Matcher ticks = TICKS.matcher(text);
    while (ticks.find()) {
      longest = Math.max(longest, ticks.group().length());
    }
    String fence = "`".repeat(longest + 1);
    return fence + language + "\n" + text + fence + "\n";
  }

  /** Something to unfold. */
  static String details(String summary, String content) {
    return "<details><summary>%s</summary>\n\n%s\n</details>\n".formatted(summary, content);
  }
}
