package zamba.publish.pullrequest.github;

/** What GitHub was asked and did not do, with what it said. */
public final class GitHubException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  GitHubException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The answer's HTTP status; 0 if there was none. */
  int status() {
    return status;
  }
}
