package zamba.publish.pace;

/**
 * How many requests a second a store is sent, once it has asked for fewer: a cubic curve over time,
 * as TCP CUBIC has it (RFC 9438). It comes quickly back to just under where the store refused,
 * stays about there, and only then tries more. Without limit until the store asks.
 *
 * <p>It has no clock of its own. All times are in nanoseconds and from one clock.
 */
final class SendRate {
  private static final double NANOS = 1e9;

  /** What is left of the rate after a refusal, and how fast it grows: RFC 9438, 5. */
  private static final double DECREASE = 0.7;

  private static final double SCALE = 0.4;

  /** Slower would not help any store, and would take long to find out that it is better. */
  private static final double LEAST = 2;

  private double beforeRefusal;
  private long decreasedAt;
  private boolean limited;
  private long nextAt;
  private long secondFrom;
  private int inSecond;
  private int inSecondBefore;

  /**
   * How long to wait before sending one; 0 if it is to be sent now, and then it counts as sent.
   *
   * @return nanoseconds
   */
  long toWait(long now) {
    if (limited && now < nextAt) {
      return nextAt - now;
    }
    count(now);
    if (limited) {
      // What was not used does not add up, or it would go out as one burst.
      nextAt = now + (long) (NANOS / perSecond(now));
    }
    return 0;
  }

  private void count(long now) {
    if (now - secondFrom >= NANOS) {
      inSecondBefore = now - secondFrom >= 2 * NANOS ? 0 : inSecond;
      inSecond = 0;
      secondFrom = now;
    }
    inSecond++;
  }

  /**
   * The store has refused one. Of those that were sent at one rate, only the first counts.
   *
   * @param sentAt when that one was sent
   * @return whether the rate is lower now
   */
  boolean refused(long sentAt, long now) {
    if (limited && sentAt < decreasedAt) {
      return false;
    }
    double sent = limited ? perSecond(now) : Math.max(inSecond, inSecondBefore);
    beforeRefusal = Math.max(LEAST / DECREASE, sent);
    limited = true;
    decreasedAt = now;
    nextAt = now + (long) (NANOS / perSecond(now));
    return true;
  }

  /** Requests a second; infinite until the store asks for fewer. */
  double perSecond(long now) {
    if (!limited) {
      return Double.POSITIVE_INFINITY;
    }
    double since = (now - decreasedAt) / NANOS;
    double until = Math.cbrt(beforeRefusal * (1 - DECREASE) / SCALE);
    return Math.max(LEAST, SCALE * Math.pow(since - until, 3) + beforeRefusal);
  }
}
