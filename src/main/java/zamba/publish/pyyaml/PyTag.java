package zamba.publish.pyyaml;

/** The tags PyYAML's safe loader and its dumper know. */
final class PyTag {
  private static final String PREFIX = "tag:yaml.org,2002:";
  static final String NULL = PREFIX + "null";
  static final String BOOL = PREFIX + "bool";
  static final String INT = PREFIX + "int";
  static final String FLOAT = PREFIX + "float";
  static final String BINARY = PREFIX + "binary";
  static final String TIMESTAMP = PREFIX + "timestamp";
  static final String OMAP = PREFIX + "omap";
  static final String PAIRS = PREFIX + "pairs";
  static final String SET = PREFIX + "set";
  static final String STR = PREFIX + "str";
  static final String SEQ = PREFIX + "seq";
  static final String MAP = PREFIX + "map";
  static final String MERGE = PREFIX + "merge";
  static final String VALUE = PREFIX + "value";
  static final String TUPLE = PREFIX + "python/tuple";

  private PyTag() {}
}
