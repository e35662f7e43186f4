package zamba.publish.inspect.pickle;

import java.util.List;
import java.util.regex.Pattern;
import zamba.publish.inspect.bytes.PickleLimits;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;
import zamba.publish.inspect.value.AllowedName;
import zamba.publish.inspect.value.Dict;
import zamba.publish.inspect.value.Notes;
import zamba.publish.inspect.value.Role;
import zamba.publish.inspect.value.Tuple;
import zamba.publish.inspect.value.Value;
import zamba.publish.inspect.value.Value.Bool;
import zamba.publish.inspect.value.Value.Bytes;
import zamba.publish.inspect.value.Value.DictKind;
import zamba.publish.inspect.value.Value.Int;
import zamba.publish.inspect.value.Value.Leaf;
import zamba.publish.inspect.value.Value.Name;
import zamba.publish.inspect.value.Value.Opaque;
import zamba.publish.inspect.value.Value.Real;
import zamba.publish.inspect.value.Value.Sequence;
import zamba.publish.inspect.value.Value.Text;
import zamba.publish.inspect.value.Value.View;

/** What a call of an allowed name gives, if its arguments are those that picklers write. */
public final class Calls {

  private static final Pattern DEVICE = Pattern.compile("[a-z]{1,20}(:\\d{1,4})?");
  private static final int LONGEST_TYPE = 4096;

  private final Notes notes;
  private final Additions additions;
  private final Work work;
  private final TensorCalls tensors;
  private final NumpyCalls numpy = new NumpyCalls();

  Calls(Notes notes, Additions additions, Work work) {
    this.notes = notes;
    this.additions = additions;
    this.work = work;
    this.tensors = new TensorCalls();
  }

  /** The value of a call that REDUCE makes. */
  Value call(AllowedName name, Tuple args) throws RefusedException {
    work.count(args.size());
    Value result = checked(name, args);
    if (result == null) {
      notes.note(
          Reason.ARGUMENT,
          "%s.%s with %s".formatted(name.module(), name.name(), arguments(args)),
          args.elements);
      return new Opaque(null);
    }
    return result;
  }

  /** Null if the arguments are none of those that picklers write. */
  private Value checked(AllowedName name, Tuple args) throws RefusedException {
    return switch (name.check()) {
      case "-" -> new Leaf("what %s.%s made".formatted(name.module(), name.name()));
      case "tensor" -> tensors.tensor(args);
      case "parameter" -> tensors.parameter(args);
      case "ordered" -> ordered(args);
      case "counter" -> counter(args);
      case "default" -> defaultDict(args);
      case "device" -> device(args);
      case "size" -> size(args);
      case "set" -> set(args, name.name().equals("frozenset"));
      case "bytes" -> bytes(args, name.name().equals("bytearray"));
      case "complex" -> complex(args);
      case "encode" -> args.size() == 2 ? encoded(args.get(0), args.get(1), false) : null;
      case "path" ->
          args.elements.stream().allMatch(Text.class::isInstance) ? new Leaf("a path") : null;
      case "jit_list" -> list(name.name(), args);
      case "jit_tag" -> tagged(args);
      default -> numpy.call(name.check(), args);
    };
  }

  private Value ordered(Tuple args) throws RefusedException {
    Dict dict = new Dict(DictKind.ORDERED);
    if (args.size() == 0) {
      return dict;
    }
    // Python 2 gave a list of pairs.
    if (args.size() != 1 || !(args.get(0) instanceof Sequence pairs) || !pairs.whole()) {
      return null;
    }
    work.count(pairs.size);
    for (Value pair : pairs.elements) {
      if (pair instanceof Tuple two && two.size() == 2) {
        additions.set(dict, two.get(0), two.get(1));
      } else if (pair instanceof Sequence two && two.whole() && two.size == 2) {
        additions.set(dict, two.elements.get(0), two.elements.get(1));
      } else {
        return null;
      }
    }
    return dict;
  }

  private Value counter(Tuple args) throws RefusedException {
    Dict counter = new Dict(DictKind.COUNTER);
    if (args.size() == 0) {
      return counter;
    }
    if (args.size() != 1 || !(args.get(0) instanceof Dict counts)) {
      return null;
    }
    work.count(counts.size);
    for (int index = 0; index < counts.keys.size(); index++) {
      additions.set(counter, counts.keys.get(index), counts.values.get(index));
    }
    return counter;
  }

  private Value defaultDict(Tuple args) {
    if (args.size() == 1 && args.get(0) instanceof Name factory) {
      if (!factory.allowed().may(Role.FACTORY)) {
        notes.note(Reason.ROLE, factory.what() + " as a default factory");
        return new Opaque(null);
      }
    } else if (args.size() > 1 || (args.size() == 1 && !isNone(args.get(0)))) {
      return null;
    }
    return new Dict(DictKind.DEFAULT);
  }

  private static Value device(Tuple args) {
    boolean named =
        args.size() >= 1
            && args.get(0) instanceof Text text
            && text.value() != null
            && DEVICE.matcher(text.value()).matches();
    boolean numbered =
        args.size() == 1
            || (args.size() == 2 && args.get(1) instanceof Int index && isWithin(index, 0, 9999));
    return named && numbered ? new Leaf("a device") : null;
  }

  private Value set(Tuple args, boolean frozen) throws RefusedException {
    if (args.size() == 0) {
      return additions.set(List.of(), frozen);
    }
    if (args.size() == 1 && args.get(0) instanceof Sequence list) {
      if (!list.whole()) {
        throw new RefusedException(
            Reason.LIMIT, "a set of more than %d elements".formatted(PickleLimits.KEPT_ELEMENTS));
      }
      return additions.set(list.elements, frozen);
    }
    return null;
  }

  private Value bytes(Tuple args, boolean mutable) throws RefusedException {
    if (args.size() == 0) {
      return new Bytes(-1, 0, mutable);
    }
    if (args.size() == 1 && args.get(0) instanceof Bytes bytes) {
      work.count(bytes.length() / Long.BYTES);
      return new Bytes(bytes.first(), bytes.length(), mutable);
    }
    return args.size() == 2 ? encoded(args.get(0), args.get(1), mutable) : null;
  }

  /** Bytes written as text: how protocol 2 writes them. */
  private Value encoded(Value text, Value codec, boolean mutable) throws RefusedException {
    if (text instanceof Text characters
        && characters.latin1()
        && codec instanceof Text name
        && (name.is("latin1") || name.is("latin-1"))) {
      work.count(characters.characters() / Long.BYTES);
      return new Bytes(first(characters), characters.characters(), mutable);
    }
    return null;
  }

  private static int first(Text text) {
    return text.value() == null || text.value().isEmpty() ? -1 : text.value().charAt(0);
  }

  private Value size(Tuple args) throws RefusedException {
    if (args.size() != 1 || !(args.get(0) instanceof Tuple sizes)) {
      return null;
    }
    work.count(sizes.size());
    return sizes.elements.stream().allMatch(Int.class::isInstance) ? sizes : null;
  }

  private static Value complex(Tuple args) {
    return args.size() == 2 && isNumber(args.get(0)) && isNumber(args.get(1))
        ? new Leaf("a complex number")
        : null;
  }

  private Value list(String name, Tuple args) throws RefusedException {
    if (args.size() != 1 || !(args.get(0) instanceof Sequence list)) {
      return null;
    }
    work.count(list.size);
    Class<? extends Value> element =
        switch (name) {
          case "build_intlist" -> Int.class;
          case "build_doublelist" -> Real.class;
          case "build_boollist" -> Bool.class;
          default -> View.class;
        };
    return list.elements.stream().allMatch(element::isInstance) ? list : null;
  }

  private static Value tagged(Tuple args) {
    return args.size() == 2
            && args.get(1) instanceof Text type
            && type.characters() <= LONGEST_TYPE
            && args.get(0).standing()
        ? args.get(0)
        : null;
  }

  public static boolean isNone(Value value) {
    return value == Pickle.NONE;
  }

  public static boolean isWithin(Int number, long least, long most) {
    return number.fits() && number.value() >= least && number.value() <= most;
  }

  private static boolean isNumber(Value value) {
    return value instanceof Real || value instanceof Int;
  }

  private static String arguments(Tuple args) {
    if (args.size() == 0) {
      return "no arguments";
    }
    String all = String.join(", ", args.elements.stream().limit(8).map(Value::what).toList());
    return args.size() == 1 ? "the argument " + all : "the arguments " + all;
  }
}
