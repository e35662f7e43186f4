package zamba.publish.turns;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run at a time: who comes while one is under way waits, first come first served. (Camel's
 * throttle with ConcurrentRequests is no lock: it forgets who is in when it has been idle.)
 */
public final class Turns {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  /** How often who waits looks whether the program stops. */
  private static final long LOOK_MILLIS = 100;

  private final Stopping stopping;

  /** Who has the turn, then who waits for it. */
  private final Deque<Object> queue = new ArrayDeque<>();

  /**
   * @param stopping ends the waiting
   */
  public Turns(Stopping stopping) {
    this.stopping = stopping;
  }

  /**
   * Takes the turn; waits for it if need be, which the log says. Whoever took it is to {@link
   * #give} it.
   *
   * @throws StoppingException if the program is to stop; then it was not taken
   */
  public synchronized void take() {
    Object ticket = new Object();
    queue.add(ticket);
    try {
      if (queue.peek() != ticket) {
        LOG.info("A run waits for another to end");
      }
      while (queue.peek() != ticket) {
        stopping.check();
        wait(LOOK_MILLIS);
      }
      stopping.check();
    } catch (RuntimeException e) {
      leave(ticket);
      throw e;
    } catch (InterruptedException e) {
      leave(ticket);
      Thread.currentThread().interrupt();
      throw new StoppingException();
    }
  }

  private void leave(Object ticket) {
    queue.remove(ticket);
    notifyAll();
  }

  /** Gives the turn to who has waited longest. */
  public synchronized void give() {
    queue.remove();
    notifyAll();
  }
}
