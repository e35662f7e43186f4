package zamba.publish.vouch;

/**
 * A key that cannot be used. The message says which and what to do, and never has anything of what
 * is in a key's file; so it has no cause either, since that might quote it.
 */
public final class UnusableKeyException extends RuntimeException {
  public UnusableKeyException(String message) {
    super(message);
  }
}
