package zamba.publish.source;

/** A prefix has far more under it than what is published from it. */
public final class PrefixTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PrefixTooLargeException(String message) {
    super(message);
  }
}
