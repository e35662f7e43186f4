package zamba.publish.inspect.value;

import java.util.ArrayList;
import java.util.List;
import zamba.publish.inspect.bytes.Shown;

/** What a pickle's opcode would put on the stack, as a type: nothing of it is ever built. */
public sealed interface Value
    permits Value.Opaque,
        Value.Leaf,
        Value.Bool,
        Value.Int,
        Value.Real,
        Value.Text,
        Value.Bytes,
        Value.Sequence,
        Dict,
        Value.Collected,
        Value.Name,
        Value.Storage,
        Value.View,
        Value.Array,
        Value.Dtype,
        Value.Thing,
        Value.ScriptClass,
        Tuple {

  /** Whether it may be a key or in a set. */
  default boolean hashable() {
    return true;
  }

  /** Whether it may stand in what is loaded: names only where the list says so. */
  default boolean standing() {
    return true;
  }

  /** How deep tuples are in it. */
  default int depth() {
    return 0;
  }

  /** How many values a hash of it looks at: tuples in tuples are looked at again each time. */
  default long weight() {
    return 1;
  }

  /** What messages call it. */
  String what();

  /** What an unknown name, or a call of one, stands for. Its name is null if it has none. */
  record Opaque(String name) implements Value {
    @Override
    public String what() {
      return name == null ? "something unknown" : name;
    }
  }

  /** None, and what has no part that matters: paths, devices, complex numbers. */
  record Leaf(String what) implements Value {}

  record Bool(boolean value) implements Value {
    @Override
    public String what() {
      return "a bool";
    }
  }

  /**
   * An integer.
   *
   * @param fits whether it is within 64 bits; only then is {@code value} right
   */
  record Int(long value, boolean fits) implements Value {
    @Override
    public String what() {
      return fits ? "the integer " + value : "a long integer";
    }
  }

  record Real(double value) implements Value {
    @Override
    public String what() {
      return "a float";
    }
  }

  /**
   * A str.
   *
   * @param value null if it is too long to be kept
   * @param characters how many
   * @param latin1 whether all of them are below 256
   * @param bytes whether Python 2 wrote it: a str that may be bytes
   */
  record Text(String value, long characters, boolean latin1, boolean bytes) implements Value {
    @Override
    public String what() {
      return value == null ? "a long string" : "'" + Shown.of(value) + "'";
    }

    public boolean is(String other) {
      return other.equals(value);
    }
  }

  /**
   * Bytes.
   *
   * @param first the first of them, -1 if there are none or it is not known
   * @param mutable whether it is a bytearray
   */
  record Bytes(int first, long length, boolean mutable) implements Value {
    @Override
    public boolean hashable() {
      return !mutable;
    }

    @Override
    public String what() {
      return length + " bytes";
    }
  }

  /** A list; the first elements are kept. */
  final class Sequence implements Value {
    public final List<Value> elements = new ArrayList<>(0);
    public long size;

    public boolean whole() {
      return elements.size() == size;
    }

    @Override
    public boolean hashable() {
      return false;
    }

    @Override
    public String what() {
      return "a list";
    }
  }

  /** What sort of dict it is. */
  enum DictKind {
    DICT("a dict"),
    ORDERED("an OrderedDict"),
    COUNTER("a Counter"),
    DEFAULT("a defaultdict"),
    ATTRIBUTES("an AttributeDict");

    final String text;

    DictKind(String text) {
      this.text = text;
    }
  }

  /** A set, or a frozenset, which is hashable. */
  record Collected(boolean frozen, int depth) implements Value {
    @Override
    public boolean hashable() {
      return frozen;
    }

    @Override
    public String what() {
      return frozen ? "a frozenset" : "a set";
    }
  }

  /** A name of the allow-list. */
  record Name(AllowedName allowed) implements Value {
    @Override
    public boolean standing() {
      return allowed.may(Role.VALUE);
    }

    @Override
    public String what() {
      return allowed.module() + "." + allowed.name();
    }
  }

  /**
   * A torch storage.
   *
   * @param type of its elements
   * @param elements how many it holds, as announced
   */
  record Storage(String key, ElementType type, long elements) implements Value {
    @Override
    public String what() {
      return "the storage " + key;
    }
  }

  /** A view of a storage. */
  record View(Storage storage, long offset, List<Long> shape) implements Value {
    @Override
    public String what() {
      return "a tensor";
    }
  }

  /** A numpy array, which gets its content from a state or has it already. */
  final class Array implements Value {
    public String dtype = "";
    public List<Long> shape = List.of();
    public boolean built;

    @Override
    public boolean hashable() {
      return false;
    }

    @Override
    public String what() {
      return "an array";
    }
  }

  /** A numpy dtype of plain elements. */
  final class Dtype implements Value {
    public final char kind;
    public final long itemSize;
    public boolean built;

    public Dtype(char kind, long itemSize) {
      this.kind = kind;
      this.itemSize = itemSize;
    }

    @Override
    public String what() {
      return "a dtype";
    }
  }

  /** An object that was made without arguments and gets its attributes from a state. */
  final class Thing implements Value {
    final String className;

    /** Whether it is TorchScript's: then it has any attributes. */
    public final boolean script;

    public boolean built;
    public Dict state;

    public Thing(String className, boolean script) {
      this.className = className;
      this.script = script;
    }

    @Override
    public boolean hashable() {
      return false;
    }

    @Override
    public String what() {
      return "a " + className;
    }
  }

  /** A class of a TorchScript archive, whose code is in it. */
  record ScriptClass(String name) implements Value {
    @Override
    public boolean standing() {
      return false;
    }

    @Override
    public String what() {
      return name;
    }
  }
}
