package zamba.publish.inspect.bytes;

/** Ends the look at one part of a file: what follows cannot be understood, or need not be. */
public final class RefusedException extends Exception {

  private final Reason reason;

  public RefusedException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
