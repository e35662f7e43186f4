package zamba.publish.pyyaml;

/** Hexadecimal digits of a document. */
final class Hex {
  private Hex() {}

  static boolean isDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /**
   * Reads a number.
   *
   * @return the number at the given place, {@link Integer#MAX_VALUE} if it is greater, or -1 if
   *     there are not that many digits
   */
  static int parse(int[] text, int start, int digits) {
    if (start + digits > text.length) {
      return -1;
    }
    long number = 0;
    for (int i = start; i < start + digits; i++) {
      if (!isDigit(text[i])) {
        return -1;
      }
      number = number * 16 + Character.digit(text[i], 16);
    }
    return (int) Math.min(number, Integer.MAX_VALUE);
  }
}
