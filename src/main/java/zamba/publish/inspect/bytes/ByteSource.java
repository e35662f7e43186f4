package zamba.publish.inspect.bytes;

import java.io.IOException;
import java.util.Arrays;

/** Bytes that can be read in any order: an object by ranged GETs, say, or a file. */
public interface ByteSource {

  /** Number of bytes. */
  long size();

  /**
   * Reads all of a range.
   *
   * @param offset of the first byte
   * @param length number of bytes, all within {@link #size()}
   * @return exactly {@code length} bytes
   * @throws IOException if they cannot be had, or are no longer those of before
   */
  byte[] read(long offset, int length) throws IOException;

  /** A source of bytes that are in memory. */
  static ByteSource of(byte[] bytes) {
    return new ByteSource() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public byte[] read(long offset, int length) {
        int start = Math.toIntExact(offset);
        return Arrays.copyOfRange(bytes, start, Math.addExact(start, length));
      }
    };
  }
}
