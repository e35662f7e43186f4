package zamba.publish.inspect.pickle;

import java.util.ArrayList;
import java.util.List;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;
import zamba.publish.inspect.value.Memory;
import zamba.publish.inspect.value.Value;

/** What a pickle refers to again, by number. */
final class Memo {
  private final List<Value> values = new ArrayList<>();
  private final Memory memory;

  Memo(Memory memory) {
    this.memory = memory;
  }

  int size() {
    return values.size();
  }

  void put(long index, Value value) throws RefusedException {
    if (index > values.size()) {
      throw new RefusedException(
          Reason.LIMIT, "place %d of a memo of %d".formatted(index, values.size()));
    }
    if (index == values.size()) {
      memory.take(Memory.SLOT + Memory.OBJECT);
      values.add(value);
    } else {
      values.set((int) index, value);
    }
  }

  Value get(long index) throws RefusedException {
    if (index >= values.size()) {
      throw new RefusedException(
          Reason.UNREADABLE, "nothing is at place %d of the memo".formatted(index));
    }
    return values.get((int) index);
  }
}
