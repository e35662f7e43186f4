package zamba.publish.pyyaml;

import org.yaml.snakeyaml.error.Mark;

/** A place in a document: PyYAML's {@code Mark}, counted from 0 and shown from 1 as it does. */
record Place(String name, int line, int column) {

  static Place of(Mark mark) {
    return new Place(mark.getName(), mark.getLine(), mark.getColumn());
  }

  String lineAndColumn() {
    return "line " + (line + 1) + ", column " + (column + 1);
  }

  @Override
  public String toString() {
    return name + ", " + lineAndColumn();
  }
}
