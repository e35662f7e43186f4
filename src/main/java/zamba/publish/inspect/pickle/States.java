package zamba.publish.inspect.pickle;

import java.util.List;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;
import zamba.publish.inspect.value.Dict;
import zamba.publish.inspect.value.Notes;
import zamba.publish.inspect.value.Value;
import zamba.publish.inspect.value.Value.Array;
import zamba.publish.inspect.value.Value.DictKind;
import zamba.publish.inspect.value.Value.Dtype;
import zamba.publish.inspect.value.Value.Opaque;
import zamba.publish.inspect.value.Value.Text;
import zamba.publish.inspect.value.Value.Thing;

/**
 * Which states BUILD may give, and to what, once each: a state can plant {@code __setstate__},
 * which the next one would call.
 */
final class States {

  private final Notes notes;
  private final NumpyCalls numpy = new NumpyCalls();

  private final Work work;

  States(Notes notes, Work work) {
    this.notes = notes;
    this.work = work;
  }

  void build(Value target, Value state) throws RefusedException {
    if (target instanceof Opaque) {
      return;
    }
    if (state instanceof Dict attributes) {
      work.count(attributes.size);
    }
    if (target instanceof Dtype dtype) {
      once(target, dtype.built, state);
      dtype.built = true;
      fits(numpy.build(dtype, state), target, state);
    } else if (target instanceof Array array) {
      once(target, array.built, state);
      fits(numpy.build(array, state), target, state);
      array.built = true;
    } else if (target instanceof Dict dict && !dict.fixed && dict.kind == DictKind.ORDERED) {
      once(target, dict.built, state);
      dict.built = true;
      sets(isMetadata(state), target, state);
    } else if (target instanceof Dict dict && dict.kind == DictKind.ATTRIBUTES) {
      once(target, dict.built, state);
      dict.built = true;
      sets(areAttributes(state), target, state);
    } else if (target instanceof Thing thing) {
      once(target, thing.built, state);
      thing.built = true;
      sets(thing.script ? isDict(state) : areAttributes(state), target, state);
      if (state instanceof Dict attributes) {
        thing.state = attributes;
      }
    } else {
      sets(false, target, state);
    }
  }

  private void once(Value target, boolean before, Value state) {
    if (before) {
      notes.note(Reason.STATE, "a second state for " + target.what(), List.of(state));
    }
  }

  private void fits(boolean fits, Value target, Value state) {
    if (!fits) {
      notes.note(Reason.ARGUMENT, "a state that does not fit " + target.what(), List.of(state));
    }
  }

  private void sets(boolean allowed, Value target, Value state) {
    if (!allowed) {
      notes.note(Reason.STATE, "a state for %s".formatted(target.what()), List.of(state));
    }
  }

  private static boolean isDict(Value state) {
    return state instanceof Dict dict && dict.kind == DictKind.DICT;
  }

  /** What torch hangs on a state_dict: {@code {"_metadata": …}}. */
  private static boolean isMetadata(Value state) {
    return state instanceof Dict dict
        && isDict(state)
        && dict.whole()
        && dict.keys.stream().allMatch(key -> key instanceof Text text && text.is("_metadata"))
        && dict.values.stream().allMatch(Dict.class::isInstance);
  }

  private static boolean areAttributes(Value state) {
    return state instanceof Dict dict
        && isDict(state)
        && dict.whole()
        && dict.keys.stream().allMatch(Additions::isPlainAttribute);
  }
}
