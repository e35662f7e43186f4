package zamba.publish.pyyaml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.emitter.Emitter;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ImplicitTuple;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.events.StreamStartEvent;

/**
 * PyYAML's {@code Representer} and {@code Serializer}, feeding SnakeYAML's emitter. Scalars the
 * emitter would write differently from PyYAML's go through it as stand-ins (see {@link
 * StandInWriter}).
 */
final class PyDumper {
  /** Where Python's recursion limit of 1000 ends {@code represent_data}, three calls a level. */
  static final int MAX_DEPTH = 330;

  private static final int INDENT = 2;
  private static final int MAX_SIMPLE_KEY = 128;

  private final StandInWriter writer = new StandInWriter();
  private final Emitter emitter;
  private final IdentityHashMap<Object, String> anchors = new IdentityHashMap<>();
  private final IdentityHashMap<Object, Boolean> written = new IdentityHashMap<>();
  private int lastAnchor;
  private int depth;

  PyDumper() {
    DumperOptions options = new DumperOptions();
    options.setAllowUnicode(false);
    emitter = new Emitter(writer, options);
  }

  String dump(Object value) {
    anchor(value);
    depth = 0;
    emit(new StreamStartEvent(null, null));
    emit(new DocumentStartEvent(null, null, false, null, null));
    node(value, Role.ROOT, -1);
    emit(new DocumentEndEvent(null, null, false));
    emit(new StreamEndEvent(null, null));
    String text = writer.text();
    // write_plain leaves a root scalar open-ended, expect_document_start then closes the document.
    boolean openEnded = !isContainer(value) && "\"'!".indexOf(text.charAt(0)) < 0;
    return openEnded ? text + "...\n" : text;
  }

  /** {@code anchor_node}: what is met twice gets the next id. */
  private void anchor(Object value) {
    if (ignoresAliases(value)) {
      return;
    }
    String known = anchors.putIfAbsent(value, "");
    if (known != null) {
      if (known.isEmpty()) {
        anchors.put(value, "id%03d".formatted(++lastAnchor));
      }
      return;
    }
    descend();
    if (value instanceof List<?> list) {
      list.forEach(this::anchor);
    } else if (value instanceof PyTuple tuple) {
      tuple.items().forEach(this::anchor);
    } else if (value instanceof PyDict dict) {
      dict.forEach(
          (key, item) -> {
            anchor(key);
            anchor(item);
          });
    } else if (value instanceof PySet set) {
      set.inPythonOrder().forEach(this::anchor);
    }
    depth--;
  }

  private void descend() {
    if (++depth > MAX_DEPTH) {
      throw new PyYamlException(
          "containers nested more than "
              + MAX_DEPTH
              + " deep cannot be dumped; Python's recursion limit ends there");
    }
  }

  /** {@code SafeRepresenter.ignore_aliases}. */
  private static boolean ignoresAliases(Object value) {
    return !(isContainer(value) || value instanceof PyDate || value instanceof PyDateTime);
  }

  static boolean isContainer(Object value) {
    return value instanceof List
        || value instanceof PyDict
        || value instanceof PySet
        || value instanceof PyTuple;
  }

  /** Where a node stands: PyYAML's contexts, as far as the indentation depends on them. */
  private enum Role {
    ROOT,
    ITEM,
    KEY,
    SIMPLE_VALUE,
    COMPLEX_VALUE
  }

  /**
   * {@code represent_data} and {@code serialize_node}.
   *
   * @param indent the emitter's indentation around the node, -1 at the root
   */
  private void node(Object value, Role role, int indent) {
    String anchor = anchorOf(value);
    if (anchor != null && written.put(value, true) != null) {
      emit(new AliasEvent(anchor, null, null));
    } else if (value instanceof List<?> list) {
      sequence(anchor, PyTag.SEQ, list, sequenceIndent(role, indent, anchor != null));
    } else if (value instanceof PyTuple tuple) {
      sequence(anchor, PyTag.TUPLE, tuple.items(), sequenceIndent(role, indent, true));
    } else if (value instanceof PyDict dict) {
      mapping(anchor, PyTag.MAP, dict, indent < 0 ? 0 : indent + INDENT);
    } else if (value instanceof PySet set) {
      PyDict keys = new PyDict();
      set.inPythonOrder().forEach(key -> keys.put(key, null));
      mapping(anchor, PyTag.SET, keys, indent < 0 ? 0 : indent + INDENT);
    } else {
      scalar(anchor, value, role, indent < 0 ? INDENT : indent + INDENT);
    }
  }

  private String anchorOf(Object value) {
    String anchor = ignoresAliases(value) ? null : anchors.get(value);
    return anchor == null || anchor.isEmpty() ? null : anchor;
  }

  /** {@code expect_block_sequence}: no deeper than the mapping whose value it is. */
  private static int sequenceIndent(Role role, int indent, boolean hasProperties) {
    if (indent < 0) {
      return 0;
    }
    boolean inMapping = role != Role.ITEM;
    boolean indentless = inMapping && (role == Role.SIMPLE_VALUE || hasProperties);
    return indentless ? indent : indent + INDENT;
  }

  private void sequence(String anchor, String tag, List<?> items, int indent) {
    boolean implicit = tag.equals(PyTag.SEQ);
    emit(new SequenceStartEvent(anchor, tag, implicit, null, null, FlowStyle.BLOCK));
    for (Object item : items) {
      node(item, Role.ITEM, indent);
    }
    emit(new SequenceEndEvent(null, null));
  }

  private void mapping(String anchor, String tag, PyDict dict, int indent) {
    boolean implicit = tag.equals(PyTag.MAP);
    emit(new MappingStartEvent(anchor, tag, implicit, null, null, FlowStyle.BLOCK));
    dict.forEach(
        (key, value) -> {
          Role role = isSimpleKey(key) ? Role.SIMPLE_VALUE : Role.COMPLEX_VALUE;
          node(key, Role.KEY, indent);
          node(value, role, indent);
        });
    emit(new MappingEndEvent(null, null));
  }

  /** {@code check_simple_key}. */
  private boolean isSimpleKey(Object key) {
    String anchor = anchorOf(key);
    if (anchor != null && written.containsKey(key)) {
      return true;
    }
    if (key instanceof PyTuple tuple) {
      return tuple.items().isEmpty();
    }
    Scalar scalar = Scalar.of(key);
    int length = (anchor == null ? 0 : anchor.length()) + scalar.shortTagLength() + scalar.length();
    return length < MAX_SIMPLE_KEY && scalar.length() > 0 && !scalar.isMultiline();
  }

  private void scalar(String anchor, Object value, Role role, int indent) {
    Scalar scalar = Scalar.of(value);
    if (!scalar.needsStandIn()) {
      boolean plain = PyResolver.resolve(scalar.text(), true).equals(scalar.tag());
      boolean quoted = scalar.tag().equals(PyTag.STR);
      var implicit = new ImplicitTuple(plain, quoted);
      emit(
          new ScalarEvent(
              anchor, scalar.tag(), implicit, scalar.text(), null, null, scalar.style()));
      return;
    }
    boolean simpleKey = role == Role.KEY && isSimpleKey(value);
    int width =
        simpleKey
            ? Math.min(scalar.written(0, 0, false).length(), MAX_SIMPLE_KEY - 1)
            : MAX_SIMPLE_KEY;
    String standIn = writer.standIn(width, column -> scalar.written(column, indent, !simpleKey));
    var implicit = new ImplicitTuple(true, true);
    emit(new ScalarEvent(null, null, implicit, standIn, null, null, ScalarStyle.PLAIN));
  }

  private void emit(Event event) {
    try {
      emitter.emit(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
