package zamba.publish;

import java.util.ArrayDeque;
import java.util.Deque;

/** What is to be closed at the end, the last first. */
final class Closing implements AutoCloseable {
  private final Deque<AutoCloseable> last = new ArrayDeque<>();

  /** Has something closed, before all that it was given so far. */
  synchronized <T extends AutoCloseable> T later(T resource) {
    last.push(resource);
    return resource;
  }

  /**
   * Closes everything, whatever fails.
   *
   * @throws IllegalStateException the first failure, once all else is closed
   */
  @Override
  public synchronized void close() {
    IllegalStateException failure = null;
    while (!last.isEmpty()) {
      try {
        last.pop().close();
      } catch (Exception e) { // what AutoCloseable declares
        if (failure == null) {
          failure = new IllegalStateException(e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
