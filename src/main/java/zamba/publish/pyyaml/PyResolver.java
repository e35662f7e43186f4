package zamba.publish.pyyaml;

import java.util.regex.Pattern;

/**
 * PyYAML's implicit resolvers ({@code resolver.py}): which tag an untagged plain scalar has. They
 * are tried in PyYAML's order, each only for the first characters it is registered for.
 */
final class PyResolver {
  private static final Pattern BOOL =
      Pattern.compile("yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF");
  private static final Pattern FLOAT =
      Pattern.compile(
          "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?"
              + "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
              + "|[-+]?\\.(?:inf|Inf|INF)"
              + "|\\.(?:nan|NaN|NAN)");
  private static final Pattern INT =
      Pattern.compile(
          "[-+]?0b[0-1_]+"
              + "|[-+]?0[0-7_]+"
              + "|[-+]?(?:0|[1-9][0-9_]*)"
              + "|[-+]?0x[0-9a-fA-F_]+");
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
              + "|[0-9][0-9][0-9][0-9]-[0-9][0-9]?-[0-9][0-9]?"
              + "(?:[Tt]|[ \\t]+)[0-9][0-9]?"
              + ":[0-9][0-9]:[0-9][0-9](?:\\.[0-9]*)?"
              + "(?:[ \\t]*(?:Z|[-+][0-9][0-9]?(?::[0-9][0-9])?))?");

  private PyResolver() {}

  /**
   * PyYAML's {@code resolve} for a scalar.
   *
   * @param implicit whether the implicit resolvers apply (the scalar is plain)
   */
  static String resolve(String value, boolean implicit) {
    return implicit ? implicitTag(value) : PyTag.STR;
  }

  private static String implicitTag(String value) {
    if (value.isEmpty()) {
      return PyTag.NULL;
    }
    // Python's $ also matches before a line feed that ends the string.
    String text = value.endsWith("\n") ? value.substring(0, value.length() - 1) : value;
    char first = value.charAt(0);
    return switch (first) {
      case 'y', 'Y', 't', 'T', 'f', 'F', 'o', 'O' -> matches(BOOL, text) ? PyTag.BOOL : PyTag.STR;
      case 'n', 'N' -> matches(BOOL, text) ? PyTag.BOOL : isNull(text) ? PyTag.NULL : PyTag.STR;
      case '~' -> isNull(text) ? PyTag.NULL : PyTag.STR;
      case '<' -> text.equals("<<") ? PyTag.MERGE : PyTag.STR;
      case '=' -> text.equals("=") ? PyTag.VALUE : PyTag.STR;
      case '-', '+', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(first, text);
      default -> PyTag.STR;
    };
  }

  private static String number(char first, String text) {
    if (matches(FLOAT, text) || isSexagesimal(text, true)) {
      return PyTag.FLOAT;
    }
    if (first != '.' && (matches(INT, text) || isSexagesimal(text, false))) {
      return PyTag.INT;
    }
    if (first >= '0' && first <= '9' && matches(TIMESTAMP, text)) {
      return PyTag.TIMESTAMP;
    }
    return PyTag.STR;
  }

  /**
   * {@code [-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+} for int; for float any first digit, and {@code
   * \\.[0-9_]*} at the end. By hand because Java's regular expressions recurse over repeated
   * groups.
   */
  private static boolean isSexagesimal(String text, boolean isFloat) {
    int i = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    if (i == text.length() || !isDigit(text.charAt(i)) || (!isFloat && text.charAt(i) == '0')) {
      return false;
    }
    i = skipDigits(text, i, true);
    if (i == text.length() || text.charAt(i) != ':') {
      return false;
    }
    while (i < text.length() && text.charAt(i) == ':') {
      int end = skipDigits(text, i + 1, false);
      int digits = end - i - 1;
      if (digits < 1 || digits > 2 || (digits == 2 && text.charAt(i + 1) > '5')) {
        return false;
      }
      i = end;
    }
    if (isFloat) {
      return i < text.length()
          && text.charAt(i) == '.'
          && skipDigits(text, i + 1, true) == text.length();
    }
    return i == text.length();
  }

  private static int skipDigits(String text, int start, boolean underscores) {
    int i = start;
    while (i < text.length()
        && (isDigit(text.charAt(i)) || (underscores && text.charAt(i) == '_'))) {
      i++;
    }
    return i;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNull(String text) {
    return text.equals("~") || text.equals("null") || text.equals("Null") || text.equals("NULL");
  }

  private static boolean matches(Pattern pattern, String text) {
    return pattern.matcher(text).matches();
  }
}
