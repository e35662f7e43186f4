package zamba.publish.pace;

/**
 * Whether a reading that broke off is taken up again: until several attempts in a row have hardly
 * got it on.
 */
public final class Resumption {
  public static final int ATTEMPTS = 4;

  /** In bytes. A connection that gave less has got the reading no further. */
  private static final long PROGRESS = 64 << 10;

  private long begun;
  private int failures;

  /** An attempt begins at that position. */
  public void beginsAt(long position) {
    begun = position;
  }

  /**
   * The attempt broke off.
   *
   * @param position how far the reading has come
   * @return whether another is to be made
   */
  public boolean brokeOffAt(long position) {
    failures = position - begun >= PROGRESS ? 1 : failures + 1;
    return failures < ATTEMPTS;
  }

  /** Waits before the next attempt, longer after each that failed. */
  public void pause() {
    Backoff.pause(failures + 1);
  }
}
