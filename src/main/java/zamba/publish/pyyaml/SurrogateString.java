package zamba.publish.pyyaml;

import java.util.Arrays;

/**
 * A Python string in which a high and a low surrogate stand side by side as two characters. Java's
 * String cannot hold it: there the two are one character. Never equal to any String.
 */
public final class SurrogateString {
  private final int[] codePoints;

  private SurrogateString(int[] codePoints) {
    this.codePoints = codePoints;
  }

  /**
   * Makes the fitting string.
   *
   * @param codePoints the characters of a Python string
   * @return a String if it can hold them, else a SurrogateString
   */
  static Object of(int[] codePoints) {
    for (int i = 0; i + 1 < codePoints.length; i++) {
      if (isSurrogate(codePoints[i], 0xD800) && isSurrogate(codePoints[i + 1], 0xDC00)) {
        return new SurrogateString(codePoints);
      }
    }
    return new String(codePoints, 0, codePoints.length);
  }

  private static boolean isSurrogate(int codePoint, int first) {
    return codePoint >= first && codePoint < first + 0x400;
  }

  /**
   * Gives the code points.
   *
   * @return the characters, as Python counts them
   */
  public int[] codePoints() {
    return codePoints.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SurrogateString that && Arrays.equals(codePoints, that.codePoints);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(codePoints);
  }

  @Override
  public String toString() {
    return PyRepr.repr(this);
  }
}
