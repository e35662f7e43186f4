package zamba.publish.embedded;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes a value in Python's pickle (opcodes from CPython's pickletools). Every int takes the same
 * number of bytes. Nothing is written twice by reference, which pickle allows and does not ask for.
 */
final class Pickle {

  /** What torch.save writes. */
  static final int TORCH_PROTOCOL = 2;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<byte[]> parts = new ArrayList<>();

  /** A class or function by its name. */
  record Name(String module, String name) {}

  /** What a function returns. */
  record Call(Name function, Tuple arguments) {}

  /** A new instance of a class, made without arguments and given a state. */
  record Instance(Name type, Map<String, ?> state) {}

  /** What a call returns, given a state, or if that is a map, items: those of an OrderedDict. */
  record Filled(Call made, Object content) {}

  /** What whoever reads the pickle keeps elsewhere, by what he knows it by. */
  record Persistent(Tuple id) {}

  /** A byte string that whoever asked for the pickle puts there by himself. */
  record Absent(int length) {}

  /** A tuple. */
  record Tuple(List<?> elements) {
    static Tuple of(Object... elements) {
      // Not List.of: None is one of them at times.
      return new Tuple(Arrays.asList(elements));
    }
  }

  private Pickle(int protocol) {
    bytes.writeBytes(new byte[] {(byte) 0x80, (byte) protocol}); // PROTO
  }

  /**
   * The pickle of one value.
   *
   * @param protocol from 2 on; byte strings need 3
   * @param value of strings, numbers, booleans, null, lists of values, maps from strings to values,
   *     byte arrays, and the records above
   */
  static byte[] of(int protocol, Object value) {
    List<byte[]> parts = parts(protocol, value);
    if (parts.size() > 1) {
      throw new IllegalArgumentException("something is absent in it");
    }
    return parts.get(0);
  }

  /** The same, in parts: what is before, between and after the byte strings that are absent. */
  static List<byte[]> parts(int protocol, Object value) {
    Pickle pickle = new Pickle(protocol);
    pickle.write(value);
    pickle.bytes.write('.'); // STOP
    pickle.endPart();
    return pickle.parts;
  }

  private void endPart() {
    parts.add(bytes.toByteArray());
    bytes.reset();
  }

  private void write(Object value) {
    if (value == null) {
      bytes.write('N'); // NONE
    } else if (value instanceof Boolean yes) {
      bytes.write(yes ? 0x88 : 0x89); // NEWTRUE NEWFALSE
    } else if (value instanceof Integer number) {
      bytes.write('J'); // BININT
      bytes.writeBytes(littleEndian(number));
    } else if (value instanceof Double number) {
      bytes.write('G'); // BINFLOAT, big-endian
      bytes.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
    } else if (value instanceof String text) {
      write('X', text.getBytes(StandardCharsets.UTF_8)); // BINUNICODE
    } else if (value instanceof byte[] raw) {
      write('B', raw); // BINBYTES
    } else if (value instanceof List<?> list) {
      bytes.writeBytes(new byte[] {']', '('}); // EMPTY_LIST MARK
      list.forEach(this::write);
      bytes.write('e'); // APPENDS
    } else if (value instanceof Map<?, ?> map) {
      bytes.write('}'); // EMPTY_DICT
      items(map);
    } else {
      writeObject(value);
    }
  }

  private void writeObject(Object value) {
    if (value instanceof Tuple tuple) {
      bytes.write('('); // MARK
      tuple.elements().forEach(this::write);
      bytes.write('t'); // TUPLE
    } else if (value instanceof Name name) {
      bytes.write('c'); // GLOBAL
      bytes.writeBytes(
          (name.module() + "\n" + name.name() + "\n").getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof Call call) {
      write(call.function());
      write(call.arguments());
      bytes.write('R'); // REDUCE
    } else if (value instanceof Instance instance) {
      write(instance.type());
      bytes.writeBytes(new byte[] {')', (byte) 0x81}); // EMPTY_TUPLE NEWOBJ
      write(instance.state());
      bytes.write('b'); // BUILD
    } else if (value instanceof Filled filled) {
      write(filled.made());
      if (filled.content() instanceof Map<?, ?> map) {
        items(map);
      } else {
        write(filled.content());
        bytes.write('b'); // BUILD
      }
    } else if (value instanceof Absent absent) {
      bytes.write('B'); // BINBYTES
      bytes.writeBytes(littleEndian(absent.length()));
      endPart();
    } else if (value instanceof Persistent persistent) {
      write(persistent.id());
      bytes.write('Q'); // BINPERSID
    } else {
      throw new IllegalArgumentException("not a value that is written here: " + value);
    }
  }

  private void items(Map<?, ?> map) {
    bytes.write('('); // MARK
    map.forEach(
        (key, element) -> {
          write(key);
          write(element);
        });
    bytes.write('u'); // SETITEMS
  }

  private void write(char opcode, byte[] content) {
    bytes.write(opcode);
    bytes.writeBytes(littleEndian(content.length));
    bytes.writeBytes(content);
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
