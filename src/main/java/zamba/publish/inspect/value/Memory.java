package zamba.publish.inspect.value;

import zamba.publish.inspect.bytes.PickleLimits;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;

/**
 * Counts what the values of a pickle take, so that no pickle can take more than is meant for it.
 */
public final class Memory {

  /** A reference in a list that may grow. */
  public static final int SLOT = 12;

  /** A small object: a number, say. */
  public static final int OBJECT = 24;

  private long taken;

  /** Counts bytes, whether they are given back or not. */
  public void take(long bytes) throws RefusedException {
    taken += bytes;
    if (taken > PickleLimits.MEMORY) {
      throw new RefusedException(
          Reason.LIMIT, "its values take more than %d MiB".formatted(PickleLimits.MEMORY >> 20));
    }
  }
}
