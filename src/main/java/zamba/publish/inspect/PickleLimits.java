package zamba.publish.inspect;

/** How much of anything a pickle may have; real ones stay far below. */
final class PickleLimits {

  /** Bytes of a pickle, without the payloads of a plain one. */
  static final long PICKLE = 64L << 20;

  /** Bytes of a string that is still looked into. */
  static final int STRING = 1 << 20;

  /** Bytes of a payload that is skipped by range where it can be. */
  static final long SKIPPED_PAYLOAD = 8 << 20;

  /** Marks within marks, and tuples within tuples. */
  static final int DEPTH = 200;

  /** Bytes of an integer. */
  static final int INTEGER = 1 << 10;

  /** Bytes of a line of text: a module or a name. */
  static final int LINE = 4 << 10;

  /** Elements of a list or dict that are kept to be looked at. */
  static final int KEPT_ELEMENTS = 1 << 16;

  /** Characters of a string that are kept in a value. */
  static final int KEPT_TEXT = 1 << 10;

  /** Bytes that the values of a pickle may take here. */
  static final long MEMORY = 28L << 20;

  private PickleLimits() {}
}
