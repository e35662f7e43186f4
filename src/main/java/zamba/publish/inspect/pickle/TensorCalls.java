package zamba.publish.inspect.pickle;

import java.util.ArrayList;
import java.util.List;
import zamba.publish.inspect.value.Dict;
import zamba.publish.inspect.value.Tuple;
import zamba.publish.inspect.value.Value;
import zamba.publish.inspect.value.Value.Bool;
import zamba.publish.inspect.value.Value.DictKind;
import zamba.publish.inspect.value.Value.Int;
import zamba.publish.inspect.value.Value.Storage;
import zamba.publish.inspect.value.Value.Text;
import zamba.publish.inspect.value.Value.View;

/**
 * Tensors as torch writes them (torch/_utils.py): views that end inside their storage. One that
 * does not makes torch enlarge the storage, with memory that nobody wrote.
 */
final class TensorCalls {

  private static final int DIMENSIONS = 64;

  /** Far more than torch has. */
  private static final int MATH_BITS = 16;

  /** {@code _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks, metadata)}. */
  Value tensor(Tuple args) {
    if (args.size() < 6
        || args.size() > 7
        || !(args.get(0) instanceof Storage storage)
        || !(args.get(1) instanceof Int offset)
        || !(args.get(4) instanceof Bool)
        || !areHooks(args.get(5))
        || (args.size() == 7 && !isMetadata(args.get(6)))) {
      return null;
    }
    List<Long> shape = sizes(args.get(2));
    List<Long> strides = sizes(args.get(3));
    return shape != null && strides != null && fits(storage, offset, shape, strides)
        ? new View(storage, offset.value(), shape)
        : null;
  }

  /** {@code _rebuild_parameter(data, requires_grad, hooks)}. */
  Value parameter(Tuple args) {
    return args.size() == 3
            && args.get(0) instanceof View view
            && args.get(1) instanceof Bool
            && areHooks(args.get(2))
        ? view
        : null;
  }

  /** Non-negative integers, no more than a tensor has dimensions; null if it is no such tuple. */
  static List<Long> sizes(Value value) {
    if (!(value instanceof Tuple tuple) || tuple.size() > DIMENSIONS) {
      return null;
    }
    if (tuple.sizes != null) {
      return tuple.sizes;
    }
    List<Long> sizes = new ArrayList<>();
    for (Value element : tuple.elements) {
      if (!(element instanceof Int size) || !Calls.isWithin(size, 0, Long.MAX_VALUE)) {
        return null;
      }
      sizes.add(size.value());
    }
    tuple.sizes = List.copyOf(sizes);
    return tuple.sizes;
  }

  /** The product, or -1 if it is too large. */
  static long product(List<Long> sizes) {
    if (sizes.contains(0L)) {
      return 0;
    }
    long product = 1;
    for (long size : sizes) {
      long high = Math.multiplyHigh(product, size);
      product *= size;
      if (high != 0 || product < 0) {
        return -1;
      }
    }
    return product;
  }

  private static boolean fits(Storage storage, Int offset, List<Long> shape, List<Long> strides) {
    if (shape.size() != strides.size() || !Calls.isWithin(offset, 0, storage.elements())) {
      return false;
    }
    long elements = product(shape);
    if (elements <= 0) {
      return elements == 0;
    }
    try {
      long last = offset.value();
      for (int dimension = 0; dimension < shape.size(); dimension++) {
        last =
            Math.addExact(
                last, Math.multiplyExact(shape.get(dimension) - 1, strides.get(dimension)));
      }
      return last < storage.elements();
    } catch (ArithmeticException e) {
      return false;
    }
  }

  /** Hooks would be called with gradients: none may be there, nor come later. */
  private static boolean areHooks(Value value) {
    if (value instanceof Dict dict
        && dict.kind == DictKind.ORDERED
        && dict.size == 0
        && !dict.built) {
      dict.fixed = true;
      return true;
    }
    return false;
  }

  /** Whether a tensor is conjugated or negated (torch.Tensor's math bits). */
  private static boolean isMetadata(Value value) {
    return Calls.isNone(value)
        || (value instanceof Dict dict
            && dict.size <= MATH_BITS
            && dict.whole()
            && dict.keys.stream().allMatch(Text.class::isInstance)
            && dict.values.stream().allMatch(Bool.class::isInstance));
  }
}
