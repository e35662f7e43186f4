package zamba.publish.pyyaml;

import java.io.Writer;
import java.util.IdentityHashMap;
import java.util.function.IntFunction;

/**
 * Receives the emitter's text, and puts the real text in the place of a stand-in: a plain word of
 * the width the real text has, given to the emitter instead of a scalar it would write wrongly. The
 * emitter writes a plain word in one piece, so the stand-in is known again as the same object.
 */
final class StandInWriter extends Writer {
  private final StringBuilder out = new StringBuilder();
  private final IdentityHashMap<String, IntFunction<String>> realTexts = new IdentityHashMap<>();

  /**
   * Makes a stand-in.
   *
   * @param width of the stand-in, at least 2
   * @param realText gives the text for the column it begins at
   * @return the scalar to give to the emitter
   */
  String standIn(int width, IntFunction<String> realText) {
    String standIn = "x".repeat(width);
    realTexts.put(standIn, realText);
    return standIn;
  }

  String text() {
    return out.toString();
  }

  @Override
  public void write(String text, int start, int length) {
    IntFunction<String> realText = realTexts.remove(text);
    if (realText == null) {
      limit(length);
      out.append(text, start, start + length);
    } else {
      int column = out.length() - (out.lastIndexOf("\n") + 1);
      String real = realText.apply(column);
      limit(real.length());
      out.append(real);
    }
  }

  /** A string is written again at each of its aliases, so a few lines can ask for anything. */
  private void limit(int length) {
    if (out.length() + length > PyRepr.MAX_LENGTH) {
      throw new PyYamlException(
          "the YAML to write is longer than "
              + PyRepr.MAX_LENGTH
              + " characters: aliases multiply its strings");
    }
  }

  @Override
  public void write(char[] text, int start, int length) {
    out.append(text, start, length);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
