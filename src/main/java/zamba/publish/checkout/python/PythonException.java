package zamba.publish.checkout.python;

/** A Python file from which a value cannot be read with certainty. */
public final class PythonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param path the file
   * @param line from 1
   * @param text what was found and what to write instead
   */
  public PythonException(String path, int line, String text) {
    super("%s:%d: %s".formatted(path, line, text));
  }
}
