package zamba.publish.s3;

/**
 * A source that is being written, or was a moment ago: what it has now may be half of one training
 * and half of another. A daemon waits for it; a single run fails.
 */
public final class UnsettledSourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnsettledSourceException(String message) {
    super(message);
  }
}
