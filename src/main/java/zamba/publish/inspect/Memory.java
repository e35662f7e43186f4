package zamba.publish.inspect;

/**
 * Counts what the values of a pickle take, so that no pickle can take more than is meant for it.
 */
final class Memory {

  /** A reference in a list that may grow. */
  static final int SLOT = 12;

  /** A small object: a number, say. */
  static final int OBJECT = 24;

  private long taken;

  /** Counts bytes, whether they are given back or not. */
  void take(long bytes) throws RefusedException {
    taken += bytes;
    if (taken > PickleLimits.MEMORY) {
      throw new RefusedException(
          Reason.LIMIT, "its values take more than %d MiB".formatted(PickleLimits.MEMORY >> 20));
    }
  }
}
