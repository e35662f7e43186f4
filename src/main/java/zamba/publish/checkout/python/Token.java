package zamba.publish.checkout.python;

/**
 * A token of Python source.
 *
 * @param start where it begins in the text
 * @param end behind its last character
 * @param line from 1
 * @param text a name as Python compares names (NFKC), a string's value, or the token as it stands
 */
record Token(Kind kind, int start, int end, int line, String text) {

  enum Kind {
    NAME,
    NUMBER,
    STRING,
    /** What is no str: bytes. */
    BYTES,
    /** An f-string, whose text is its source. */
    FORMATTED,
    OPERATOR,
    /** The end of a logical line. */
    NEWLINE
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  boolean is(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean isString() {
    return kind == Kind.STRING;
  }

  /** Whether it opens a bracket. */
  boolean opens() {
    return is("(") || is("[") || is("{");
  }

  /** Whether it closes a bracket. */
  boolean closes() {
    return is(")") || is("]") || is("}");
  }
}
