package zamba.publish.inspect.value;

import java.util.ArrayList;
import java.util.List;
import zamba.publish.inspect.value.Value.DictKind;

/** A dict; the first entries are kept, all values of a key. */
public final class Dict implements Value {
  public final DictKind kind;
  public final List<Value> keys = new ArrayList<>(0);
  public final List<Value> values = new ArrayList<>(0);
  public long size;
  public boolean built;

  /** Whether something relies on it as it is. */
  public boolean fixed;

  public Dict(DictKind kind) {
    this.kind = kind;
  }

  public boolean whole() {
    return keys.size() == size;
  }

  /** The value that the last of equal keys has, or null. */
  public Value get(String key) {
    for (int index = keys.size() - 1; index >= 0; index--) {
      if (keys.get(index) instanceof Text text && text.is(key)) {
        return values.get(index);
      }
    }
    return null;
  }

  @Override
  public boolean hashable() {
    return false;
  }

  @Override
  public String what() {
    return kind.text;
  }
}
