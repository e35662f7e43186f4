package zamba.publish.pyyaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Python's numbers: {@code construct_yaml_int} and {@code construct_yaml_float} of PyYAML,
 * CPython's {@code int()}, {@code float()} and {@code float.__repr__}.
 */
final class PyNumber {
  /** {@code sys.int_info.default_max_str_digits}: longer decimal ints are refused both ways. */
  static final int MAX_DECIMAL_DIGITS = 4300;

  /** Python has no limit for other bases; the time to read them grows with the square. */
  static final int MAX_INT_LENGTH = 100_000;

  /**
   * {@code SafeConstructor.nan_value}: one object for every {@code .nan} of every document, so that
   * as a key it is found again although no NaN equals another.
   */
  static final Double NAN = Double.NaN;

  private static final BigInteger SIXTY = BigInteger.valueOf(60);
  private static final Pattern FLOAT_LITERAL =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");
  private static final Pattern FLOAT_NAME =
      Pattern.compile("([-+]?)(inf|infinity|nan)", Pattern.CASE_INSENSITIVE);

  private PyNumber() {}

  /**
   * PyYAML's {@code construct_yaml_int}.
   *
   * @throws NumberFormatException with the cause, where Python raises ValueError or IndexError
   */
  static BigInteger yamlInt(String scalar) {
    String value = scalar.replace("_", "");
    if (value.length() > MAX_INT_LENGTH) {
      throw new NumberFormatException(
          "an int of " + value.length() + " characters, more than " + MAX_INT_LENGTH);
    }
    if (value.isEmpty()) {
      throw new NumberFormatException("an int has no digits");
    }
    boolean negative = value.charAt(0) == '-';
    if (negative || value.charAt(0) == '+') {
      value = value.substring(1);
    }
    BigInteger number = unsigned(value);
    return negative ? number.negate() : number;
  }

  private static BigInteger unsigned(String value) {
    if (value.startsWith("0b")) {
      return pyInt(value.substring(2), 2);
    }
    if (value.startsWith("0x")) {
      return pyInt(value.substring(2), 16);
    }
    if (value.isEmpty()) {
      throw new NumberFormatException("an int has a sign and no digits");
    }
    if (value.equals("0")) {
      return BigInteger.ZERO;
    }
    if (value.charAt(0) == '0') {
      return pyInt(value, 8);
    }
    if (value.indexOf(':') >= 0) {
      return sexagesimal(value);
    }
    return pyInt(value, 10);
  }

  private static BigInteger sexagesimal(String value) {
    BigInteger number = BigInteger.ZERO;
    for (String part : value.split(":", -1)) {
      number = number.multiply(SIXTY).add(pyInt(part, 10));
    }
    return number;
  }

  /** CPython's {@code int(text, base)}; underscores are gone already. */
  private static BigInteger pyInt(String text, int base) {
    String digits = strip(text);
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    String prefix = base == 2 ? "0b" : base == 8 ? "0o" : base == 16 ? "0x" : "";
    if (!prefix.isEmpty() && digits.toLowerCase(Locale.ROOT).startsWith(prefix)) {
      digits = digits.substring(2);
    }
    String ascii = asciiDigits(digits, base);
    if (ascii.isEmpty()) {
      throw new NumberFormatException("'" + text + "' is no int of base " + base);
    }
    if (base == 10 && ascii.length() > MAX_DECIMAL_DIGITS) {
      throw new NumberFormatException(
          "an int of more than " + MAX_DECIMAL_DIGITS + " digits, Python's limit");
    }
    BigInteger number =
        ascii.length() <= 15
            ? BigInteger.valueOf(Long.parseLong(ascii, base))
            : new BigInteger(ascii, base);
    return negative ? number.negate() : number;
  }

  /**
   * The digits as ASCII (Python takes any script's decimal digits), or empty if there are others.
   */
  private static String asciiDigits(String digits, int base) {
    StringBuilder ascii = new StringBuilder(digits.length());
    for (int i = 0; i < digits.length(); ) {
      int c = digits.codePointAt(i);
      i += Character.charCount(c);
      boolean decimal = c < 0x80 || Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER;
      int digit = decimal ? Character.digit(c, base) : -1;
      if (digit < 0) {
        return "";
      }
      ascii.append(Character.forDigit(digit, base));
    }
    return ascii.toString();
  }

  /**
   * PyYAML's {@code construct_yaml_float}.
   *
   * @throws NumberFormatException with the cause, where Python raises an error
   */
  static Double yamlFloat(String scalar) {
    String value = scalar.replace("_", "").toLowerCase(Locale.ROOT);
    if (value.isEmpty()) {
      throw new NumberFormatException("a float has no digits");
    }
    double sign = value.charAt(0) == '-' ? -1.0 : 1.0;
    if (value.charAt(0) == '-' || value.charAt(0) == '+') {
      value = value.substring(1);
    }
    if (value.equals(".inf")) {
      return sign * Double.POSITIVE_INFINITY;
    }
    if (value.equals(".nan")) {
      return NAN;
    }
    return sign * (value.indexOf(':') >= 0 ? sexagesimalFloat(value) : pyFloat(value));
  }

  private static double sexagesimalFloat(String value) {
    String[] parts = value.split(":", -1);
    double number = 0.0;
    BigInteger base = BigInteger.ONE;
    for (int i = parts.length - 1; i >= 0; i--) {
      double unit = base.doubleValue();
      if (Double.isInfinite(unit)) {
        throw new NumberFormatException("a sexagesimal float has too many parts");
      }
      number += pyFloat(parts[i]) * unit;
      base = base.multiply(SIXTY);
    }
    return number;
  }

  /** CPython's {@code float(text)}; underscores are gone already. */
  private static double pyFloat(String text) {
    String stripped = strip(text);
    StringBuilder ascii = new StringBuilder(stripped.length());
    stripped
        .codePoints()
        .forEach(
            c -> {
              boolean decimal = c > 0x7F && Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER;
              ascii.appendCodePoint(decimal ? '0' + Character.digit(c, 10) : c);
            });
    if (FLOAT_LITERAL.matcher(ascii).matches()) {
      return Double.parseDouble(ascii.toString());
    }
    var name = FLOAT_NAME.matcher(ascii);
    if (name.matches()) {
      double number = name.group(2).equalsIgnoreCase("nan") ? Double.NaN : Double.POSITIVE_INFINITY;
      return name.group(1).equals("-") ? -number : number;
    }
    throw new NumberFormatException("'" + text + "' is no float");
  }

  /** CPython's {@code str.strip()}. */
  private static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** CPython's {@code str.isspace()} for one character. */
  private static boolean isSpace(char c) {
    return (c >= 0x09 && c <= 0x0D)
        || (c >= 0x1C && c <= 0x20)
        || c == 0x85
        || Character.isSpaceChar(c);
  }

  /** CPython's {@code float.__repr__}: the shortest digits that give the number again. */
  static String repr(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    if (number == 0) {
      return 1 / number > 0 ? "0.0" : "-0.0";
    }
    BigDecimal shortest = shortest(Math.abs(number)).stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    return (number < 0 ? "-" : "") + format(digits, point);
  }

  /** {@code PyOS_double_to_string} with format code {@code r}: 0.digits times ten to the point. */
  private static String format(String digits, int point) {
    if (point > 16 || point < -3) {
      int exponent = point - 1;
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      return "%c%se%c%02d"
          .formatted(digits.charAt(0), fraction, exponent < 0 ? '-' : '+', Math.abs(exponent));
    }
    if (point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    if (point >= digits.length()) {
      return digits + "0".repeat(point - digits.length()) + ".0";
    }
    return digits.substring(0, point) + "." + digits.substring(point);
  }

  /** What {@code _Py_dg_dtoa} gives in mode 0; before Java 19 {@code Double.toString} differs. */
  private static BigDecimal shortest(double number) {
    BigDecimal quick = new BigDecimal(Double.toString(number));
    boolean normal = number >= Double.MIN_NORMAL;
    if (normal && quick.stripTrailingZeros().precision() <= 15) {
      return quick; // any decimal of up to 15 digits is the only one of its length for its double
    }
    BigDecimal exact = new BigDecimal(number);
    for (int precision = normal ? 15 : 1; precision < 17; precision++) {
      for (RoundingMode mode :
          new RoundingMode[] {RoundingMode.HALF_EVEN, RoundingMode.UP, RoundingMode.DOWN}) {
        BigDecimal rounded = exact.round(new MathContext(precision, mode));
        if (rounded.doubleValue() == number) {
          return rounded;
        }
      }
    }
    return exact.round(new MathContext(17, RoundingMode.HALF_EVEN));
  }
}
