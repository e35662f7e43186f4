package zamba.publish.pyyaml;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * A Python {@code set}. Only its order is difficult: CPython iterates a set in the order of its
 * hash table, which for strings, bytes, dates and None is another in every process.
 */
public final class PySet {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(61).subtract(BigInteger.ONE);
  private static final int MIN_SIZE = 8;
  private static final int LINEAR_PROBES = 9;

  private final PyDict elements = new PyDict();
  private final String origin;

  /**
   * Makes an empty set.
   *
   * @param origin where the set was read, for messages
   */
  PySet(String origin) {
    this.origin = origin;
  }

  void addAll(PyDict keys) {
    keys.forEach((key, value) -> elements.put(key, null));
  }

  /**
   * Counts the elements.
   *
   * @return the number of elements
   */
  public int size() {
    return elements.size();
  }

  /**
   * The elements in the order CPython iterates over them.
   *
   * @throws PyYamlException if that order is another in every process
   */
  public List<Object> inPythonOrder() {
    List<Object> inserted = new ArrayList<>();
    elements.forEach((key, value) -> inserted.add(key));
    return inserted.size() < 2 ? inserted : new Table(inserted).order();
  }

  /**
   * CPython's {@code hash} of an int, a bool or a float: the value modulo 2**61 - 1.
   *
   * @throws PyYamlException for what is hashed with a random seed or by its address
   */
  private long hash(Object element) {
    Object key = PyKey.of(element);
    if (key instanceof BigInteger number) {
      return notMinusOne(signed(number, number.abs().mod(MODULUS)));
    }
    if (key instanceof Double number) {
      return floatHash(number);
    }
    throw new PyYamlException(
        origin
            + ": a set of "
            + size()
            + " elements, one of them "
            + (element == null ? "null" : "a " + PyRepr.typeName(element))
            + ": Python gives such a set another order in every run, so no stable name can be"
            + " made of it; use a list or a mapping");
  }

  /** CPython's {@code _Py_HashDouble} for a number that is no integer. */
  private static long floatHash(double number) {
    if (Double.isInfinite(number)) {
      return number > 0 ? 314159 : -314159;
    }
    int exponent = Math.getExponent(number);
    long mantissa = Double.doubleToLongBits(Math.abs(number)) & 0xFFFFFFFFFFFFFL;
    if (exponent < Double.MIN_EXPONENT) {
      exponent = Double.MIN_EXPONENT;
    } else {
      mantissa |= 1L << 52;
    }
    BigInteger power = BigInteger.TWO.modPow(BigInteger.valueOf(exponent - 52L), MODULUS);
    BigInteger magnitude = BigInteger.valueOf(mantissa).multiply(power).mod(MODULUS);
    return notMinusOne(number < 0 ? -magnitude.longValue() : magnitude.longValue());
  }

  private static long signed(BigInteger number, BigInteger magnitude) {
    return number.signum() < 0 ? -magnitude.longValue() : magnitude.longValue();
  }

  private static long notMinusOne(long hash) {
    return hash == -1 ? -2 : hash;
  }

  /** CPython's {@code setobject.c}: {@code set_update_internal} of a set with a dict's keys. */
  private final class Table {
    private Object[] slots = new Object[MIN_SIZE];
    private boolean[] taken = new boolean[MIN_SIZE];
    private int fill;

    Table(List<Object> elements) {
      if ((long) elements.size() * 5 >= (long) (slots.length - 1) * 3) {
        resize(elements.size() * 2L);
      }
      for (Object element : elements) {
        insert(element);
        fill++;
        if ((long) fill * 5 >= (long) (slots.length - 1) * 3) {
          resize(fill > 50000 ? fill * 2L : fill * 4L);
        }
      }
    }

    private void resize(long atLeast) {
      int size = MIN_SIZE;
      while (size <= atLeast) {
        size <<= 1;
      }
      Object[] oldSlots = slots;
      boolean[] oldTaken = taken;
      slots = new Object[size];
      taken = new boolean[size];
      for (int i = 0; i < oldSlots.length; i++) {
        if (oldTaken[i]) {
          insert(oldSlots[i]);
        }
      }
    }

    private void insert(Object element) {
      long hash = hash(element);
      long mask = slots.length - 1L;
      long perturb = hash;
      long i = hash & mask;
      while (true) {
        long last = i + LINEAR_PROBES <= mask ? i + LINEAR_PROBES : i;
        for (long slot = i; slot <= last; slot++) {
          if (!taken[(int) slot]) {
            slots[(int) slot] = element;
            taken[(int) slot] = true;
            return;
          }
        }
        perturb >>>= 5;
        i = (i * 5 + 1 + perturb) & mask;
      }
    }

    List<Object> order() {
      List<Object> order = new ArrayList<>(fill);
      for (int i = 0; i < slots.length; i++) {
        if (taken[i]) {
          order.add(slots[i]);
        }
      }
      return order;
    }
  }

  @Override
  public String toString() {
    return PyRepr.repr(this);
  }
}
