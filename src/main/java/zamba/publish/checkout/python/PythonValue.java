package zamba.publish.checkout.python;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A value as its literal says it. */
public sealed interface PythonValue {

  /** The line where it begins. */
  int line();

  /**
   * A str.
   *
   * @param pieces the literals that it is made of
   */
  record Text(int line, String value, List<Piece> pieces) implements PythonValue {
    public Text {
      pieces = List.copyOf(pieces);
    }
  }

  /**
   * A string literal in the file.
   *
   * @param start where its prefix or quote begins
   * @param end behind its closing quote
   */
  record Piece(int start, int end) {}

  /**
   * A dict whose keys are all known.
   *
   * @param call whether it is {@code dict(...)} and not {@code {...}}
   * @param start where it begins
   * @param end behind its closing bracket
   * @param trailingComma where the comma behind its last entry is
   */
  record Mapping(
      int line,
      boolean call,
      int start,
      int end,
      List<Entry> entries,
      Optional<Integer> trailingComma)
      implements PythonValue {
    public Mapping {
      entries = List.copyOf(entries);
    }

    /** Its entries by their keys, in order. */
    public Map<String, Entry> byKey() {
      return entries.stream()
          .collect(
              Collectors.toMap(
                  Entry::key,
                  Function.identity(),
                  (first, second) -> first,
                  java.util.LinkedHashMap::new));
    }
  }

  /**
   * An entry of a dict.
   *
   * @param line of its key
   * @param start where its key begins
   * @param keyEnd behind its key
   * @param end behind its value
   */
  record Entry(
      int line, String key, KeyForm form, int start, int keyEnd, int end, PythonValue value) {}

  /** How a key is written. */
  enum KeyForm {
    STRING,
    /** {@code key=...} in {@code dict(...)}. */
    KEYWORD,
    /** {@code ModelEnum.key}. */
    MEMBER,
    /** {@code ModelEnum.key.value}. */
    MEMBER_VALUE
  }

  /**
   * What is no literal, or none that is of use here.
   *
   * @param what it is
   */
  record Other(int line, String what) implements PythonValue {}
}
