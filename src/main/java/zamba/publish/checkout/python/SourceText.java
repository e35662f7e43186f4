package zamba.publish.checkout.python;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Python file's text. PEP 263: it is UTF-8, with or without a byte order mark, unless a comment
 * in its first two lines says otherwise, which is refused.
 *
 * @param path names it in messages
 * @param text as it stands, line ends and byte order mark included
 */
record SourceText(String path, String text) {
  private static final Pattern COOKIE =
      Pattern.compile("^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)");
  private static final Pattern CONFLICT = Pattern.compile("(?m)^(<{7}|>{7}|\\|{7})( |\\r?$)");
  static final char BYTE_ORDER_MARK = '\uFEFF';

  static SourceText of(String path, byte[] content) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      String before = new String(content, StandardCharsets.UTF_8);
      throw new PythonException(
          path,
          new SourceText(path, before).line(Math.max(0, before.indexOf('\uFFFD'))),
          "it is not UTF-8; save it as UTF-8");
    }
    SourceText source = new SourceText(path, text);
    source.expectUtf8();
    source.expectNoConflict();
    return source;
  }

  private void expectUtf8() {
    List<String> lines = text.substring(firstChar()).lines().limit(2).toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher cookie = COOKIE.matcher(lines.get(i));
      if (cookie.find()
          && !cookie.group(1).toLowerCase(java.util.Locale.ROOT).matches("utf-?8|utf_8")) {
        throw new PythonException(
            path,
            i + 1,
            "its encoding is said to be %s; save it as UTF-8 and leave that comment out"
                .formatted(cookie.group(1)));
      }
    }
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      throw new PythonException(path, line(nul), "there is a NUL in it; take it out");
    }
  }

  private void expectNoConflict() {
    Matcher conflict = CONFLICT.matcher(text);
    if (conflict.find()) {
      throw new PythonException(
          path,
          line(conflict.start()),
          "there is a conflict marker, %s; resolve the conflict first"
              .formatted(conflict.group(1)));
    }
  }

  /** Where the text begins behind a byte order mark. */
  int firstChar() {
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
  }

  /** The line of a place in the text, from 1; CR, LF and CRLF each end one. */
  int line(int place) {
    int line = 1;
    for (int i = 0; i < place && i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || (c == '\r' && !(i + 1 < text.length() && text.charAt(i + 1) == '\n'))) {
        line++;
      }
    }
    return line;
  }
}
