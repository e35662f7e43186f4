package zamba.publish.checkout.python;

/**
 * A logical line.
 *
 * @param first the index of its first token
 * @param end the index of its NEWLINE
 * @param depth how many blocks it is in; 0: the module's own
 * @param scope what it is in
 */
record Line(int first, int end, int depth, Scope scope) {

  enum Scope {
    MODULE,
    CLASS,
    FUNCTION
  }
}
