package zamba.publish.checkout;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a string literal with the prefix and the quotes of another. */
final class Quoted {
  private static final Pattern OPENING = Pattern.compile("[A-Za-z]*(\"\"\"|'''|\"|')");

  private Quoted() {}

  /**
   * The literal.
   *
   * @param value what needs no escape
   */
  static String like(String literal, String value) {
    Matcher opening = OPENING.matcher(literal);
    if (!opening.lookingAt()) {
      throw new IllegalArgumentException(literal + " is no string literal");
    }
    return opening.group() + value + opening.group(1);
  }
}
