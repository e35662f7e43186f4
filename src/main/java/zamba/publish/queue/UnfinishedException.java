package zamba.publish.queue;

import java.io.Serial;

/** What a message asks for was not done, so that it must come back. */
public final class UnfinishedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  UnfinishedException(String message) {
    super(message);
  }
}
