package zamba.publish.queue;

import java.io.Serial;

/**
 * A message that no repetition would help: what it says is wrong, or what it asks for is refused.
 */
public final class HopelessException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  HopelessException(String message) {
    super(message);
  }
}
