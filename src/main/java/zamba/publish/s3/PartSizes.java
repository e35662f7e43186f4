package zamba.publish.s3;

/**
 * How an object is cut into parts: all of one size but the last.
 *
 * <p>Limits from the Amazon S3 User Guide, "Multipart upload limits": at most 10,000 parts of at
 * most 5 GiB each.
 *
 * @param size the object's size in bytes, at least 1
 * @param part the size of every part but the last, in bytes
 */
record PartSizes(long size, long part) {
  private static final long MIB = 1L << 20;
  private static final long LARGEST_PART = 5L << 30;
  private static final int MOST_PARTS = 10_000;

  /** Parts that the store copies: large, since each costs a request and no memory. */
  static PartSizes forCopy(long size) {
    return of(size, 256 * MIB);
  }

  /** Parts that are held in memory, one at a time. */
  static PartSizes forUpload(long size) {
    return of(size, 16 * MIB);
  }

  private static PartSizes of(long size, long preferred) {
    long needed = (size + MOST_PARTS - 1) / MOST_PARTS;
    if (needed > LARGEST_PART) {
      throw new IllegalArgumentException(
          "an object of " + size + " bytes is larger than S3's 10,000 parts of 5 GiB");
    }
    return new PartSizes(size, Math.max(preferred, needed));
  }

  int count() {
    return (int) ((size + part - 1) / part);
  }

  /** The offset of a part's first byte; parts count from 1. */
  long first(int number) {
    return (number - 1) * part;
  }

  /** The offset of a part's last byte. */
  long last(int number) {
    return Math.min(size, number * part) - 1;
  }

  long length(int number) {
    return last(number) - first(number) + 1;
  }
}
