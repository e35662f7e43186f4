package zamba.publish.flow;

import java.time.Duration;
import java.util.SplittableRandom;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * Spreads over a daemon's periods what is asked of the regions: each period every source is listed,
 * and whatever is not as it was is published; what is as it was is verified in every region once
 * within {@code publish.verify-every}, each entry at a moment of its own.
 */
public final class Verifying {
  private final PublishedCache lastTime;
  private final Duration verifyEvery;
  private final Duration every;
  private long begun;
  private boolean first = true;

  /**
   * @param lastTime what was verified when
   * @param verifyEvery the longest that an entry may go unverified
   * @param every the pause between two periods
   */
  public Verifying(PublishedCache lastTime, Duration verifyEvery, Duration every) {
    this.lastTime = lastTime;
    this.verifyEvery = verifyEvery;
    this.every = every;
  }

  /**
   * One period of a daemon.
   *
   * @param begun when it began, by {@link System#nanoTime}
   * @param span how long it is, as far as the last one tells: to the beginning of the next
   * @param gap between two verifications of an entry; none if every period verifies everything
   * @param longest that an entry may go unverified
   */
  record Period(long begun, long span, long gap, long longest) {

    /**
     * Whether an entry is to be verified in this period: if its moment has passed since it last
     * was, or will have passed too long ago when the next period ends.
     *
     * @param verified when it was verified last
     */
    boolean isDue(String name, long verified) {
      if (gap <= 0 || begun + 2 * span - verified >= longest) {
        return true;
      }
      long moment = new SplittableRandom(name.hashCode()).nextLong(gap);
      return Math.floorDiv(verified - moment, gap) < Math.floorDiv(begun - moment, gap);
    }
  }

  /** Begins a period, in which what is as it was is verified only when its moment has come. */
  public synchronized Period begin() {
    long now = System.nanoTime();
    long span = Math.max(every.toNanos(), first ? 0 : now - begun);
    first = false;
    begun = now;
    return new Period(
        now, span, verifyEvery.minus(every.multipliedBy(2)).toNanos(), verifyEvery.toNanos());
  }

  /**
   * Concludes what is as it was, unless it is to be verified.
   *
   * @param period null where everything is verified: in a single run, a plan, an audit, and by hand
   */
  public Work recall(@Body Work work, @Variable("period") Period period) {
    if (period == null || !work.unchanged()) {
      return work;
    }
    return lastTime
        .verified(work.entry())
        .filter(last -> !period.isDue(work.entry().name(), last.nanos()))
        .map(last -> work.with(last.publication()))
        .orElse(work);
  }
}
