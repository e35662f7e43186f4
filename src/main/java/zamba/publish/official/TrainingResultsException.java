package zamba.publish.official;

/** Training results that cannot be published: what was looked for, where, and what was found. */
public final class TrainingResultsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrainingResultsException(String message) {
    super(message);
  }
}
