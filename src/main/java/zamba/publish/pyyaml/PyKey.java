package zamba.publish.pyyaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/**
 * Python's equality and hashing of keys: {@code 1 == 1.0 == True} are one key, a NaN is found only
 * as the same object, and lists, dicts and sets are unhashable.
 */
final class PyKey {
  private static final Object NONE = new Object();

  private PyKey() {}

  static boolean isHashable(Object object) {
    return !(object instanceof List || object instanceof PyDict || object instanceof PySet);
  }

  /** An object whose Java equality is the Python equality of the given one. */
  static Object of(Object object) {
    if (object instanceof String) {
      return object;
    }
    if (object == null) {
      return NONE;
    }
    if (object instanceof Boolean truth) {
      return truth ? BigInteger.ONE : BigInteger.ZERO;
    }
    if (object instanceof Integer || object instanceof Long) {
      return BigInteger.valueOf(((Number) object).longValue());
    }
    if (object instanceof Double number) {
      return ofFloat(number);
    }
    if (!isHashable(object)) {
      throw new IllegalArgumentException("unhashable: a " + PyRepr.typeName(object));
    }
    return object;
  }

  private static Object ofFloat(Double number) {
    if (number.isNaN()) {
      return new Same(number);
    }
    if (number.isInfinite() || number != Math.rint(number)) {
      return number;
    }
    return new BigDecimal(number).toBigInteger();
  }

  /** Equal only to itself, as the object it holds. */
  private static final class Same {
    private final Object object;

    Same(Object object) {
      this.object = object;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Same that && object == that.object;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }
  }
}
