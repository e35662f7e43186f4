package zamba.publish.inspect;

/** Ends the look at one part of a file: what follows cannot be understood, or need not be. */
final class RefusedException extends Exception {

  private final Reason reason;

  RefusedException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
