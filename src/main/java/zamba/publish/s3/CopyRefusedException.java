package zamba.publish.s3;

/** A store is known not to be able to copy an object by itself. */
public final class CopyRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CopyRefusedException(String message) {
    super(message);
  }

  /** As {@link StoreException#refusesToCopy()}. */
  public boolean refusesToCopy() {
    return true;
  }
}
