package zamba.publish.pyyaml;

import java.util.List;

/** A node of the composed document (PyYAML's {@code Node}), with what it was constructed as. */
abstract sealed class Node {
  String tag;
  final Place start;
  boolean constructed;
  Object object;

  Node(String tag, Place start) {
    this.tag = tag;
    this.start = start;
  }

  /** What PyYAML calls the kind of node in its errors. */
  abstract String kind();

  static final class Scalar extends Node {
    final String value;

    Scalar(String tag, String value, Place start) {
      super(tag, start);
      this.value = value;
    }

    @Override
    String kind() {
      return "scalar";
    }
  }

  static final class Sequence extends Node {
    final List<Node> items;

    Sequence(String tag, List<Node> items, Place start) {
      super(tag, start);
      this.items = items;
    }

    @Override
    String kind() {
      return "sequence";
    }
  }

  static final class Mapping extends Node {
    List<Pair> pairs;

    Mapping(String tag, List<Pair> pairs, Place start) {
      super(tag, start);
      this.pairs = pairs;
    }

    @Override
    String kind() {
      return "mapping";
    }
  }

  record Pair(Node key, Node value) {}
}
