package zamba.publish.content;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32;

/**
 * How an object is cut into parts: all of one size but the last.
 *
 * <p>The size depends on the object's size and, within an eighth, on its ETag. So the parts of an
 * unfinished upload tell, by their sizes alone, which object they were copied from: S3 keeps no
 * other record of that which could be read before the upload is completed.
 *
 * <p>Limits from the Amazon S3 User Guide, "Multipart upload limits": at most 10,000 parts of 5 MiB
 * (the last may be smaller) to 5 GiB.
 *
 * @param size the object's size in bytes, at least 1
 * @param part the size of every part but the last, in bytes
 */
public record PartSizes(long size, long part) {
  private static final long MIB = 1L << 20;
  private static final long LARGEST_PART = 5L << 30;
  private static final int MOST_PARTS = 10_000;

  /** What one region copies at once, so that all parts go in one wave. */
  public static final int WAVE = 64;

  /**
   * Parts that the store copies: few, since each costs a request, but enough for all the streams
   * that a region takes at once, and not so large that it hurts to copy one again.
   */
  public static PartSizes forCopy(long size, String etag) {
    return of(size, etag, Math.min(512 * MIB, Math.max(32 * MIB, size / WAVE)));
  }

  /** Parts that are held in memory, a few at a time. */
  public static PartSizes forStream(long size, String etag) {
    return of(size, etag, 8 * MIB);
  }

  private static PartSizes of(long size, String etag, long preferred) {
    long needed = (size + MOST_PARTS - 1) / MOST_PARTS;
    if (needed > LARGEST_PART) {
      throw new IllegalArgumentException(
          "an object of " + size + " bytes is larger than S3's 10,000 parts of 5 GiB");
    }
    long least = Math.max(preferred, needed);
    CRC32 hash = new CRC32();
    hash.update(etag.getBytes(UTF_8));
    return new PartSizes(size, Math.min(LARGEST_PART, least + hash.getValue() % (least / 8)));
  }

  public int count() {
    return (int) ((size + part - 1) / part);
  }

  /** The offset of a part's first byte; parts count from 1. */
  public long first(int number) {
    return (number - 1) * part;
  }

  /** The offset of a part's last byte. */
  long last(int number) {
    return Math.min(size, number * part) - 1;
  }

  public long length(int number) {
    return last(number) - first(number) + 1;
  }

  /** For {@code Range} and {@code x-amz-copy-source-range}. */
  public String range(int number) {
    return "bytes=" + first(number) + "-" + last(number);
  }
}
