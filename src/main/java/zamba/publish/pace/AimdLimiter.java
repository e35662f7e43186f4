package zamba.publish.pace;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/**
 * How many requests one region is sent at once, and how many a second.
 *
 * <p>A store that refuses requests (503 SlowDown) counts them by the second, so they are sent at a
 * {@link SendRate}: "reduce the request rate" (Amazon S3 User Guide, "Best practices design
 * patterns"). A store that does not answer in time has too much at once, so there is less of it:
 * additive increase, multiplicative decrease, as TCP does it.
 */
public final class AimdLimiter {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Semaphore everywhere;
  private final int most;
  private final SendRate rate = new SendRate();
  private double limit;
  private int underWay;
  private long lastDecrease = System.nanoTime();
  private long lastSuccess = System.nanoTime();
  private boolean decreased;

  /**
   * @param everywhere a permit for each part that may be under way in all regions together
   * @param most the limit to begin with, never exceeded
   */
  public AimdLimiter(Semaphore everywhere, int most) {
    this.everywhere = everywhere;
    this.most = most;
    this.limit = most;
  }

  /**
   * Waits until one more may be sent.
   *
   * @return when that was, for {@link #refused} and {@link #timedOut}
   * @throws StoppedException if interrupted
   */
  public long enter() {
    try {
      return awaitPlace();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException();
    }
  }

  private long awaitPlace() throws InterruptedException {
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
    try {
      return awaitTurn();
    } catch (InterruptedException e) {
      leave();
      throw e;
    }
  }

  private synchronized long awaitTurn() throws InterruptedException {
    while (true) {
      long now = System.nanoTime();
      long wait = rate.toWait(now);
      if (wait == 0) {
        return now;
      }
      wait(wait / NANOS_PER_MILLI, (int) (wait % NANOS_PER_MILLI));
    }
  }

  /** Takes back one {@link #enter}. */
  public void leave() {
    everywhere.release();
    leaveRegion();
  }

  private synchronized void leaveRegion() {
    underWay--;
    notifyAll();
  }

  /** One got through. */
  public synchronized void succeeded() {
    lastSuccess = System.nanoTime();
    limit = Math.min(most, limit + 1 / limit);
    notifyAll();
  }

  /**
   * The store asks for fewer requests. Of the many answers that say so at the same moment one
   * counts.
   *
   * @param sentAt when the refused one was sent
   * @return whether there are fewer now
   */
  public synchronized boolean refused(long sentAt) {
    return rate.refused(sentAt, System.nanoTime());
  }

  /**
   * The store did not answer in time.
   *
   * @param sentAt when that one was sent
   * @return whether fewer are sent at once now
   */
  public synchronized boolean timedOut(long sentAt) {
    if ((decreased && sentAt < lastDecrease) || limit <= 1) {
      return false;
    }
    decreased = true;
    lastDecrease = System.nanoTime();
    limit = Math.max(1, limit / 2);
    return true;
  }

  /** For how long nothing has got through. */
  public synchronized Duration sinceSuccess() {
    return Duration.ofNanos(System.nanoTime() - lastSuccess);
  }

  public synchronized int limit() {
    return (int) limit;
  }

  /** For people, such as {@code 32 at once, 4.5 a second}. */
  @Override
  public synchronized String toString() {
    double perSecond = rate.perSecond(System.nanoTime());
    String atOnce = limit() + " at once";
    return Double.isInfinite(perSecond)
        ? atOnce
        : atOnce + String.format(Locale.ROOT, ", %.1f a second", perSecond);
  }
}
