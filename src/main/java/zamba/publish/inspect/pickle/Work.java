package zamba.publish.inspect.pickle;

import zamba.publish.inspect.bytes.Cursor;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;

/**
 * Counts what a loader copies and hashes, which shared values can make far more than the pickle's
 * length: a set of a list that is there once, but named a million times.
 */
final class Work {

  private static final long FREE = 1 << 20;
  private static final long PER_BYTE = 16;

  private final Cursor cursor;
  private long done;

  Work(Cursor cursor) {
    this.cursor = cursor;
  }

  void count(long elements) throws RefusedException {
    done += elements;
    if (done > FREE + PER_BYTE * cursor.position()) {
      throw new RefusedException(Reason.LIMIT, "loading it would copy or hash values without end");
    }
  }
}
