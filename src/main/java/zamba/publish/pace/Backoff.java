package zamba.publish.pace;

import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before something that has failed is tried again, whatever it is. */
public final class Backoff {
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;

  private Backoff() {}

  /**
   * Waits, exponentially longer with each attempt and with jitter, so that many that failed
   * together come back apart.
   *
   * @param attempt the one that has failed, from 1
   * @throws StoppedException if interrupted
   */
  public static void pause(int attempt) {
    long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << attempt);
    sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest));
  }

  /**
   * Waits that long.
   *
   * @throws StoppedException if interrupted
   */
  public static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException();
    }
  }
}
