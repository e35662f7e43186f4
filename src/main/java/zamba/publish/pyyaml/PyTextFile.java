package zamba.publish.pyyaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A file as Python's {@code open(path)} gives it to PyYAML: strict UTF-8, a byte order mark kept as
 * U+FEFF, CR LF and CR read as LF ("universal newlines"), checked by PyYAML's {@code
 * Reader.check_printable}.
 */
final class PyTextFile {
  /** More than any configuration, little enough that its nodes fit in a small heap. */
  static final int MAX_BYTES = 4 * 1024 * 1024;

  private PyTextFile() {}

  /**
   * Decodes a document.
   *
   * @return the code points of the document
   * @throws PyYamlException if it is too big, is not UTF-8 or has a control character
   */
  static int[] decode(byte[] document, String name) {
    if (document.length > MAX_BYTES) {
      throw new PyYamlException(
          "%s: the document has %d bytes; more than %d are not read"
              .formatted(name, document.length, MAX_BYTES));
    }
    int[] text = universalNewlines(utf8(document, name));
    checkPrintable(text, name);
    return text;
  }

  private static CharBuffer utf8(byte[] document, String name) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(document);
    CharBuffer out = CharBuffer.allocate(document.length);
    CoderResult result = decoder.decode(in, out, true);
    out.flip();
    if (result.isError()) {
      int[] before = universalNewlines(out);
      throw PyYamlException.at(
          placeOf(before, before.length, name),
          "the file is not UTF-8: byte 0x%02x at offset %d does not belong there"
              .formatted(document[in.position()] & 0xFF, in.position()));
    }
    return out;
  }

  private static int[] universalNewlines(CharBuffer chars) {
    int[] text = new int[chars.length()];
    int size = 0;
    for (int i = 0; i < chars.length(); i++) {
      char c = chars.charAt(i);
      if (c == '\r') {
        text[size++] = '\n';
        if (i + 1 < chars.length() && chars.charAt(i + 1) == '\n') {
          i++;
        }
      } else if (Character.isHighSurrogate(c)) {
        text[size++] = Character.toCodePoint(c, chars.charAt(++i));
      } else {
        text[size++] = c;
      }
    }
    return Arrays.copyOf(text, size);
  }

  private static void checkPrintable(int[] text, String name) {
    for (int i = 0; i < text.length; i++) {
      int c = text[i];
      boolean printable =
          (c >= 0x20 && c <= 0x7E)
              || c == '\n'
              || c == '\t'
              || c == 0x85
              || (c >= 0xA0 && c != 0xFFFE && c != 0xFFFF);
      if (!printable) {
        throw PyYamlException.at(
            placeOf(text, i, name),
            "the character U+%04X (position %d) may not stand in YAML unescaped".formatted(c, i));
      }
    }
  }

  /** The line and column of a code point, as PyYAML's {@code Reader.forward} counts them. */
  static Place placeOf(int[] text, int index, String name) {
    int line = 0;
    int column = 0;
    for (int i = 0; i < index; i++) {
      if (isLineBreak(text[i])) {
        line++;
        column = 0;
      } else if (text[i] != 0xFEFF) {
        column++;
      }
    }
    return new Place(name, line, column);
  }

  static boolean isLineBreak(int c) {
    return c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }
}
