package zamba.publish.transfer;

import java.time.Duration;

/**
 * How long one part may take in a region before its answer is taken for lost: by its size, and by
 * how fast others were. Whoever gives up earlier sends again what the store is still at work on.
 */
public final class PartTimes {
  private static final double NANOS = 1e9;

  /** A part may be that many times slower than the ones before it. */
  private static final double SPREAD = 8;

  /** Of each new part in the average. */
  private static final double WEIGHT = 0.2;

  private static final Duration LONGEST = Duration.ofHours(12);
  private static final int DOUBLINGS = 10;

  private final CopySettings.Slowest slowest;
  private double bytesPerSecond;

  public PartTimes(CopySettings.Slowest slowest) {
    this.slowest = slowest;
  }

  /**
   * How long one part may take.
   *
   * @param bytes its size
   * @param attempt from 1; each has twice the time of the one before, so that one is long enough
   */
  public synchronized Duration allowed(long bytes, int attempt) {
    double rate = Math.max((double) slowest.bytesPerSecond(), bytesPerSecond / SPREAD);
    Duration once = slowest.least().plusNanos((long) (bytes / rate * NANOS));
    Duration allowed = once.multipliedBy(1L << Math.min(DOUBLINGS, attempt - 1));
    return allowed.compareTo(LONGEST) < 0 ? allowed : LONGEST;
  }

  /** Notes how long a part took. */
  public synchronized void took(long bytes, Duration time) {
    double rate = bytes / Math.max(1e-3, time.toNanos() / NANOS);
    bytesPerSecond = bytesPerSecond == 0 ? rate : (1 - WEIGHT) * bytesPerSecond + WEIGHT * rate;
  }
}
