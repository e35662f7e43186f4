package zamba.publish;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** A pseudo-terminal: a process that is started on it sees a terminal of so many columns. */
final class Pty implements AutoCloseable {
  private static final int O_RDWR = 2;
  private static final int O_NOCTTY = 0x100;
  private static final long TIOCSWINSZ = 0x5414;
  private static final short ROWS = 50;
  private static final C LIBC = Native.load("c", C.class);

  interface C extends Library {
    int posix_openpt(int flags);

    int grantpt(int descriptor);

    int unlockpt(int descriptor);

    String ptsname(int descriptor);

    int open(String path, int flags);

    int close(int descriptor);

    NativeLong read(int descriptor, Pointer buffer, NativeLong count);

    int ioctl(int descriptor, NativeLong request, Object... arguments);
  }

  private final int terminal;
  private final int keptOpen;
  private final File end;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  Pty(int columns) {
    terminal = LIBC.posix_openpt(O_RDWR | O_NOCTTY);
    assumeTrue(
        terminal >= 0 && LIBC.grantpt(terminal) == 0 && LIBC.unlockpt(terminal) == 0,
        "no pseudo-terminal can be made here");
    end = new File(LIBC.ptsname(terminal));
    // While nobody has it open, reading the other end fails.
    keptOpen = LIBC.open(end.getPath(), O_RDWR | O_NOCTTY);
    try (Memory size = new Memory(8)) {
      size.clear();
      size.setShort(0, ROWS);
      size.setShort(2, (short) columns);
      LIBC.ioctl(terminal, new NativeLong(TIOCSWINSZ), (Pointer) size);
    }
    Thread reader = new Thread(this::read, "pty");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (Memory buffer = new Memory(4096)) {
      while (true) {
        int count = LIBC.read(terminal, buffer, new NativeLong(buffer.size())).intValue();
        if (count <= 0) {
          return;
        }
        synchronized (said) {
          said.write(buffer.getByteArray(0, count), 0, count);
        }
      }
    }
  }

  /** Starts a process whose input, output and errors are this terminal. */
  Process start(ProcessBuilder builder) throws IOException {
    builder.environment().put("TERM", "xterm");
    return builder
        .redirectInput(end)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(end))
        .redirectError(ProcessBuilder.Redirect.appendTo(end))
        .start();
  }

  /** Everything that was written to the terminal, control sequences too. */
  String written() {
    synchronized (said) {
      return said.toString(StandardCharsets.UTF_8);
    }
  }

  /** Waits until the screen is as wanted, and gives it. */
  String awaitScreen(Process process, Predicate<String> wanted) throws InterruptedException {
    while (true) {
      boolean alive = process.isAlive();
      String screen = new ScreenText(written()).toString();
      if (wanted.test(screen)) {
        return screen;
      }
      if (!alive) {
        throw new AssertionError("it ended, and never showed that:\n" + screen);
      }
      Thread.sleep(20);
    }
  }

  @Override
  public void close() {
    LIBC.close(keptOpen);
    LIBC.close(terminal);
  }
}
