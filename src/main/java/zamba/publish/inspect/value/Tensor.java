package zamba.publish.inspect.value;

import java.util.List;

/**
 * A tensor or array in a checkpoint.
 *
 * @param name its keys from the outermost dict inwards, joined by dots
 * @param dtype as torch or numpy calls it, {@code float32} for instance
 * @param shape size in each dimension; none for a scalar
 */
public record Tensor(String name, String dtype, List<Long> shape) {

  public Tensor {
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  public long elements() {
    return shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
  }

  public boolean isFloating() {
    return dtype.startsWith("float") || dtype.startsWith("bfloat") || dtype.startsWith("complex");
  }
}
