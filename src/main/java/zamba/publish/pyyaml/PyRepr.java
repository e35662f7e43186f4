package zamba.publish.pyyaml;

import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** CPython 3.11's {@code repr}, which for a dict is also its {@code str}. */
public final class PyRepr {
  /** Where Python's recursion limit of 1000 ends {@code repr} of nested containers. */
  static final int MAX_DEPTH = 995;

  /** Aliases of aliases can ask for more text than there is memory. */
  static final int MAX_LENGTH = 32 * 1024 * 1024;

  private static final HexFormat HEX = HexFormat.of();

  /** 10**4300, the first int Python does not show in decimal. */
  private static final BigInteger TOO_BIG = BigInteger.TEN.pow(PyNumber.MAX_DECIMAL_DIGITS);

  private final StringBuilder out = new StringBuilder();
  private final Set<Object> active = Collections.newSetFromMap(new IdentityHashMap<>());
  private int depth;

  private PyRepr() {}

  /**
   * Gives a value's {@code repr}.
   *
   * @param value what {@link PyYaml#load} gives: null, Boolean, Integer, Long, BigInteger, Double,
   *     String, {@link SurrogateString}, {@link PyBytes}, {@link PyDate}, {@link PyDateTime}, List,
   *     {@link PyTuple}, {@link PyDict}, {@link PySet}
   * @throws PyYamlException where Python's repr fails, or its order is not stable
   * @throws IllegalArgumentException for any other type
   */
  public static String repr(Object value) {
    PyRepr repr = new PyRepr();
    repr.append(value);
    return repr.out.toString();
  }

  private void append(Object value) {
    if (out.length() > MAX_LENGTH) {
      throw new PyYamlException(
          "the document's Python form is longer than "
              + MAX_LENGTH
              + " characters: its aliases multiply");
    }
    if (value == null) {
      out.append("None");
    } else if (value instanceof String string) {
      appendString(string.codePoints().toArray());
    } else if (value instanceof SurrogateString string) {
      appendString(string.codePoints());
    } else if (value instanceof Boolean truth) {
      out.append(truth ? "True" : "False");
    } else if (value instanceof Double number) {
      out.append(PyNumber.repr(number));
    } else if (value instanceof Number number) {
      out.append(decimal(number));
    } else if (value instanceof PyBytes bytes) {
      appendBytes(bytes.toByteArray());
    } else if (value instanceof PyDate date) {
      var day = date.toLocalDate();
      call("datetime.date", day.getYear(), day.getMonthValue(), day.getDayOfMonth());
      out.append(')');
    } else if (value instanceof PyDateTime dateTime) {
      appendDateTime(dateTime);
    } else {
      appendContainer(value);
    }
  }

  /**
   * {@code str(int)}.
   *
   * @throws PyYamlException if the int has more digits than Python shows
   */
  static String decimal(Number number) {
    if (number instanceof BigInteger big && big.abs().compareTo(TOO_BIG) >= 0) {
      throw new PyYamlException(
          "an int of more than "
              + PyNumber.MAX_DECIMAL_DIGITS
              + " decimal digits, which Python does not show");
    }
    if (number instanceof BigInteger || number instanceof Long || number instanceof Integer) {
      return number.toString();
    }
    throw new IllegalArgumentException("no Python value: " + number.getClass());
  }

  private void appendContainer(Object value) {
    boolean recursive = !active.add(value);
    if (!recursive && ++depth > MAX_DEPTH) {
      throw new PyYamlException(
          "containers nested more than "
              + MAX_DEPTH
              + " deep; Python's recursion limit ends there");
    }
    if (value instanceof List<?> list) {
      appendItems("[", recursive ? null : list, "]");
    } else if (value instanceof PyTuple tuple) {
      appendItems("(", recursive ? null : tuple.items(), ")");
    } else if (value instanceof PySet set) {
      appendSet(set);
    } else if (value instanceof PyDict dict) {
      appendDict(recursive ? null : dict);
    } else {
      throw new IllegalArgumentException("no Python value: " + value.getClass());
    }
    if (!recursive) {
      active.remove(value);
      depth--;
    }
  }

  private void appendItems(String open, List<?> items, String close) {
    out.append(open);
    if (items == null) {
      out.append("...");
    } else {
      String separator = "";
      for (Object item : items) {
        out.append(separator);
        append(item);
        separator = ", ";
      }
    }
    out.append(close);
  }

  private void appendSet(PySet set) {
    if (set.size() == 0) {
      out.append("set()");
    } else {
      appendItems("{", set.inPythonOrder(), "}");
    }
  }

  private void appendDict(PyDict dict) {
    out.append('{');
    if (dict == null) {
      out.append("...");
    } else {
      int start = out.length();
      dict.forEach(
          (key, value) -> {
            if (out.length() > start) {
              out.append(", ");
            }
            append(key);
            out.append(": ");
            append(value);
          });
    }
    out.append('}');
  }

  /** {@code datetime_repr}; a zone is shown as its {@code timedelta}, days and seconds. */
  private void appendDateTime(PyDateTime dateTime) {
    LocalDateTime local = dateTime.local();
    List<Integer> fields =
        new ArrayList<>(
            List.of(
                local.getYear(),
                local.getMonthValue(),
                local.getDayOfMonth(),
                local.getHour(),
                local.getMinute()));
    int microsecond = dateTime.microsecond();
    if (local.getSecond() != 0 || microsecond != 0) {
      fields.add(local.getSecond());
    }
    if (microsecond != 0) {
      fields.add(microsecond);
    }
    call("datetime.datetime", fields.toArray(Integer[]::new));
    Integer offset = dateTime.offsetMinutes();
    if (offset != null && offset == 0) {
      out.append(", tzinfo=datetime.timezone.utc");
    } else if (offset != null) {
      out.append(", tzinfo=datetime.timezone(datetime.timedelta(");
      out.append(offset < 0 ? "days=-1, " : "");
      out.append("seconds=").append(Math.floorMod(offset, 24 * 60) * 60).append("))");
    }
    out.append(')');
  }

  private void call(String function, Integer... arguments) {
    out.append(function).append('(');
    String separator = "";
    for (Integer argument : arguments) {
      out.append(separator).append(argument);
      separator = ", ";
    }
  }

  /** {@code unicode_repr}: single quotes unless there is one inside and no double quote. */
  private void appendString(int[] codePoints) {
    char quote = quote(codePoints);
    out.append(quote);
    for (int c : codePoints) {
      if (c == quote || c == '\\') {
        out.append('\\').append((char) c);
      } else if (c == '\t') {
        out.append("\\t");
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (Unicode14.isPrintable(c)) {
        out.appendCodePoint(c);
      } else {
        int digits = c <= 0xFF ? 2 : c <= 0xFFFF ? 4 : 8;
        out.append(c <= 0xFF ? "\\x" : c <= 0xFFFF ? "\\u" : "\\U");
        out.append(HEX.toHexDigits(c, digits));
      }
    }
    out.append(quote);
  }

  /** {@code bytes_repr}. */
  private void appendBytes(byte[] bytes) {
    int[] unsigned = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      unsigned[i] = bytes[i] & 0xFF;
    }
    char quote = quote(unsigned);
    out.append('b').append(quote);
    for (int c : unsigned) {
      if (c == quote || c == '\\') {
        out.append('\\').append((char) c);
      } else if (c == '\t') {
        out.append("\\t");
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (c < ' ' || c >= 0x7F) {
        out.append("\\x").append(HEX.toHexDigits(c, 2));
      } else {
        out.append((char) c);
      }
    }
    out.append(quote);
  }

  private static char quote(int[] characters) {
    boolean single = false;
    for (int c : characters) {
      if (c == '"') {
        return '\'';
      }
      single |= c == '\'';
    }
    return single ? '"' : '\'';
  }

  /** What Python calls the type of a value. */
  static String typeName(Object value) {
    if (value == null) {
      return "NoneType";
    }
    if (value instanceof String || value instanceof SurrogateString) {
      return "str";
    }
    if (value instanceof Boolean) {
      return "bool";
    }
    if (value instanceof Double) {
      return "float";
    }
    if (value instanceof Number) {
      return "int";
    }
    if (value instanceof List) {
      return "list";
    }
    String name = value.getClass().getSimpleName();
    return name.startsWith("Py") ? name.substring(2).toLowerCase(java.util.Locale.ROOT) : name;
  }
}
