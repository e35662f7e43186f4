package zamba.publish.inspect.leaks;

/** A line of which parts are hidden when it is shown. */
final class Masked {

  private static final int LONGEST = 80;

  /** Characters of a secret that are shown, so that it can be found. */
  private static final int BEGINNING = 4;

  private final StringBuilder text;

  Masked(String line) {
    this.text = new StringBuilder(line);
  }

  /** Hides a secret wherever it is in a part, as many lines as it may have. */
  void hide(String secret, int start, int end) {
    for (String line : (Iterable<String>) secret.lines()::iterator) {
      int at = line.isEmpty() ? -1 : text.indexOf(line, start);
      while (at >= 0 && at < end) {
        hide(at, at + line.length());
        at = text.indexOf(line, at + line.length());
      }
    }
  }

  void hide(int start, int end) {
    for (int index = start + BEGINNING; index < end && index < text.length(); index++) {
      text.setCharAt(index, '*');
    }
  }

  /** A part, made fit for a terminal. */
  String part(int start, int end) {
    String part = clean(text.substring(start, end).strip());
    return part.length() <= LONGEST ? part : part.substring(0, LONGEST) + "…";
  }

  /** The beginning of a secret, and how long it is. */
  static String secret(String found) {
    int shown = Math.min(BEGINNING, found.length() / 4);
    return "%s… (%d characters)".formatted(clean(found.substring(0, shown)), found.length());
  }

  private static String clean(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
