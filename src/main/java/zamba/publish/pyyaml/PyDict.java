package zamba.publish.pyyaml;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A Python {@code dict}: keys in the order they were first put, compared as Python compares them
 * ({@code 1}, {@code 1.0} and {@code True} are one key). The first spelling of a key stays, the
 * last value wins. Equal only to itself, as PyYAML's dumper tells objects apart by identity.
 */
public final class PyDict {
  private final Map<Object, Entry> entries = new LinkedHashMap<>();

  private record Entry(Object key, Object value) {}

  /**
   * Counts the keys.
   *
   * @return the number of keys
   */
  public int size() {
    return entries.size();
  }

  /**
   * Whether a key is there, in any spelling.
   *
   * @param key any hashable Python value, such as a String
   * @throws IllegalArgumentException if the key is unhashable
   */
  public boolean containsKey(Object key) {
    return entries.containsKey(PyKey.of(key));
  }

  /**
   * Gives the value of a key.
   *
   * @param key any hashable Python value, such as a String
   * @return its value, null if that is None or there is no such key
   * @throws IllegalArgumentException if the key is unhashable
   */
  public Object get(Object key) {
    Entry entry = entries.get(PyKey.of(key));
    return entry == null ? null : entry.value;
  }

  /**
   * Sets a key's value; a key already there keeps its place and its spelling.
   *
   * @throws IllegalArgumentException if the key is unhashable
   */
  public void put(Object key, Object value) {
    entries.merge(
        PyKey.of(key), new Entry(key, value), (old, replacement) -> new Entry(old.key, value));
  }

  /**
   * Removes a key, if it is there.
   *
   * @return its value, null if that was None or there is no such key
   * @throws IllegalArgumentException if the key is unhashable
   */
  public Object remove(Object key) {
    Entry entry = entries.remove(PyKey.of(key));
    return entry == null ? null : entry.value;
  }

  /** Gives each key, as first spelled, with its value, in order. */
  public void forEach(BiConsumer<Object, Object> action) {
    entries.values().forEach(entry -> action.accept(entry.key, entry.value));
  }

  /** Gives Python's {@code str(dict)}. */
  @Override
  public String toString() {
    return PyRepr.repr(this);
  }
}
