package zamba.publish.inspect.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import zamba.publish.inspect.bytes.PickleLimits;
import zamba.publish.inspect.pickle.Calls;
import zamba.publish.inspect.value.Dict;
import zamba.publish.inspect.value.Tensor;
import zamba.publish.inspect.value.Tuple;
import zamba.publish.inspect.value.Value;
import zamba.publish.inspect.value.Value.Array;
import zamba.publish.inspect.value.Value.Bool;
import zamba.publish.inspect.value.Value.Int;
import zamba.publish.inspect.value.Value.Real;
import zamba.publish.inspect.value.Value.Sequence;
import zamba.publish.inspect.value.Value.Text;
import zamba.publish.inspect.value.Value.Thing;
import zamba.publish.inspect.value.Value.View;

/** What a checkpoint holds, for people and for comparisons. Each container is looked into once. */
public final class Contents {

  private static final int DEEPEST = 64;
  private static final int MOST_TENSORS = 20_000;
  private static final int MOST_VALUES = 10_000;
  private static final int LONGEST_NAME = 500;

  /** Where training frameworks keep the model's tensors. */
  private static final List<String> STATES =
      List.of("state_dict", "model", "model_state_dict", "model_state");

  private final Value root;
  private final List<Tensor> tensors = new ArrayList<>();
  private final Set<View> counted = new HashSet<>();
  private final Set<Value> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private long tensorCount;
  private long parameters;
  private int valuesLeft = MOST_VALUES;

  public Contents(Value root) {
    this.root = root;
    look("", model(), 0);
    if (tensorCount == 0) {
      look("", root, 0);
    }
  }

  public List<Tensor> tensors() {
    return tensors;
  }

  public long tensorCount() {
    return tensorCount;
  }

  public long parameters() {
    return parameters;
  }

  public Optional<String> lightningVersion() {
    return text(get(root, "pytorch-lightning_version"));
  }

  /** The hyper-parameters as maps, lists and plain values. */
  public Optional<Map<String, Object>> hyperParameters() {
    Dict attributes = attributes(get(root, "hyper_parameters"));
    if (attributes == null) {
      return Optional.empty();
    }
    Map<String, Object> plain = new LinkedHashMap<>();
    for (int index = 0; index < attributes.keys.size(); index++) {
      plain.put(key(attributes.keys.get(index)), plain(attributes.values.get(index), 1));
    }
    return Optional.of(plain);
  }

  private Value model() {
    for (String key : STATES) {
      if (attributes(get(root, key)) != null) {
        return get(root, key);
      }
    }
    return root;
  }

  private void look(String name, Value value, int depth) {
    if (value instanceof View view) {
      boolean first = counted.size() < MOST_TENSORS && counted.add(view);
      found(new Tensor(name, view.storage().type().dtype(), view.shape()), first);
    } else if (value instanceof Array array) {
      found(new Tensor(name, array.dtype, array.shape), true);
    } else if (depth < DEEPEST && seen.size() < PickleLimits.KEPT_ELEMENTS) {
      lookInto(name, value, depth);
    }
  }

  private void lookInto(String name, Value value, int depth) {
    Dict attributes = attributes(value);
    if (attributes != null && seen.add(value)) {
      for (int index = 0; index < attributes.keys.size(); index++) {
        String key = key(attributes.keys.get(index));
        look(
            within(name.isEmpty() ? key : name + "." + key),
            attributes.values.get(index),
            depth + 1);
      }
    } else if (value instanceof Sequence list && seen.add(value)) {
      lookAt(name, list.elements, depth);
    } else if (value instanceof Tuple tuple && seen.add(value)) {
      lookAt(name, tuple.elements, depth);
    }
  }

  private void lookAt(String name, List<Value> elements, int depth) {
    for (int index = 0; index < elements.size(); index++) {
      look(within(name + "[" + index + "]"), elements.get(index), depth + 1);
    }
  }

  /** Keys of keys can be made to grow without end. */
  private static String within(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
  }

  private void found(Tensor tensor, boolean counts) {
    tensorCount++;
    if (tensors.size() < MOST_TENSORS) {
      tensors.add(tensor);
    }
    if (counts && tensor.isFloating()) {
      // Views of few bytes can have any number of elements.
      long sum = parameters + tensor.elements();
      parameters = sum < 0 ? Long.MAX_VALUE : sum;
    }
  }

  private Object plain(Value value, int depth) {
    if (--valuesLeft < 0 || depth > DEEPEST / 2) {
      return "…";
    }
    if (value instanceof Text text) {
      return text.value() == null ? "…" : text.value();
    }
    if (value instanceof Bool bool) {
      return bool.value();
    }
    if (value instanceof Int number && number.fits()) {
      return number.value();
    }
    if (value instanceof Real real) {
      return real.value();
    }
    if (value instanceof Sequence list) {
      return plain(list.elements, depth);
    }
    if (value instanceof Tuple tuple) {
      return plain(tuple.elements, depth);
    }
    Dict attributes = attributes(value);
    if (attributes != null) {
      Map<String, Object> plain = new LinkedHashMap<>();
      for (int index = 0; index < attributes.keys.size() && valuesLeft > 0; index++) {
        plain.put(key(attributes.keys.get(index)), plain(attributes.values.get(index), depth + 1));
      }
      return plain;
    }
    return Calls.isNone(value) ? null : "<" + value.what() + ">";
  }

  private List<Object> plain(List<Value> elements, int depth) {
    List<Object> plain = new ArrayList<>();
    for (int index = 0; index < elements.size() && valuesLeft > 0; index++) {
      plain.add(plain(elements.get(index), depth + 1));
    }
    return plain;
  }

  private static Dict attributes(Value value) {
    if (value instanceof Dict dict) {
      return dict;
    }
    return value instanceof Thing thing ? thing.state : null;
  }

  private static Value get(Value from, String key) {
    return from instanceof Dict dict ? dict.get(key) : null;
  }

  private static Optional<String> text(Value value) {
    return value instanceof Text text ? Optional.ofNullable(text.value()) : Optional.empty();
  }

  private static String key(Value key) {
    if (key instanceof Text text && text.value() != null) {
      return text.value();
    }
    return key instanceof Int number && number.fits() ? Long.toString(number.value()) : key.what();
  }
}
