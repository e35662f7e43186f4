package zamba.publish.inspect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Files that are more than they seem, or take more than they have. */
final class HostileFiles {

  private static final int MANY = 20_000;
  private static final byte[] MAGIC = {
    0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19
  };

  private HostileFiles() {}

  private static PickleWriter p() {
    return PickleWriter.protocol(2);
  }

  /** Each view of one storage has a shape of 64 large numbers. */
  static byte[] manyShapes() {
    PickleWriter pickle = p().ops("]").global("torch._utils", "_rebuild_tensor_v2");
    pickle.ops("q").raw(0).ops("(").storage("FloatStorage", "0", 4).integer(0);
    for (int tuple = 0; tuple < 2; tuple++) {
      pickle.ops("(").integer(0);
      for (int dimension = 1; dimension < 64; dimension++) {
        pickle.raw(0x8a, 8).i64(1L << 40);
      }
      pickle.ops("t");
    }
    pickle.raw(0x89).global("collections", "OrderedDict").ops(")Rtq").raw(1).ops("Ra");
    for (int view = 0; view < 200_000; view++) {
      pickle.ops("h").raw(0).ops("h").raw(1).ops("Ra");
    }
    return ZipWriter.torch(pickle.end(), 4).end();
  }

  /** Sixty dicts in each other with long keys, and many tensors in the innermost. */
  static byte[] longNames() {
    PickleWriter pickle = p();
    for (int depth = 0; depth < 60; depth++) {
      pickle.ops("}").text("k".repeat(1000));
    }
    pickle.ops("](").tensor("0", 4).ops("q").raw(0);
    for (int view = 0; view < 15_000; view++) {
      pickle.ops("h").raw(0);
    }
    return ZipWriter.torch(pickle.ops("e" + "s".repeat(60)).end(), 4).end();
  }

  /** One dict of many keys as the state of many objects. */
  static byte[] oneStateForMany() {
    PickleWriter pickle = manyKeys().global("argparse", "Namespace").ops("q").raw(1);
    pickle.ops(")").raw(0x81).ops("h").raw(0).ops("b");
    for (int object = 0; object < 3_000; object++) {
      pickle.ops("h").raw(1).ops(")").raw(0x81).ops("h").raw(0).ops("b");
    }
    return ZipWriter.torch(pickle.ops("e").end()).end();
  }

  /** One dict of many keys as what a tensor says of itself. */
  static byte[] oneStateForATensor() {
    PickleWriter pickle = manyKeys().global("torch._utils", "_rebuild_tensor_v2").ops("(");
    pickle.storage("FloatStorage", "0", 4).integer(0).tuple(4).tuple(1).raw(0x89);
    pickle.global("collections", "OrderedDict").ops(")Rh").raw(0).ops("tRe");
    return ZipWriter.torch(pickle.end(), 4).end();
  }

  private static PickleWriter manyKeys() {
    PickleWriter pickle = p().ops("](}q").raw(0).ops("(");
    for (int key = 0; key < MANY; key++) {
      pickle.text("k" + key).raw(0x89);
    }
    return pickle.ops("u");
  }

  /** One tuple as the only argument, or as the arguments, of many calls. */
  static byte[] oneTupleForMany(String module, String name, boolean argument) {
    PickleWriter pickle = p().ops("](").global(module, name).ops("q").raw(0).ops("(");
    for (int element = 0; element < MANY; element++) {
      if (argument) {
        pickle.ops("K").raw(1);
      } else {
        pickle.text("a");
      }
    }
    pickle.ops("t");
    if (argument) {
      pickle.raw(0x85);
    }
    pickle.ops("q").raw(1).ops("R");
    for (int call = 0; call < 3_000; call++) {
      pickle.ops("h").raw(0).ops("h").raw(1).ops("R");
    }
    return ZipWriter.torch(pickle.ops("e").end()).end();
  }

  /** What is put and dropped, again and again, each with something to say against it. */
  static byte[] muchToTell() {
    return ZipWriter.torch(p().ops("N" + "20".repeat(20_000)).end()).end();
  }

  /**
   * A file of torch from before 1.6 whose third pickle is a dict with one long string, in which a
   * tar archive lies: the file's first 512 bytes are its header.
   *
   * @param sum how the header writes its checksum
   */
  static byte[] tarAsWell(String sum) {
    PickleWriter file = p().raw(0x8a, 10).bytes(MAGIC).ops(".");
    file.raw(0x80, 2).ops("M").raw(0xe9, 3).ops(".").raw(0x80, 2);
    file.ops("}(").text("little_endian").raw(0x88).text("s");
    int start = file.unfinished().length + 5;
    byte[] text = new byte[512 + 1024 - start];
    Arrays.fill(text, 0, 100 - start, (byte) 'a');
    put(text, 100 - start, "0000644\0" + "0000000\0".repeat(2) + "00000000000\0".repeat(2));
    put(text, 148 - start, " ".repeat(8) + "0");
    file.ops("X").u32(text.length);
    int total = 0;
    for (byte value : file.unfinished()) {
      total += value & 0xff;
    }
    for (int at = 0; at < 512 - start; at++) {
      total += text[at];
    }
    put(text, 148 - start, sum.formatted(total));
    byte[] empty = p().ops("}").end();
    return file.bytes(text).ops("u.").bytes(empty).bytes(p().ops("]").end()).unfinished();
  }

  private static void put(byte[] bytes, int at, String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, bytes, at, ascii.length);
  }
}
