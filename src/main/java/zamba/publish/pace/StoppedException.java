package zamba.publish.pace;

/** The program is stopping, so that a request was not sent, or not sent again. */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is on its way to a store is continued by the next run. */
  public StoppedException() {
    super("The program is stopping; the next run continues the copy");
  }
}
