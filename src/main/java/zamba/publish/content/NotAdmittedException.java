package zamba.publish.content;

/** What was looked at before it became public must not become public; the message says why. */
public final class NotAdmittedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotAdmittedException(String message) {
    super(message);
  }
}
