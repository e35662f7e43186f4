package zamba.publish.turns;

/** Whether the program has been asked to stop. */
public final class Stopping {
  private volatile boolean asked;

  /** From now on nothing new is begun. */
  public void ask() {
    asked = true;
  }

  /** Whether it has been asked. */
  public boolean asked() {
    return asked;
  }

  /**
   * Passes unless the program is to stop.
   *
   * @throws StoppingException saying that nothing was done
   */
  public void check() {
    if (asked) {
      throw new StoppingException();
    }
  }
}
