package zamba.publish.inspect.bytes;

import java.nio.charset.StandardCharsets;

/** Text from a file, made fit to be shown: printable ASCII, and short. */
public final class Shown {

  private static final int LONGEST = 100;

  private Shown() {}

  public static String of(String text) {
    StringBuilder shown = new StringBuilder();
    for (int index = 0; index < text.length() && shown.length() < LONGEST; index++) {
      char c = text.charAt(index);
      if (c >= ' ' && c < 0x7f) {
        shown.append(c);
      } else if (c <= 0xff) {
        shown.append("\\x%02x".formatted((int) c));
      } else {
        shown.append("\\u%04x".formatted((int) c));
      }
    }
    return shown.length() < LONGEST ? shown.toString() : shown + "…";
  }

  public static String of(byte[] text) {
    return of(new String(text, StandardCharsets.ISO_8859_1));
  }
}
