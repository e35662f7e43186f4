package zamba.publish.pyyaml;

import java.util.HexFormat;

/**
 * PyYAML's {@code write_double_quoted} with {@code allow_unicode=None} and {@code width=80}.
 *
 * <p>SnakeYAML's counts UTF-16 units, takes two surrogates for one character and writes hexadecimal
 * digits in lower case.
 */
final class DoubleQuoted {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final int BEST_WIDTH = 80;
  private static final String ESCAPED =
      "\0\u0007\b\t\n\u000B\f\r\u001B\"\\\u0085\u00A0\u2028\u2029";
  private static final String ESCAPES = "0abtnvfre\"\\N_LP";

  private final int[] text;
  private final int indent;
  private final boolean split;
  private final StringBuilder out = new StringBuilder();
  private int column;

  DoubleQuoted(int[] text, int column, int indent, boolean split) {
    this.text = text;
    this.column = column;
    this.indent = indent;
    this.split = split;
  }

  String write() {
    append("\"");
    boolean afterEscape = false;
    for (int i = 0; i < text.length; i++) {
      boolean escape = needsEscape(text[i]);
      if (escape) {
        append(escape(text[i]));
      }
      // An escape is written before the width is looked at, another character after.
      boolean mayFold = escape || afterEscape || text[i] == ' ';
      int reached = escape ? column - 1 : column;
      if (split && mayFold && 0 < i && i < text.length - 1 && reached > BEST_WIDTH) {
        fold(escape ? i + 1 : i);
      }
      if (!escape) {
        append(Character.toString(text[i]));
      }
      afterEscape = escape;
    }
    append("\"");
    return out.toString();
  }

  private void fold(int next) {
    out.append("\\\n").append(" ".repeat(indent));
    column = indent;
    if (text[next] == ' ') {
      append("\\");
    }
  }

  private void append(String piece) {
    out.append(piece);
    column += piece.length();
  }

  private static boolean needsEscape(int c) {
    return c < ' ' || c > '~' || c == '"' || c == '\\';
  }

  private static String escape(int c) {
    int known = c <= 0xFFFF ? ESCAPED.indexOf(c) : -1;
    if (known >= 0) {
      return "\\" + ESCAPES.charAt(known);
    }
    if (c <= 0xFF) {
      return "\\x" + HEX.toHexDigits(c, 2);
    }
    return c <= 0xFFFF ? "\\u" + HEX.toHexDigits(c, 4) : "\\U" + HEX.toHexDigits(c, 8);
  }
}
