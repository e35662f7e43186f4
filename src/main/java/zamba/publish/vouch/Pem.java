package zamba.publish.vouch;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A block of RFC 7468. */
final class Pem {
  private static final int COLUMNS = 64;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \\1-----");

  private final String label;
  private final byte[] bytes;

  /**
   * @param label what it says it is, such as PUBLIC KEY
   * @param bytes what is encoded in it; not copied, so that it can be wiped
   */
  Pem(String label, byte[] bytes) {
    this.label = label;
    this.bytes = bytes;
  }

  String label() {
    return label;
  }

  byte[] bytes() {
    return bytes;
  }

  /** All blocks of a text; empty if it has any other than white space besides. */
  static List<Pem> blocks(String text) {
    List<Pem> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    int end = 0;
    while (matcher.find()) {
      if (!text.substring(end, matcher.start()).isBlank()) {
        return List.of();
      }
      try {
        byte[] bytes = Base64.getDecoder().decode(matcher.group(2).replaceAll("[ \t\r\n]", ""));
        blocks.add(new Pem(matcher.group(1), bytes));
      } catch (IllegalArgumentException e) {
        return List.of();
      }
      end = matcher.end();
    }
    return text.substring(end).isBlank() ? blocks : List.of();
  }

  /** As OpenSSL and Python's cryptography write it: 64 columns, and a line feed at the end. */
  String text() {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            label, Base64.getMimeEncoder(COLUMNS, new byte[] {'\n'}).encodeToString(bytes), label);
  }
}
