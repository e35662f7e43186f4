package zamba.publish.terminal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A terminal whose last lines are drawn anew in place. What is written to this stream appears above
 * them, a whole line at a time.
 */
final class LiveLines extends OutputStream {
  private static final String UP = "\r\u001b[%dA";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final PrintStream terminal;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private List<String> lines = List.of();
  private int drawn;

  LiveLines(PrintStream terminal) {
    this.terminal = terminal;
  }

  /** Puts these lines in the place of the last ones; each must be shorter than the terminal. */
  synchronized void show(List<String> newLines) {
    if (!newLines.equals(lines)) {
      erase();
      lines = List.copyOf(newLines);
      draw();
    }
  }

  @Override
  public synchronized void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    int end = offset + length;
    while (end > offset && bytes[end - 1] != '\n') {
      end--;
    }
    if (end > offset) {
      erase();
      begun.write(bytes, offset, end - offset);
      terminal.writeBytes(begun.toByteArray());
      begun.reset();
      draw();
    }
    begun.write(bytes, end, offset + length - end);
  }

  private void erase() {
    if (drawn > 0) {
      print(UP.formatted(drawn) + CLEAR_BELOW);
      drawn = 0;
    }
  }

  private void draw() {
    lines.forEach(line -> print(line + "\n"));
    drawn = lines.size();
    terminal.flush();
  }

  private void print(String text) {
    terminal.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes the lines away, and writes what has no end yet. */
  @Override
  public synchronized void close() {
    show(List.of());
    terminal.writeBytes(begun.toByteArray());
    begun.reset();
    terminal.flush();
  }
}
