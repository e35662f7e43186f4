package zamba.publish.pyyaml;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * PyYAML's {@code SafeConstructor}. A collection is made empty first and filled later, generation
 * by generation, so that it can hold itself and errors come in PyYAML's order.
 */
final class PyConstructor {
  /** Merge keys copy: a few lines can ask for more pairs than there is memory. */
  static final int MAX_MERGED_PAIRS = 100_000;

  /** Where Python's recursion limit of 1000 ends {@code flatten_mapping} and the like. */
  static final int MAX_RECURSION = 980;

  private final EscapedSurrogates surrogates;
  private List<Runnable> generation = new ArrayList<>();
  private int mergedPairs;
  private int mergeDepth;

  PyConstructor(EscapedSurrogates surrogates) {
    this.surrogates = surrogates;
  }

  /** {@code construct_document}. */
  Object document(Node root) {
    Object document = object(root);
    while (!generation.isEmpty()) {
      List<Runnable> fillers = generation;
      generation = new ArrayList<>();
      fillers.forEach(Runnable::run);
    }
    return document;
  }

  /** {@code construct_object}: each node once, so that aliases share one object. */
  private Object object(Node node) {
    if (!node.constructed) {
      node.object = construct(node);
      node.constructed = true;
    }
    return node.object;
  }

  private Object construct(Node node) {
    return switch (node.tag) {
      case PyTag.STR -> surrogates.restore(scalar(node));
      case PyTag.NULL -> none(node);
      case PyTag.BOOL -> bool(node);
      case PyTag.INT -> number(node, PyNumber::yamlInt);
      case PyTag.FLOAT -> number(node, PyNumber::yamlFloat);
      case PyTag.BINARY -> binary(node);
      case PyTag.TIMESTAMP -> timestamp(node);
      case PyTag.SEQ -> sequence(node);
      case PyTag.MAP -> mapping(node);
      case PyTag.SET -> set(node);
      case PyTag.OMAP -> pairs(node, "an ordered map");
      case PyTag.PAIRS -> pairs(node, "pairs");
      default ->
          throw PyYamlException.at(
              node.start, "nothing safe can be made of the tag " + shown(node.tag));
    };
  }

  private static String shown(String tag) {
    return tag.startsWith("tag:yaml.org,2002:") ? "!!" + tag.substring(18) : tag;
  }

  /** {@code construct_scalar}: a mapping stands for the value of its {@code =} key. */
  private static String scalar(Node node) {
    Node found = node;
    for (int i = 0; found instanceof Node.Mapping mapping && i < MAX_RECURSION; i++) {
      found = valueOf(mapping);
    }
    if (found instanceof Node.Scalar scalar) {
      return scalar.value;
    }
    Node place = found == null ? node : found;
    throw PyYamlException.at(
        place.start, "the tag " + shown(node.tag) + " needs a scalar, this is a " + place.kind());
  }

  /** The value of a mapping's {@code =} key, null if it has none. */
  private static Node valueOf(Node.Mapping mapping) {
    for (Node.Pair pair : mapping.pairs) {
      if (pair.key().tag.equals(PyTag.VALUE)) {
        return pair.value();
      }
    }
    return null;
  }

  private static Object none(Node node) {
    scalar(node);
    return null;
  }

  private static Object bool(Node node) {
    String value = scalar(node).toLowerCase(Locale.ROOT);
    return switch (value) {
      case "yes", "true", "on" -> true;
      case "no", "false", "off" -> false;
      default -> throw PyYamlException.at(node.start, "'" + value + "' is neither true nor false");
    };
  }

  private static Object number(Node node, Function<String, ? extends Number> parse) {
    try {
      return parse.apply(scalar(node));
    } catch (NumberFormatException e) {
      throw PyYamlException.at(node.start, "not a number: " + e.getMessage());
    }
  }

  private static Object binary(Node node) {
    String value = scalar(node);
    if (!value.chars().allMatch(c -> c < 0x80)) {
      throw PyYamlException.at(node.start, "base64 data has characters that are not ASCII");
    }
    try {
      return PyBytes.fromBase64(value);
    } catch (IllegalArgumentException e) {
      throw PyYamlException.at(node.start, "not base64 data: " + e.getMessage());
    }
  }

  private static Object timestamp(Node node) {
    scalar(node);
    if (!(node instanceof Node.Scalar scalar)) {
      throw PyYamlException.at(node.start, "the tag !!timestamp needs a scalar");
    }
    try {
      return PyTimestamp.parse(scalar.value);
    } catch (DateTimeException e) {
      throw PyYamlException.at(node.start, "not a date or time: " + e.getMessage());
    }
  }

  private Object sequence(Node node) {
    List<Object> list = new ArrayList<>();
    generation.add(
        () -> {
          if (!(node instanceof Node.Sequence sequence)) {
            throw PyYamlException.at(
                node.start, "the tag !!seq needs a sequence, this is a " + node.kind());
          }
          for (Node item : sequence.items) {
            list.add(object(item));
          }
        });
    return list;
  }

  private Object mapping(Node node) {
    PyDict dict = new PyDict();
    generation.add(() -> fill(dict, node));
    return dict;
  }

  private Object set(Node node) {
    PySet set = new PySet(node.start.toString());
    generation.add(
        () -> {
          PyDict keys = new PyDict();
          fill(keys, node);
          set.addAll(keys);
        });
    return set;
  }

  /** {@code construct_mapping}. */
  private void fill(PyDict dict, Node node) {
    if (!(node instanceof Node.Mapping mapping)) {
      throw PyYamlException.at(
          node.start, "the tag " + shown(node.tag) + " needs a mapping, this is a " + node.kind());
    }
    flatten(mapping);
    for (Node.Pair pair : mapping.pairs) {
      Object key = object(pair.key());
      if (!PyKey.isHashable(key)) {
        throw PyYamlException.at(
            pair.key().start,
            "a " + PyRepr.typeName(key) + " cannot be a key",
            "in the mapping",
            node.start);
      }
      dict.put(key, object(pair.value()));
    }
  }

  /** {@code flatten_mapping}: the pairs of merged mappings go before a mapping's own. */
  private void flatten(Node.Mapping node) {
    if (++mergeDepth > MAX_RECURSION) {
      throw PyYamlException.at(
          node.start,
          "more than "
              + MAX_RECURSION
              + " mappings that merge each other; Python's recursion limit"
              + " ends there");
    }
    List<Node.Pair> merged = new ArrayList<>();
    int index = 0;
    while (index < node.pairs.size()) {
      Node.Pair pair = node.pairs.get(index);
      if (pair.key().tag.equals(PyTag.MERGE)) {
        node.pairs.remove(index);
        merge(node, pair.value(), merged);
      } else {
        if (pair.key().tag.equals(PyTag.VALUE)) {
          pair.key().tag = PyTag.STR;
        }
        index++;
      }
    }
    if (!merged.isEmpty()) {
      merged.addAll(node.pairs);
      node.pairs = merged;
    }
    mergeDepth--;
  }

  private void merge(Node.Mapping into, Node value, List<Node.Pair> merged) {
    if (value instanceof Node.Mapping mapping) {
      flatten(mapping);
      addAll(merged, mapping.pairs, into);
    } else if (value instanceof Node.Sequence sequence) {
      List<List<Node.Pair>> parts = new ArrayList<>();
      for (Node item : sequence.items) {
        if (!(item instanceof Node.Mapping mapping)) {
          throw notMergeable(into, item, "only mappings");
        }
        flatten(mapping);
        parts.add(mapping.pairs);
      }
      for (int i = parts.size() - 1; i >= 0; i--) {
        addAll(merged, parts.get(i), into);
      }
    } else {
      throw notMergeable(into, value, "only a mapping or a list of mappings");
    }
  }

  private void addAll(List<Node.Pair> merged, List<Node.Pair> pairs, Node.Mapping into) {
    mergedPairs += 1 + pairs.size();
    if (mergedPairs > MAX_MERGED_PAIRS) {
      throw PyYamlException.at(
          into.start, "the merge keys << up to here copy more than " + MAX_MERGED_PAIRS + " pairs");
    }
    merged.addAll(pairs);
  }

  private static PyYamlException notMergeable(Node into, Node value, String what) {
    return PyYamlException.at(
        value.start,
        what + " can be merged with <<, this is a " + value.kind(),
        "in the mapping",
        into.start);
  }

  /** {@code construct_yaml_omap} and {@code construct_yaml_pairs}: a list of tuples. */
  private Object pairs(Node node, String what) {
    List<Object> pairs = new ArrayList<>();
    generation.add(
        () -> {
          if (!(node instanceof Node.Sequence sequence)) {
            throw PyYamlException.at(
                node.start, "for " + what + " a sequence is needed, this is a " + node.kind());
          }
          for (Node item : sequence.items) {
            pairs.add(pair(node, item, what));
          }
        });
    return pairs;
  }

  private PyTuple pair(Node node, Node item, String what) {
    if (!(item instanceof Node.Mapping mapping) || mapping.pairs.size() != 1) {
      throw PyYamlException.at(
          item.start, "mappings of one key are needed here", "in " + what, node.start);
    }
    Node.Pair pair = mapping.pairs.get(0);
    return PyTuple.pair(object(pair.key()), object(pair.value()));
  }
}
