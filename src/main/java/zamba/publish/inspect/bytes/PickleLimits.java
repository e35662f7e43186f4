package zamba.publish.inspect.bytes;

/** How much of anything a pickle may have; real ones stay far below. */
public final class PickleLimits {

  /** Bytes of a pickle, without the payloads of a plain one. */
  public static final long PICKLE = 64L << 20;

  /** Bytes of a string that is still looked into. */
  public static final int STRING = 1 << 20;

  /** Bytes of a payload that is skipped by range where it can be. */
  static final long SKIPPED_PAYLOAD = 8 << 20;

  /** Marks within marks, and tuples within tuples. */
  public static final int DEPTH = 200;

  /** Bytes of an integer. */
  public static final int INTEGER = 1 << 10;

  /** Bytes of a line of text: a module or a name. */
  public static final int LINE = 4 << 10;

  /** Elements of a list or dict that are kept to be looked at. */
  public static final int KEPT_ELEMENTS = 1 << 16;

  /** Characters of a string that are kept in a value. */
  public static final int KEPT_TEXT = 1 << 10;

  /** Bytes that the values of a pickle may take here. */
  public static final long MEMORY = 28L << 20;

  private PickleLimits() {}
}
