package zamba.publish.https;

/** An https source that cannot be published from: what was tried, and what was found. */
public final class HttpsSourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HttpsSourceException(String message) {
    super(message);
  }

  public HttpsSourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
