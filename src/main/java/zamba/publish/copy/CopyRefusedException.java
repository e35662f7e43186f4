package zamba.publish.copy;

import zamba.publish.s3.StoreException;

/** A store is known not to be able to copy an object by itself. */
public final class CopyRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CopyRefusedException(String message) {
    super(message);
  }

  /** As {@link StoreException#refusesToCopy()}. */
  public boolean refusesToCopy() {
    return true;
  }
}
