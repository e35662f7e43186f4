package zamba.publish.inspect.leaks;

/**
 * Something in a text that is not meant for the public.
 *
 * @param file the text's name
 * @param line of the text, from 1; 0 for a string out of a checkpoint
 * @param rule id of the rule that found it
 * @param secret whether it is a secret, which must stop a publication
 * @param shown the text, shortened; of a secret no more than its beginning
 */
public record Leak(String file, int line, String rule, boolean secret, String shown) {

  @Override
  public String toString() {
    return "%s%s: %s: %s".formatted(file, line > 0 ? ":" + line : "", rule, shown);
  }
}
