package zamba.publish.inspect.value;

import zamba.publish.inspect.bytes.Reason;

/** Takes what speaks against a pickle, and knows where in it that is. */
public interface Notes {

  void note(Reason reason, String text);

  /** The same, but nothing is said where the trouble is that something unknown is involved. */
  default void note(Reason reason, String text, Iterable<Value> involved) {
    for (Value value : involved) {
      if (value instanceof Value.Opaque) {
        return;
      }
    }
    note(reason, text);
  }
}
