package zamba.publish.terminal;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import zamba.publish.report.TextStyle;

/** Where the program is read: a terminal with a width, or a file or another program. */
public final class Screen {
  private static final int STANDARD_OUTPUT = 1;
  private static final int STANDARD_ERROR = 2;
  private static final int USUAL_WIDTH = 80;

  /** ioctl(2)'s request for the window's size, ioctl_tty(2). */
  private static final long TIOCGWINSZ = Platform.isMac() ? 0x40087468L : 0x5413L;

  interface CLibrary extends Library {
    int isatty(int descriptor);

    int ioctl(int descriptor, NativeLong request, Object... arguments) throws LastErrorException;
  }

  private final int descriptor;
  private final PrintStream stream;
  private final Map<String, String> environment;

  private Screen(int descriptor, PrintStream stream, Map<String, String> environment) {
    this.descriptor = descriptor;
    this.stream = stream;
    this.environment = environment;
  }

  /** Standard output. */
  public static Screen output(Map<String, String> environment) {
    return new Screen(STANDARD_OUTPUT, System.out, environment);
  }

  /** Standard error. */
  public static Screen error(Map<String, String> environment) {
    return new Screen(STANDARD_ERROR, System.err, environment);
  }

  /** Loaded when it is first needed, and not where there is no terminal. */
  private static final class Loaded {
    static final Optional<CLibrary> LIBRARY = load();

    private static Optional<CLibrary> load() {
      try {
        return Platform.isWindows()
            ? Optional.empty()
            : Optional.of(Native.load("c", CLibrary.class));
      } catch (LinkageError e) {
        return Optional.empty();
      }
    }
  }

  PrintStream stream() {
    return stream;
  }

  /** Whether it is a terminal on which the cursor can be moved. */
  public boolean isTerminal() {
    return !isSomethingElse()
        && Loaded.LIBRARY.map(c -> c.isatty(descriptor) == 1).orElse(false)
        && !"dumb".equals(environment.get("TERM"));
  }

  /** On Linux that can be seen without loading native code, which takes a while. */
  private boolean isSomethingElse() {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd", String.valueOf(descriptor)));
      return !target.startsWith("/dev");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** The terminal's columns, as they are now. */
  public int width() {
    return Loaded.LIBRARY.flatMap(this::columns).orElse(USUAL_WIDTH);
  }

  private Optional<Integer> columns(CLibrary c) {
    // struct winsize: rows, columns, and two that nobody sets; 16 bits each.
    try (Memory size = new Memory(8)) {
      size.clear();
      c.ioctl(descriptor, new NativeLong(TIOCGWINSZ), (Pointer) size);
      int columns = size.getShort(2) & 0xffff;
      return columns == 0 ? Optional.empty() : Optional.of(columns);
    } catch (LastErrorException e) {
      return Optional.empty();
    }
  }

  /**
   * How text is to look here: coloured on a terminal unless <a
   * href="https://no-color.org">NO_COLOR</a> is set, and as wide as the terminal; elsewhere plain
   * and as wide as it needs to be.
   */
  public TextStyle look() {
    return isTerminal()
        ? new TextStyle(width(), environment.getOrDefault("NO_COLOR", "").isEmpty())
        : TextStyle.PLAIN;
  }
}
