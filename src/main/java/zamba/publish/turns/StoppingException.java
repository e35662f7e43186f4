package zamba.publish.turns;

import java.io.Serial;

/** Something was not begun, since the program is stopping. */
public final class StoppingException extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1L;

  StoppingException() {
    super("The program is stopping, so nothing was done about this; the next run does it");
  }
}
