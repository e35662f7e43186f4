package zamba.publish.inspect.pickle;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zamba.publish.inspect.value.Role;
import zamba.publish.inspect.value.Tuple;
import zamba.publish.inspect.value.Value;
import zamba.publish.inspect.value.Value.Array;
import zamba.publish.inspect.value.Value.Bool;
import zamba.publish.inspect.value.Value.Bytes;
import zamba.publish.inspect.value.Value.Dtype;
import zamba.publish.inspect.value.Value.Int;
import zamba.publish.inspect.value.Value.Leaf;
import zamba.publish.inspect.value.Value.Name;
import zamba.publish.inspect.value.Value.Text;

/**
 * Arrays, scalars and dtypes as numpy writes them (numpy/core/src/multiarray: descriptor.c,
 * methods.c). Only plain elements: an array of objects can be told to take bytes for pointers.
 */
final class NumpyCalls {

  private static final Pattern PLAIN =
      Pattern.compile("(b1|[iu][1248]|f(?:2|4|8|12|16)|c(?:8|16|24|32))|([SU])([1-9]\\d{0,8})");

  private static final int DTYPE_STATE = 8;
  private static final int ARRAY_STATE = 5;
  private static final int UNICODE = 4;

  Value call(String check, Tuple args) {
    return switch (check) {
      case "dtype" -> dtype(args);
      case "reconstruct" -> reconstruct(args);
      case "scalar" -> scalar(args);
      case "frombuffer" -> fromBuffer(args);
      default -> throw new IllegalStateException("no check is called " + check);
    };
  }

  /** Whether {@code (3, order, None, None, None, size, alignment, flags)} is that of its type. */
  boolean build(Dtype dtype, Value state) {
    if (!(state instanceof Tuple parts) || parts.size() != DTYPE_STATE) {
      return false;
    }
    boolean text = dtype.kind == 'S' || dtype.kind == 'U';
    return is(parts.get(0), 3)
        && parts.get(1) instanceof Text order
        && (order.is("<") || order.is(">") || order.is("|") || order.is("="))
        && Calls.isNone(parts.get(2))
        && Calls.isNone(parts.get(3))
        && Calls.isNone(parts.get(4))
        && is(parts.get(5), text ? dtype.itemSize : -1)
        && is(parts.get(6), dtype.kind == 'U' ? UNICODE : text ? 1 : -1)
        && (is(parts.get(7), 0) || (text && is(parts.get(7), 8)));
  }

  /** Whether {@code (1, shape, dtype, is Fortran, bytes)} fits together, and the array takes it. */
  boolean build(Array array, Value state) {
    return state instanceof Tuple parts
        && parts.size() == ARRAY_STATE
        && is(parts.get(0), 1)
        && isFlag(parts.get(3))
        && fill(array, parts.get(1), parts.get(2), parts.get(4));
  }

  private static Value dtype(Tuple args) {
    if (args.size() != 3
        || !(args.get(0) instanceof Text text)
        || text.value() == null
        || !isFlag(args.get(1), false)
        || !isFlag(args.get(2), true)) {
      return null;
    }
    Matcher plain = PLAIN.matcher(text.value());
    if (!plain.matches()) {
      return null;
    }
    if (plain.group(1) != null) {
      return new Dtype(text.value().charAt(0), Long.parseLong(text.value().substring(1)));
    }
    long characters = Long.parseLong(plain.group(3));
    return text.value().charAt(0) == 'U'
        ? new Dtype('U', UNICODE * characters)
        : new Dtype('S', characters);
  }

  private static Value reconstruct(Tuple args) {
    boolean fresh =
        args.size() == 3
            && args.get(0) instanceof Name type
            && type.allowed().may(Role.NDARRAY)
            && args.get(1) instanceof Tuple shape
            && shape.size() == 1
            && is(shape.get(0), 0)
            && isB(args.get(2));
    return fresh ? new Array() : null;
  }

  private static boolean isB(Value value) {
    return (value instanceof Text text && text.is("b"))
        || (value instanceof Bytes bytes && bytes.length() == 1 && bytes.first() == 'b');
  }

  private static Value scalar(Tuple args) {
    return args.size() == 2
            && args.get(0) instanceof Dtype dtype
            && length(args.get(1)) == dtype.itemSize
        ? new Leaf("a numpy scalar")
        : null;
  }

  private static Value fromBuffer(Tuple args) {
    Array array = new Array();
    return args.size() == 4
            && args.get(3) instanceof Text order
            && (order.is("C") || order.is("F"))
            && fill(array, args.get(2), args.get(1), args.get(0))
        ? array
        : null;
  }

  private static boolean fill(Array array, Value sizes, Value type, Value data) {
    List<Long> shape = TensorCalls.sizes(sizes);
    if (shape == null || !(type instanceof Dtype dtype)) {
      return false;
    }
    long elements = TensorCalls.product(shape);
    if (elements < 0
        || Math.multiplyHigh(elements, dtype.itemSize) != 0
        || elements * dtype.itemSize != length(data)) {
      return false;
    }
    array.shape = shape;
    array.dtype = name(dtype);
    array.built = true;
    return true;
  }

  /** Number of bytes, -1 if it is no bytes. */
  private static long length(Value value) {
    if (value instanceof Bytes bytes) {
      return bytes.length();
    }
    return value instanceof Text text && text.bytes() ? text.characters() : -1;
  }

  private static String name(Dtype dtype) {
    return switch (dtype.kind) {
      case 'b' -> "bool";
      case 'i' -> "int" + 8 * dtype.itemSize;
      case 'u' -> "uint" + 8 * dtype.itemSize;
      case 'f' -> "float" + 8 * dtype.itemSize;
      case 'c' -> "complex" + 8 * dtype.itemSize;
      default -> "text";
    };
  }

  private static boolean is(Value value, long number) {
    return value instanceof Int integer && integer.fits() && integer.value() == number;
  }

  private static boolean isFlag(Value value) {
    return value instanceof Bool || is(value, 0) || is(value, 1);
  }

  private static boolean isFlag(Value value, boolean wanted) {
    return value instanceof Bool flag ? flag.value() == wanted : is(value, wanted ? 1 : 0);
  }
}
