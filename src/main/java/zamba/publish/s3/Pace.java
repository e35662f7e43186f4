package zamba.publish.s3;

import java.util.concurrent.Semaphore;

/**
 * How many parts one region is sent at once: additive increase, multiplicative decrease, as TCP
 * does it. S3 asks for it: "reduce the request rate" (Amazon S3 User Guide, "Best practices design
 * patterns", 503 SlowDown).
 */
final class Pace {
  private static final long NANOS_BETWEEN_DECREASES = 1_000_000_000L;

  private final Semaphore everywhere;
  private final int most;
  private double limit;
  private int underWay;
  private long lastDecrease;

  /**
   * @param everywhere a permit for each part that may be under way in all regions together
   * @param most the limit to begin with, never exceeded
   */
  Pace(Semaphore everywhere, int most) {
    this.everywhere = everywhere;
    this.most = most;
    this.limit = most;
    this.lastDecrease = System.nanoTime() - NANOS_BETWEEN_DECREASES;
  }

  /** Waits until one more part may be sent. */
  void enter() throws InterruptedException {
    synchronized (this) {
      while (underWay >= (int) limit) {
        wait();
      }
      underWay++;
    }
    try {
      everywhere.acquire();
    } catch (InterruptedException e) {
      leaveRegion();
      throw e;
    }
  }

  /** Takes back one {@link #enter}. */
  void leave() {
    everywhere.release();
    leaveRegion();
  }

  private synchronized void leaveRegion() {
    underWay--;
    notifyAll();
  }

  /** A part got through. */
  synchronized void succeeded() {
    limit = Math.min(most, limit + 1 / limit);
    notifyAll();
  }

  /**
   * The store asks for less. Of the many answers that say so at the same moment one counts.
   *
   * @return whether the limit is lower now
   */
  synchronized boolean slowDown() {
    long now = System.nanoTime();
    if (now - lastDecrease < NANOS_BETWEEN_DECREASES || limit <= 1) {
      return false;
    }
    lastDecrease = now;
    limit = Math.max(1, limit / 2);
    return true;
  }

  synchronized int limit() {
    return (int) limit;
  }
}
