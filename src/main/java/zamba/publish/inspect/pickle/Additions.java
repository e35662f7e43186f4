package zamba.publish.inspect.pickle;

import java.util.List;
import zamba.publish.inspect.bytes.PickleLimits;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;
import zamba.publish.inspect.value.Dict;
import zamba.publish.inspect.value.Memory;
import zamba.publish.inspect.value.Notes;
import zamba.publish.inspect.value.Value;
import zamba.publish.inspect.value.Value.Collected;
import zamba.publish.inspect.value.Value.DictKind;
import zamba.publish.inspect.value.Value.Opaque;
import zamba.publish.inspect.value.Value.Sequence;
import zamba.publish.inspect.value.Value.Text;

/** Puts values into lists, dicts and sets, and refuses all others: they would run code for it. */
final class Additions {

  private final Notes notes;
  private final Memory memory;
  private final Work work;

  Additions(Notes notes, Memory memory, Work work) {
    this.notes = notes;
    this.memory = memory;
    this.work = work;
  }

  void append(Value target, List<Value> elements) throws RefusedException {
    if (target instanceof Sequence list) {
      for (Value element : elements) {
        stands(element);
        list.size++;
        if (list.elements.size() < PickleLimits.KEPT_ELEMENTS) {
          memory.take(Memory.SLOT + Memory.OBJECT);
          list.elements.add(element);
        }
      }
    } else if (!(target instanceof Opaque)) {
      notes.note(Reason.STATE, "appends to " + target.what());
    }
  }

  /** Sets keys and values, which take turns. */
  void set(Value target, List<Value> pairs) throws RefusedException {
    if (pairs.size() % 2 != 0) {
      throw new RefusedException(Reason.UNREADABLE, "sets a key without a value");
    }
    for (int index = 0; index < pairs.size(); index += 2) {
      set(target, pairs.get(index), pairs.get(index + 1));
    }
  }

  void set(Value target, Value key, Value value) throws RefusedException {
    if (!(target instanceof Dict dict)) {
      if (!(target instanceof Opaque)) {
        notes.note(Reason.STATE, "sets an item of " + target.what());
      }
      return;
    }
    if (dict.fixed) {
      notes.note(Reason.STATE, "sets an item of what a tensor takes for its hooks");
    }
    hashes(key);
    stands(key);
    stands(value);
    if (dict.kind == DictKind.ATTRIBUTES && !isPlainAttribute(key)) {
      // AttributeDict answers for attributes from its items: __setstate__ would be called.
      notes.note(Reason.STATE, "sets the attribute " + key.what());
    }
    dict.size++;
    if (dict.keys.size() < PickleLimits.KEPT_ELEMENTS) {
      memory.take(2 * (Memory.SLOT + Memory.OBJECT));
      dict.keys.add(key);
      dict.values.add(value);
    }
  }

  void add(Value target, List<Value> elements) throws RefusedException {
    if (target instanceof Collected set && !set.frozen()) {
      for (Value element : elements) {
        hashes(element);
        stands(element);
      }
    } else if (!(target instanceof Opaque)) {
      notes.note(Reason.STATE, "adds to " + target.what());
    }
  }

  Collected set(List<Value> elements, boolean frozen) throws RefusedException {
    int depth = 0;
    for (Value element : elements) {
      hashes(element);
      stands(element);
      depth = Math.max(depth, element.depth());
    }
    return new Collected(frozen, depth + 1);
  }

  static boolean isPlainAttribute(Value key) {
    return key instanceof Text text && text.value() != null && !text.value().startsWith("__");
  }

  void hashes(Value key) throws RefusedException {
    if (!key.hashable()) {
      throw new RefusedException(Reason.UNREADABLE, "%s as a key".formatted(key.what()));
    }
    work.count(key.weight());
  }

  private void stands(Value value) {
    if (!value.standing()) {
      notes.note(
          Reason.ROLE,
          value instanceof Value.Name name
              ? name.what() + " stands in what is loaded"
              : "a name in " + value.what() + " stands in what is loaded");
    }
  }
}
