package zamba.publish.vouch;

/**
 * What the inspection of a checkpoint has said.
 *
 * @param verdict such as {@code safe}
 * @param rules the SHA-256, in hexadecimal, of the allow-list by which it was inspected
 */
public record Scan(String verdict, String rules) {}
