package zamba.publish.inspect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Unsigned numbers in a zip archive's headers (PKWARE's APPNOTE.TXT). */
record LittleEndian(ByteBuffer bytes) {

  static LittleEndian of(byte[] bytes) {
    return new LittleEndian(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
  }

  int u16(int at) {
    return bytes.getShort(at) & 0xffff;
  }

  long u32(int at) {
    return bytes.getInt(at) & 0xffffffffL;
  }

  /** Negative if it is 2^63 or more. */
  long i64(int at) {
    return bytes.getLong(at);
  }
}
