package zamba.publish.inspect.bytes;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Unsigned numbers in a zip archive's headers (PKWARE's APPNOTE.TXT). */
public record LittleEndian(ByteBuffer bytes) {

  public static LittleEndian of(byte[] bytes) {
    return new LittleEndian(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
  }

  public int u16(int at) {
    return bytes.getShort(at) & 0xffff;
  }

  public long u32(int at) {
    return bytes.getInt(at) & 0xffffffffL;
  }

  /** Negative if it is 2^63 or more. */
  public long i64(int at) {
    return bytes.getLong(at);
  }
}
