package zamba.publish.inspect.pickle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import zamba.publish.inspect.bytes.Cursor;
import zamba.publish.inspect.bytes.Integers;
import zamba.publish.inspect.bytes.PickleLimits;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;
import zamba.publish.inspect.bytes.Shown;
import zamba.publish.inspect.value.Value.Int;

/**
 * Reads what follows an opcode, within bounds.
 *
 * @param cursor where the pickle is read
 */
record Operands(Cursor cursor) {
  private static final int PROTO = 0x80;
  private static final int OLDEST = 2;
  private static final int NEWEST = 5;

  /** The protocol, which must be told first. */
  void protocol(Opcodes opcodes) throws IOException, RefusedException {
    int first = cursor.u8();
    if (first != PROTO) {
      throw new RefusedException(
          Reason.OPCODE, opcodes.name(first) + " where the protocol must be told");
    }
    int version = cursor.u8();
    if (version > NEWEST) {
      throw new RefusedException(Reason.UNREADABLE, "pickle protocol " + version);
    }
    if (version < OLDEST) {
      throw new RefusedException(Reason.OPCODE, "pickle protocol " + version);
    }
  }

  Int integer(int length) throws IOException, RefusedException {
    if (length < 0 || length > PickleLimits.INTEGER) {
      throw new RefusedException(Reason.LIMIT, "an integer of %d bytes".formatted(length));
    }
    byte[] bytes = cursor.take(length);
    if (length > Long.BYTES) {
      return new Int(Integers.isMagic(bytes) ? Integers.MAGIC : 0, false);
    }
    return new Int(Integers.littleEndian(bytes), true);
  }

  long length(long length) throws RefusedException {
    if (length < 0 || (length > PickleLimits.PICKLE && length > cursor.left())) {
      throw new RefusedException(
          Reason.LIMIT, "a value of %s bytes".formatted(Long.toUnsignedString(length)));
    }
    return length;
  }

  void frame(long length) throws RefusedException {
    if (length < 0 || length > cursor.left()) {
      throw new RefusedException(
          Reason.LIMIT, "a frame of %s bytes".formatted(Long.toUnsignedString(length)));
    }
  }

  /** Python reads UTF-8; what is not ASCII is no allowed name anyway. */
  String line() throws IOException, RefusedException {
    byte[] line = new byte[PickleLimits.LINE];
    for (int length = 0; length < line.length; length++) {
      int next = cursor.u8();
      if (next == '\n') {
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
      }
      line[length] = (byte) next;
    }
    throw new RefusedException(Reason.GLOBAL, "a name without end: " + Shown.of(line));
  }
}
