package zamba.publish.inspect.zip;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Whether a file can be read as a tar archive. What does not begin as a zip archive torch.load
 * tries to read as tar first (torch/serialization.py, _legacy_load), whose member {@code pickle} it
 * then loads; a tar file begins with a name, which can be anything, so that one file can be a
 * harmless pickle and a harmful tar archive.
 */
public final class TarHeader {

  private static final int LENGTH = 512;
  private static final int SUM = 148;
  private static final int SUM_END = 156;
  private static final int BASE_256 = 0x80;
  private static final int BASE_256_NEGATIVE = 0xff;
  private static final Pattern OCTAL = Pattern.compile("[+-]?(0[oO])?[0-7_]{0,8}");

  private TarHeader() {}

  /**
   * As Python's tarfile tells it (TarInfo.frombuf): the header has its own checksum, over bytes
   * with a sign or without.
   *
   * @param head the beginning of the file
   */
  public static boolean is(byte[] head) {
    if (head.length < LENGTH) {
      return false;
    }
    long unsigned = 0;
    long signed = 0;
    for (int at = 0; at < LENGTH; at++) {
      byte value = at >= SUM && at < SUM_END ? (byte) ' ' : head[at];
      unsigned += value & 0xff;
      signed += value;
    }
    long sum = sum(head);
    return sum == unsigned || sum == signed;
  }

  /** Which the header says, in one of the forms in which tarfile reads numbers; 0 if in none. */
  private static long sum(byte[] head) {
    int first = head[SUM] & 0xff;
    if (first == BASE_256 || first == BASE_256_NEGATIVE) {
      long number = 0;
      for (int at = SUM + 1; at < SUM_END; at++) {
        number = (number << Byte.SIZE) | (head[at] & 0xff);
      }
      return first == BASE_256 ? number : number - (1L << (Byte.SIZE * (SUM_END - SUM - 1)));
    }
    String text = new String(head, SUM, SUM_END - SUM, StandardCharsets.ISO_8859_1);
    int end = text.indexOf(0);
    String number = (end < 0 ? text : text.substring(0, end)).strip();
    if (!OCTAL.matcher(number).matches()) {
      return 0;
    }
    String digits = number.replaceFirst("0[oO]", "").replaceAll("[+_-]", "");
    long value = digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    return number.startsWith("-") ? -value : value;
  }
}
