package zamba.publish.pyyaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;

/**
 * PyYAML's {@code Composer}. SnakeYAML's own lets a second anchor replace the first of the same
 * name, and builds nodes that know nothing of Python's construction.
 */
final class PyComposer {
  /**
   * Python's recursion limit of 1000 stops {@code compose_node}, two calls a level, at this depth
   * of nesting.
   */
  static final int MAX_DEPTH = 490;

  private final Parser parser;
  private final Map<String, Node> anchors = new HashMap<>();
  private int depth;

  PyComposer(Parser parser) {
    this.parser = parser;
  }

  /**
   * PyYAML's {@code get_single_node}.
   *
   * @return the root, null if the document is empty
   */
  Node single() {
    parser.getEvent(); // stream start
    if (parser.checkEvent(Event.ID.StreamEnd)) {
      return null;
    }
    parser.getEvent(); // document start
    Node root = node();
    parser.getEvent(); // document end
    if (!parser.checkEvent(Event.ID.StreamEnd)) {
      throw PyYamlException.at(
          place(parser.peekEvent()),
          "a second document; only one is expected",
          "after the one",
          root.start);
    }
    return root;
  }

  private Node node() {
    Event event = parser.getEvent();
    if (event instanceof AliasEvent alias) {
      Node node = anchors.get(alias.getAnchor());
      if (node == null) {
        throw PyYamlException.at(
            place(alias), "the alias *" + alias.getAnchor() + " names no anchor seen before");
      }
      return node;
    }
    String anchor = ((NodeEvent) event).getAnchor();
    if (anchor != null && anchors.containsKey(anchor)) {
      throw PyYamlException.at(
          place(event),
          "the anchor &" + anchor + " is given a second time",
          "after the one",
          anchors.get(anchor).start);
    }
    if (event instanceof ScalarEvent scalar) {
      return anchored(anchor, scalar(scalar));
    }
    if (++depth > MAX_DEPTH) {
      throw PyYamlException.at(
          place(event),
          "more than " + MAX_DEPTH + " levels of nesting; Python's recursion limit ends there");
    }
    Node node =
        event instanceof SequenceStartEvent sequence
            ? sequence(anchor, sequence)
            : mapping(anchor, (MappingStartEvent) event);
    depth--;
    return node;
  }

  private static Node scalar(ScalarEvent event) {
    String tag =
        isUnspecific(event.getTag())
            ? PyResolver.resolve(event.getValue(), event.getImplicit().canOmitTagInPlainScalar())
            : event.getTag();
    return new Node.Scalar(tag, event.getValue(), place(event));
  }

  private Node sequence(String anchor, SequenceStartEvent event) {
    String tag = isUnspecific(event.getTag()) ? PyTag.SEQ : event.getTag();
    Node.Sequence node = new Node.Sequence(tag, new ArrayList<>(), place(event));
    anchored(anchor, node);
    while (!parser.checkEvent(Event.ID.SequenceEnd)) {
      node.items.add(node());
    }
    parser.getEvent();
    return node;
  }

  private Node mapping(String anchor, MappingStartEvent event) {
    String tag = isUnspecific(event.getTag()) ? PyTag.MAP : event.getTag();
    Node.Mapping node = new Node.Mapping(tag, new ArrayList<>(), place(event));
    anchored(anchor, node);
    while (!parser.checkEvent(Event.ID.MappingEnd)) {
      Node key = node();
      Node value = node();
      node.pairs.add(new Node.Pair(key, value));
    }
    parser.getEvent();
    return node;
  }

  private Node anchored(String anchor, Node node) {
    if (anchor != null) {
      anchors.put(anchor, node);
    }
    return node;
  }

  private static boolean isUnspecific(String tag) {
    return tag == null || tag.equals("!");
  }

  private static Place place(Event event) {
    return Place.of(event.getStartMark());
  }
}
