package zamba.publish.terminal;

import java.io.PrintStream;

/** Standard output for another program, while all that people read goes to standard error. */
public final class StandardOutput {
  private final PrintStream stream;

  /**
   * @param stream the program's standard output
   */
  public StandardOutput(PrintStream stream) {
    this.stream = stream;
  }

  /** Prints a text as it is, with a line's end. */
  public void print(byte[] text) {
    stream.writeBytes(text);
    stream.println();
    stream.flush();
  }
}
