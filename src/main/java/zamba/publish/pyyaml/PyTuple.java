package zamba.publish.pyyaml;

import java.util.List;

/**
 * A Python {@code tuple}: an entry of {@code !!omap} or {@code !!pairs}. A class, not a record: two
 * equal tuples are two objects to PyYAML's dumper.
 */
public final class PyTuple {
  private final List<Object> items;

  private PyTuple(List<Object> items) {
    this.items = items;
  }

  static PyTuple pair(Object first, Object second) {
    return new PyTuple(java.util.Arrays.asList(first, second));
  }

  /**
   * Gives the items.
   *
   * @return the items, unmodifiable
   */
  public List<Object> items() {
    return java.util.Collections.unmodifiableList(items);
  }
}
