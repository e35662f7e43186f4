package zamba.publish.checkout.companions;

/** Counts the lines of a text, forwards only. */
final class Lines {
  private final String text;
  private int at;
  private int line = 1;

  Lines(String text) {
    this.text = text;
  }

  /**
   * The line of a place, from 1.
   *
   * @param offset not before the one asked for last
   */
  int of(int offset) {
    for (; at < offset; at++) {
      if (text.charAt(at) == '\n') {
        line++;
      }
    }
    return line;
  }
}
