package zamba.publish.embedded;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes plain values in Python's pickle protocol 2, which torch uses (opcodes from CPython's
 * pickletools). Every int takes the same number of bytes.
 */
final class Pickle {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Pickle() {}

  /**
   * The pickle of one value.
   *
   * @param value of strings, ints, lists of values, and maps from strings to values
   */
  static byte[] of(Object value) {
    Pickle pickle = new Pickle();
    pickle.bytes.writeBytes(new byte[] {(byte) 0x80, 2}); // PROTO 2
    pickle.write(value);
    pickle.bytes.write('.'); // STOP
    return pickle.bytes.toByteArray();
  }

  private void write(Object value) {
    if (value instanceof String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      bytes.write('X'); // BINUNICODE
      bytes.writeBytes(littleEndian(utf8.length));
      bytes.writeBytes(utf8);
    } else if (value instanceof Integer number) {
      bytes.write('J'); // BININT
      bytes.writeBytes(littleEndian(number));
    } else if (value instanceof List<?> list) {
      bytes.writeBytes(new byte[] {']', '('}); // EMPTY_LIST MARK
      list.forEach(this::write);
      bytes.write('e'); // APPENDS
    } else if (value instanceof Map<?, ?> map) {
      bytes.writeBytes(new byte[] {'}', '('}); // EMPTY_DICT MARK
      map.forEach(
          (key, element) -> {
            write(key);
            write(element);
          });
      bytes.write('u'); // SETITEMS
    } else {
      throw new IllegalArgumentException("not a plain value: " + value);
    }
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
