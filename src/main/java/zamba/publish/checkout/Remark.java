package zamba.publish.checkout;

/**
 * Something in the checkout that a person should look at, since a release does not change it.
 *
 * @param path relative to the checkout, with {@code /}
 * @param line from 1; 0 if it is about the whole file
 * @param text what was found and what to do, without a full stop
 */
public record Remark(String path, int line, String text) {

  /** {@code path:line: text}. */
  @Override
  public String toString() {
    return line == 0 ? path + ": " + text : path + ":" + line + ": " + text;
  }
}
