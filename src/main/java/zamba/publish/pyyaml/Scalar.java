package zamba.publish.pyyaml;

import java.util.Locale;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;

/**
 * A scalar as PyYAML's {@code SafeRepresenter} represents a value, and what the emitter has to know
 * of it.
 */
final class Scalar {
  private static final int TAG_PREFIX = "tag:yaml.org,2002:".length();

  /** What SnakeYAML's emitter never writes plain, though PyYAML reads some of it as a string. */
  private static final Pattern LEADING_ZERO = Pattern.compile("0[0-9_]+");

  private final String tag;
  private final String text;

  /** The text as Python counts it; null where it is the ASCII of text. */
  private final int[] characters;

  private Scalar(String tag, String text, int[] characters) {
    this.tag = tag;
    this.text = text;
    this.characters = characters;
  }

  static Scalar of(Object value) {
    if (value == null) {
      return ascii(PyTag.NULL, "null");
    }
    if (value instanceof String string) {
      return new Scalar(PyTag.STR, string, isAscii(string) ? null : string.codePoints().toArray());
    }
    if (value instanceof SurrogateString string) {
      return new Scalar(PyTag.STR, "", string.codePoints());
    }
    if (value instanceof Boolean truth) {
      return ascii(PyTag.BOOL, truth ? "true" : "false");
    }
    if (value instanceof Double number) {
      return ascii(PyTag.FLOAT, representFloat(number));
    }
    if (value instanceof Number number) {
      return ascii(PyTag.INT, PyRepr.decimal(number));
    }
    if (value instanceof PyBytes bytes) {
      return ascii(PyTag.BINARY, bytes.toBase64());
    }
    if (value instanceof PyDate date) {
      return ascii(PyTag.TIMESTAMP, date.isoFormat());
    }
    if (value instanceof PyDateTime dateTime) {
      return ascii(PyTag.TIMESTAMP, dateTime.isoFormat());
    }
    throw new IllegalArgumentException("no Python value: " + value.getClass());
  }

  private static Scalar ascii(String tag, String text) {
    return new Scalar(tag, text, null);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7F) {
        return false;
      }
    }
    return true;
  }

  /** {@code represent_float}: a float needs a dot to be read as one. */
  private static String representFloat(double number) {
    if (Double.isNaN(number)) {
      return ".nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? ".inf" : "-.inf";
    }
    String text = PyNumber.repr(number).toLowerCase(Locale.ROOT);
    return text.indexOf('.') < 0 ? text.replace("e", ".0e") : text;
  }

  String tag() {
    return tag;
  }

  String text() {
    return text;
  }

  /** How many characters Python counts. */
  int length() {
    return characters == null ? text.length() : characters.length;
  }

  /** The length of the tag as {@code prepare_tag} shortens it. */
  int shortTagLength() {
    return "!!".length() + tag.length() - TAG_PREFIX;
  }

  boolean isMultiline() {
    for (int i = 0; i < length(); i++) {
      if (PyTextFile.isLineBreak(at(i))) {
        return true;
      }
    }
    return false;
  }

  private int at(int index) {
    return characters == null ? text.charAt(index) : characters[index];
  }

  /** The style to ask the emitter for; PyYAML never writes a plain scalar on several lines. */
  ScalarStyle style() {
    if (tag.equals(PyTag.BINARY)) {
      return ScalarStyle.LITERAL;
    }
    return text.indexOf('\n') >= 0 ? ScalarStyle.SINGLE_QUOTED : ScalarStyle.PLAIN;
  }

  /**
   * Whether SnakeYAML's emitter would write the string differently: a double-quoted one, because it
   * counts in UTF-16 and writes escapes in lower case, and a plain one with a leading zero.
   */
  boolean needsStandIn() {
    return tag.equals(PyTag.STR) && (isDoubleQuoted() || isPlainWithLeadingZero());
  }

  private boolean isPlainWithLeadingZero() {
    return text.startsWith("0")
        && LEADING_ZERO.matcher(text).matches()
        && PyResolver.resolve(text, true).equals(PyTag.STR);
  }

  /** {@code analyze_scalar}: special characters, or spaces on either side of a line break. */
  private boolean isDoubleQuoted() {
    if (characters != null) {
      return true;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        boolean spaceBefore = i > 0 && text.charAt(i - 1) == ' ';
        boolean spaceAfter = i + 1 < text.length() && text.charAt(i + 1) == ' ';
        if (spaceBefore || spaceAfter) {
          return true;
        }
      } else if (c < ' ' || c > '~') {
        return true;
      }
    }
    return false;
  }

  /**
   * The text that comes in the place of the stand-in.
   *
   * @param column where it begins
   * @param indent where its further lines begin
   * @param split whether it may have further lines
   */
  String written(int column, int indent, boolean split) {
    if (!isDoubleQuoted()) {
      return text;
    }
    int[] all = characters == null ? text.chars().toArray() : characters;
    return new DoubleQuoted(all, column, indent, split).write();
  }
}
