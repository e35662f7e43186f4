package zamba.publish.transfer;

/**
 * Is told how copies go on. Called from several threads at once, and from the threads that copy: an
 * implementation must be quick and must not throw.
 */
public interface CopyListener {

  /**
   * One object on its way to one region.
   *
   * @param region the region's name, such as {@code us}
   * @param publicName the name it is published under
   * @param bytes the object's size in bytes
   * @param parts the number of parts it is cut into
   * @param way how it gets there
   */
  record Copy(String region, String publicName, long bytes, int parts, Way way) {}

  /** How an object gets into a region. */
  enum Way {
    /** The stores copy it by themselves. */
    SERVER,
    /** Its bytes come through this program. */
    STREAM
  }

  /** A copy begins, or goes on where an earlier one ended. */
  default void started(Copy copy) {}

  /**
   * A part that this copy has brought is in the store.
   *
   * @param bytes the part's size in bytes
   */
  default void partDone(Copy copy, int part, long bytes) {}

  /**
   * A part is in the store that an earlier attempt or run has brought.
   *
   * @param bytes the part's size in bytes
   */
  default void partFound(Copy copy, int part, long bytes) {}

  /**
   * A part failed and is tried again.
   *
   * @param reason what the store said
   */
  default void partRetried(Copy copy, int part, String reason) {}

  /**
   * The store asked for fewer requests.
   *
   * @param pace what it is now, for people
   */
  default void slowedDown(String region, String pace) {}

  /** A copy has ended: the object is visible, or the attempt has failed and may be made again. */
  default void ended(Copy copy, boolean visible) {}
}
