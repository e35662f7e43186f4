package zamba.publish.queue;

import java.io.Serial;
import java.time.Duration;

/** A message that must come back a little later; nothing is wrong with it. */
public final class TooEarlyException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final Duration later;

  TooEarlyException(Duration later) {
    super("Looked at again in %d s".formatted(later.toSeconds()));
    this.later = later;
  }

  Duration later() {
    return later;
  }
}
