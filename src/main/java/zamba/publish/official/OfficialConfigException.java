package zamba.publish.official;

/** Training results whose {@code train_configuration.yaml} is no training configuration. */
public final class OfficialConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Refuses a training configuration.
   *
   * @param message which file was read, what it lacks, what to do
   */
  public OfficialConfigException(String message) {
    super(message);
  }
}
