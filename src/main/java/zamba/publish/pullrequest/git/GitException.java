package zamba.publish.pullrequest.git;

/** What git was asked and did not do, with what it said. */
public final class GitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was tried, on what, what was found and what to do
   */
  public GitException(String message) {
    super(message);
  }

  /**
   * @param cause what it was found out by
   */
  public GitException(String message, Throwable cause) {
    super(message, cause);
  }
}
