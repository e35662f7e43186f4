package zamba.publish.inspect.pickle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import zamba.publish.inspect.bytes.PickleLimits;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;
import zamba.publish.inspect.value.Memory;
import zamba.publish.inspect.value.Value;

/** The stack of a pickle's values, with its marks; nothing below the last mark can be taken. */
final class Stack {

  private final Memory memory;
  private final List<Value> values = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>();
  private int highest;

  Stack(Memory memory) {
    this.memory = memory;
  }

  void push(Value value) throws RefusedException {
    values.add(value);
    if (values.size() > highest) {
      highest = values.size();
      memory.take(Memory.SLOT + Memory.OBJECT);
    }
  }

  Value pop() throws RefusedException {
    need(1);
    return values.remove(values.size() - 1);
  }

  Value top() throws RefusedException {
    need(1);
    return values.get(values.size() - 1);
  }

  /** Takes the last few, in the order in which they were put there. */
  List<Value> pop(int count) throws RefusedException {
    need(count);
    List<Value> tail = values.subList(values.size() - count, values.size());
    List<Value> taken = new ArrayList<>(tail);
    tail.clear();
    return taken;
  }

  void mark() throws RefusedException {
    if (marks.size() >= PickleLimits.DEPTH) {
      throw new RefusedException(
          Reason.LIMIT, "more than %d marks within marks".formatted(PickleLimits.DEPTH));
    }
    marks.push(values.size());
  }

  /** Takes all since the last mark, and the mark. */
  List<Value> popMark() throws RefusedException {
    if (marks.isEmpty()) {
      throw new RefusedException(Reason.UNREADABLE, "no mark is there to go back to");
    }
    int count = values.size() - marks.peek();
    List<Value> taken = pop(count);
    marks.pop();
    return taken;
  }

  boolean hasMarks() {
    return !marks.isEmpty();
  }

  int size() {
    return values.size();
  }

  private void need(int count) throws RefusedException {
    int floor = marks.isEmpty() ? 0 : marks.peek();
    if (values.size() - count < floor) {
      throw new RefusedException(Reason.UNREADABLE, "takes a value where there is none");
    }
  }
}
