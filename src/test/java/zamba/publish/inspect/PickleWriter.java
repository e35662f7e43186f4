package zamba.publish.inspect;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles opcode by opcode, good and bad ones. */
final class PickleWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static PickleWriter protocol(int version) {
    return new PickleWriter().raw(0x80, version);
  }

  PickleWriter raw(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  /** Opcodes that are letters. */
  PickleWriter ops(String letters) {
    out.writeBytes(letters.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  PickleWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    return u32(utf8.length).bytes(utf8);
  }

  PickleWriter integer(int number) {
    out.write('J');
    return u32(number);
  }

  PickleWriter global(String module, String name) {
    return ops("c" + module + "\n" + name + "\n");
  }

  PickleWriter u32(int number) {
    return bytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array());
  }

  PickleWriter i64(long number) {
    return bytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array());
  }

  PickleWriter bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  PickleWriter binBytes(byte[] bytes) {
    out.write('B');
    return u32(bytes.length).bytes(bytes);
  }

  /** A float tensor of one dimension, with its own storage. */
  PickleWriter tensor(String key, int elements) {
    return tensor(key, elements, 0, new int[] {elements}, new int[] {1});
  }

  PickleWriter tensor(String key, int elements, int offset, int[] shape, int[] strides) {
    global("torch._utils", "_rebuild_tensor_v2").ops("(");
    storage("FloatStorage", key, elements).integer(offset).tuple(shape).tuple(strides);
    return raw(0x89).global("collections", "OrderedDict").ops(")RtR");
  }

  PickleWriter storage(String type, String key, int elements) {
    ops("(").text("storage").global("torch", type).text(key).text("cpu").integer(elements);
    return ops("tQ");
  }

  PickleWriter tuple(int... numbers) {
    ops("(");
    for (int number : numbers) {
      integer(number);
    }
    return ops("t");
  }

  PickleWriter dtype(String type, String order, int size, int alignment, int flags) {
    global("numpy", "dtype").text(type).raw(0x89, 0x88, 0x87).ops("R(").integer(3).text(order);
    return ops("NNN").integer(size).integer(alignment).integer(flags).ops("tb");
  }

  /** With STOP at its end. */
  byte[] end() {
    out.write('.');
    return out.toByteArray();
  }

  byte[] unfinished() {
    return out.toByteArray();
  }
}
