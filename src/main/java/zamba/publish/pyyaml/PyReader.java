package zamba.publish.pyyaml;

import java.util.HexFormat;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * SnakeYAML's reader over a whole decoded document, correcting what its scanner would do
 * differently from PyYAML's. The scanner has no hooks, but the order of its calls here tells what
 * it is scanning (see {@link Scanning}):
 *
 * <ul>
 *   <li>{@code Reader.forward}: a U+FEFF never counts as a column, also inside a scalar.
 *   <li>{@code scan_flow_scalar_non_spaces}: the escapes {@code \/} and backslash-tab, code points
 *       above U+10FFFF (refused as Python's {@code chr} does), escaped surrogates. In an escape the
 *       scanner is shown it rewritten as {@code \U} and eight digits.
 *   <li>{@code scan_plain_spaces}: {@code ---} ends a plain scalar only if a blank follows; a tab
 *       is no space, so it ends the scalar and then cannot start a token.
 *   <li>{@code scan_anchor}: names end where ASCII letters, digits, {@code -} and {@code _} do.
 *   <li>{@code scan_uri_escapes}: {@code %+1} is not an escape.
 * </ul>
 */
final class PyReader extends StreamReader {
  private final String name;
  private final int[] text;
  private final EscapedSurrogates surrogates;
  private int pointer;
  private int line;
  private int column;

  /** What the scanner is known to be at, from its calls so far. */
  private enum Scanning {
    ANYTHING,
    /** It passed a backslash alone: in an escape, if its next call is {@code peek()}. */
    BACKSLASH,
    /** It passed an anchor's or alias's indicator alone, and looks ahead for the name. */
    NAME,
    /** It took a stretch of text. */
    TEXT,
    /** It marked the end of a stretch of text: of a plain scalar, if it looks ahead next. */
    MARKED,
    /** It looks ahead for the spaces in or after a plain scalar. */
    PLAIN_SPACES
  }

  private Scanning scanning = Scanning.ANYTHING;
  private int escapeLength;
  private String escapeDigits = "";

  PyReader(int[] text, String name, EscapedSurrogates surrogates) {
    super("");
    this.name = name;
    this.text = text;
    this.surrogates = surrogates;
  }

  @Override
  public Mark getMark() {
    scanning = scanning == Scanning.TEXT ? Scanning.MARKED : Scanning.ANYTHING;
    return new Mark(name, pointer, line, column, text, pointer);
  }

  @Override
  public void forward() {
    if (escapeLength > 0) {
      return; // over the shown 'U': forward(8) will pass the whole escape
    }
    int passed = at(pointer);
    advance(1);
    scanning =
        switch (passed) {
          case '\\' -> Scanning.BACKSLASH;
          case '&', '*' -> Scanning.NAME;
          default -> Scanning.ANYTHING;
        };
  }

  @Override
  public void forward(int length) {
    if (escapeLength > 0) {
      int real = escapeLength;
      escapeLength = 0;
      advance(real);
    } else {
      advance(length);
    }
  }

  @Override
  public int peek() {
    boolean inEscape = scanning == Scanning.BACKSLASH;
    scanning = Scanning.ANYTHING;
    return inEscape && rewriteEscape() ? 'U' : at(pointer);
  }

  @Override
  public int peek(int index) {
    int c = at(pointer + index);
    switch (scanning) {
      case NAME -> {
        return isNameCharacter(c) ? c : '/';
      }
      case MARKED, PLAIN_SPACES -> {
        scanning = Scanning.PLAIN_SPACES;
        return c == '\t' ? '/' : c;
      }
      default -> {
        scanning = Scanning.ANYTHING;
        return c;
      }
    }
  }

  @Override
  public String prefix(int length) {
    if (escapeLength > 0) {
      return escapeDigits;
    }
    if (length == 2 && !(Hex.isDigit(at(pointer)) && Hex.isDigit(at(pointer + 1)))) {
      return "??";
    }
    if (length == 3 && at(pointer) == '-' && !isBlank(at(pointer + 3))) {
      return "";
    }
    return new String(text, pointer, Math.max(0, Math.min(length, text.length - pointer)));
  }

  @Override
  public String prefixForward(int length) {
    String prefix = new String(text, pointer, length);
    advance(length);
    scanning = Scanning.TEXT;
    return prefix;
  }

  @Override
  public int getColumn() {
    return column;
  }

  @Override
  public int getIndex() {
    return pointer;
  }

  @Override
  public int getDocumentIndex() {
    return 0; // the size is limited before, in bytes
  }

  @Override
  public int getLine() {
    return line;
  }

  static boolean isBlank(int c) {
    return c == '\0' || c == ' ' || c == '\t' || PyTextFile.isLineBreak(c);
  }

  private static boolean isNameCharacter(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '-'
        || c == '_';
  }

  private int at(int index) {
    return index < text.length ? text[index] : '\0';
  }

  private void advance(int length) {
    scanning = Scanning.ANYTHING;
    int end = Math.min(pointer + length, text.length);
    while (pointer < end) {
      int c = text[pointer++];
      if (PyTextFile.isLineBreak(c)) {
        line++;
        column = 0;
      } else if (c != 0xFEFF) {
        column++;
      }
    }
  }

  /** Whether the escape here is shown in another form; if not, SnakeYAML reads it as it is. */
  private boolean rewriteEscape() {
    int digits =
        switch (at(pointer)) {
          case 'x' -> 2;
          case 'u' -> 4;
          case 'U' -> 8;
          case '/', '\t' -> 0;
          default -> -1;
        };
    if (digits < 0) {
      return false;
    }
    int codePoint = digits == 0 ? at(pointer) : Hex.parse(text, pointer + 1, digits);
    if (codePoint < 0) {
      return false; // not digits: SnakeYAML's own error says so
    }
    if (codePoint > Character.MAX_CODE_POINT) {
      throw PyYamlException.at(
          new Place(name, line, column),
          "the escape \\U%s is above U+10FFFF, the last character"
              .formatted(new String(text, pointer + 1, digits)));
    }
    escapeLength = digits + 1;
    escapeDigits = HexFormat.of().toHexDigits(surrogates.carry(codePoint), 8);
    return true;
  }
}
