package zamba.publish.checkout.python;

import java.util.OptionalInt;

/**
 * Where an f-string ends. Before Python 3.12 it ends at the next quote, since then quotes may be
 * nested in its expressions (PEP 701): only one that ends in the same place for both is understood.
 */
final class FormattedEnd {
  private final String text;
  private final String quote;
  private int at;

  private FormattedEnd(String text, int at, String quote) {
    this.text = text;
    this.at = at;
    this.quote = quote;
  }

  /**
   * Where the closing quote begins; empty if that cannot be told.
   *
   * @param body where the text behind the opening quote begins
   */
  static OptionalInt find(String text, int body, String quote) {
    return new FormattedEnd(text, body, quote).find();
  }

  private OptionalInt find() {
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (text.startsWith(quote, at)) {
        return depth == 0 ? OptionalInt.of(at) : OptionalInt.empty();
      }
      if (quote.length() == 1 && (c == '\n' || c == '\r')) {
        return OptionalInt.empty();
      }
      if (depth == 0) {
        if (c == '\\') {
          if (at + 1 >= text.length() || "{}N".indexOf(text.charAt(at + 1)) >= 0) {
            return OptionalInt.empty();
          }
          at++;
        } else if (c == '{' && text.startsWith("{{", at)) {
          at++;
        } else if (c == '{') {
          depth = 1;
        }
      } else if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
      } else if (c == '\\' || (c == '#' && text.charAt(at - 1) != ':')) {
        return OptionalInt.empty();
      } else if ((c == '"' || c == '\'') && !skipNested(c)) {
        return OptionalInt.empty();
      }
      at++;
    }
    return OptionalInt.empty();
  }

  /** Stops at the quote that ends a string in an expression. */
  private boolean skipNested(char nested) {
    int end = text.indexOf(nested, at + 1);
    if (end < 0 || text.startsWith(String.valueOf(nested).repeat(3), at)) {
      return false;
    }
    String between = text.substring(at + 1, end);
    if (between.contains(quote)
        || between.contains("\\")
        || between.contains("\n")
        || between.contains("\r")) {
      return false;
    }
    at = end;
    return true;
  }
}
