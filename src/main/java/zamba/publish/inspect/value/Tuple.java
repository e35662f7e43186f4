package zamba.publish.inspect.value;

import java.util.List;

/** A tuple. */
public final class Tuple implements Value {
  /** Enough to be too much. */
  private static final long HEAVIEST = 1L << 40;

  public final List<Value> elements;

  /** The same as numbers, where something has asked for them: a shape that many tensors share. */
  public List<Long> sizes;

  private final boolean hashable;
  private final boolean standing;
  private final int depth;
  private final long weight;

  public Tuple(List<Value> elements) {
    this.elements = List.copyOf(elements);
    this.hashable = elements.stream().allMatch(Value::hashable);
    this.standing = elements.stream().allMatch(Value::standing);
    this.depth = 1 + elements.stream().mapToInt(Value::depth).max().orElse(0);
    long sum = 1;
    for (Value element : elements) {
      sum = Math.min(sum + element.weight(), HEAVIEST);
    }
    this.weight = sum;
  }

  public int size() {
    return elements.size();
  }

  public Value get(int index) {
    return elements.get(index);
  }

  @Override
  public boolean hashable() {
    return hashable;
  }

  @Override
  public boolean standing() {
    return standing;
  }

  @Override
  public int depth() {
    return depth;
  }

  @Override
  public long weight() {
    return weight;
  }

  @Override
  public String what() {
    return "a tuple of " + elements.size();
  }
}
