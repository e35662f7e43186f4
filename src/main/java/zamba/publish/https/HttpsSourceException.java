package zamba.publish.https;

import java.io.IOException;

/** An https source that cannot be published from: what was tried, and what was found. */
public final class HttpsSourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HttpsSourceException(String message) {
    super(message);
  }

  public HttpsSourceException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What an exception says, or if it says nothing, what it is. */
  static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
