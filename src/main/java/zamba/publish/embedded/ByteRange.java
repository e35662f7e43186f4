package zamba.publish.embedded;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes of a resource, both ends included; empty when {@code last} comes before {@code first}.
 *
 * @param first position of the first byte, from 0
 * @param last position of the last byte
 */
record ByteRange(long first, long last) {

  // 18 digits: more would not be a position in any file, and not in a long either.
  private static final Pattern ONE_RANGE =
      Pattern.compile("bytes=(?:(\\d{1,18})-(\\d{1,18})?|-(\\d{1,18}))");

  /**
   * Reads a Range header (RFC 9110, 14.1.2).
   *
   * @param header its value, or null
   * @param size of the whole resource, in bytes
   * @return the bytes meant, cut to the resource and empty if they lie outside it; nothing when the
   *     header asks for no single range and is to be ignored
   */
  static Optional<ByteRange> parse(String header, long size) {
    Matcher range = ONE_RANGE.matcher(header == null ? "" : header.strip());
    if (!range.matches()) {
      return Optional.empty();
    }
    if (range.group(3) != null) {
      long suffix = Long.parseLong(range.group(3));
      return Optional.of(
          suffix == 0
              ? new ByteRange(size, size - 1)
              : new ByteRange(Math.max(0, size - suffix), size - 1));
    }
    long first = Long.parseLong(range.group(1));
    long last = range.group(2) == null ? Long.MAX_VALUE : Long.parseLong(range.group(2));
    if (last < first) {
      return Optional.empty();
    }
    return Optional.of(new ByteRange(Math.min(first, size), Math.min(last, size - 1)));
  }

  boolean isEmpty() {
    return last < first;
  }

  /** How many bytes. */
  long length() {
    return last - first + 1;
  }
}
