package zamba.publish.checkout.python;

/**
 * The value of a string literal: Python Language Reference, 2.4.1, String and Bytes literals. What
 * only few would write and is easily got wrong is refused: names of characters, and surrogates.
 */
final class StringValue {
  /** Thrown with what is wrong. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String text) {
      super(text);
    }
  }

  private static final String SIMPLE = "\\'\"abfnrtv";
  private static final String VALUES = "\\'\"\u0007\b\f\n\r\t\u000B";
  private static final int OCTAL_DIGITS = 3;

  private final String body;
  private final StringBuilder value = new StringBuilder();
  private int at;

  private StringValue(String body) {
    this.body = body;
  }

  /**
   * @param body what is between the quotes
   */
  static String of(String body, boolean raw) throws Refused {
    // Python reads every line end as one \n, inside of strings too.
    String lines = body.replace("\r\n", "\n").replace('\r', '\n');
    for (int i = 0; i < lines.length(); i++) {
      if (Character.isISOControl(lines.charAt(i)) && "\n\t\f".indexOf(lines.charAt(i)) < 0) {
        throw new Refused("there is a control character in a string; write it as \\x..");
      }
    }
    return raw ? lines : new StringValue(lines).decode();
  }

  private String decode() throws Refused {
    while (at < body.length()) {
      char c = body.charAt(at++);
      if (c == '\\') {
        escape();
      } else {
        value.append(c);
      }
    }
    return value.toString();
  }

  private void escape() throws Refused {
    char c = body.charAt(at++);
    int simple = SIMPLE.indexOf(c);
    if (simple >= 0) {
      value.append(VALUES.charAt(simple));
    } else if (c >= '0' && c <= '7') {
      octal();
    } else if (c == 'x') {
      hex(2);
    } else if (c == 'u') {
      hex(4);
    } else if (c == 'U') {
      hex(8);
    } else if (c == 'N') {
      throw new Refused("a character is named with \\N; write the character itself");
    } else if (c != '\n') {
      // One that Python does not know stays as it is. A line end behind a \ is left out.
      value.append('\\').append(c);
    }
  }

  private void octal() {
    int code = 0;
    int end = Math.min(body.length(), at - 1 + OCTAL_DIGITS);
    at--;
    while (at < end && body.charAt(at) >= '0' && body.charAt(at) <= '7') {
      code = code * 8 + body.charAt(at++) - '0';
    }
    value.append((char) code);
  }

  private void hex(int digits) throws Refused {
    String text = body.substring(at, Math.min(body.length(), at + digits));
    if (!text.matches("[0-9a-fA-F]{" + digits + "}")) {
      throw new Refused("an escape lacks digits; %d must follow it".formatted(digits));
    }
    long code = Long.parseLong(text, 16);
    if (code > Character.MAX_CODE_POINT) {
      throw new Refused("there is no character \\U" + text);
    }
    if (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
      throw new Refused(
          "half a character is written as \\u%s; write the character itself".formatted(text));
    }
    value.appendCodePoint((int) code);
    at += digits;
  }
}
