package zamba.publish.pyyaml;

/**
 * A document PyYAML would refuse, or one that cannot be read here with a result that is sure to be
 * PyYAML's.
 *
 * <p>Unchecked: no caller can repair a document; it can only fail the model the document belongs to
 * and show this message, which names the file, the place (line and column, counted from 1, where
 * PyYAML gives one) and the cause.
 */
public final class PyYamlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Refuses a document.
   *
   * @param message what was read, where, and why it is refused
   */
  public PyYamlException(String message) {
    super(message);
  }

  /**
   * Refuses a document for a failure underneath.
   *
   * @param message what was read, where, and why it is refused
   * @param cause the failure underneath
   */
  public PyYamlException(String message, Throwable cause) {
    super(message, cause);
  }

  /** An error at one place of a document. */
  static PyYamlException at(Place place, String problem) {
    return new PyYamlException(place + ": " + problem);
  }

  /** An error at one place of a document, met while doing something that began at another. */
  static PyYamlException at(Place place, String problem, String context, Place began) {
    return new PyYamlException(
        place + ": " + problem + " (" + context + " that began at " + began.lineAndColumn() + ")");
  }
}
