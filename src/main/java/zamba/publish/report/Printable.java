package zamba.publish.report;

import java.util.Locale;

/**
 * Foreign text as it may be shown: what is no visible character becomes an escape such as {@code
 * \u001b}, so that an object's key or a server's message can neither drive a terminal nor look like
 * a line of ours.
 */
public final class Printable {
  /** Far more than any message says; a server may send a page. */
  private static final int LONGEST_MESSAGE = 500;

  private Printable() {}

  /**
   * The text with escapes for control characters (C0, DEL, C1), line and paragraph separators,
   * directional controls (Unicode Standard Annex 9) and lone surrogates.
   */
  public static String of(String text) {
    if (text == null || text.codePoints().noneMatch(Printable::isEscaped)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            it ->
                shown.append(
                    isEscaped(it)
                        ? String.format(Locale.ROOT, "\\u%04x", it)
                        : Character.toString(it)));
    return shown.toString();
  }

  /** The same of a message, which is cut if it is very long. */
  public static String message(String text) {
    String stripped = text.strip();
    return of(
        stripped.length() <= LONGEST_MESSAGE
            ? stripped
            : stripped.substring(0, LONGEST_MESSAGE) + "...");
  }

  /** Whether a text is shown as it is. */
  public static boolean is(String text) {
    return text.codePoints().noneMatch(Printable::isEscaped);
  }

  private static boolean isEscaped(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT -> isDirectional(character);
      default -> false;
    };
  }

  /** Those of the format characters that change the order in which others are shown. */
  private static boolean isDirectional(int character) {
    return character == 0x061c
        || character == 0x200e
        || character == 0x200f
        || (character >= 0x202a && character <= 0x202e)
        || (character >= 0x2066 && character <= 0x2069);
  }
}
