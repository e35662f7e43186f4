package zamba.publish.s3;

/** An https source that cannot be published from: what was tried, and what was found. */
public final class HttpsSourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HttpsSourceException(String message) {
    super(message);
  }

  HttpsSourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
