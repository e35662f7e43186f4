package zamba.publish.vouch;

import java.math.BigInteger;
import java.util.Arrays;

/** Reads a SEQUENCE of small INTEGERs in the one encoding that DER allows (X.690, 8.3 and 10.1). */
final class DerReader {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;

  /** From this on a length has several bytes. */
  private static final int LONG_FORM = 0x80;

  private final byte[] bytes;
  private int at;

  DerReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether a SEQUENCE begins here that goes to the very end. */
  boolean enterSequence() {
    int length = length(SEQUENCE);
    return length >= 0 && at + length == bytes.length;
  }

  /** The INTEGER here; null if there is none, or if it could be written with fewer bytes. */
  BigInteger integer() {
    int length = length(INTEGER);
    if (length < 1 || at + length > bytes.length) {
      return null;
    }
    BigInteger value = new BigInteger(Arrays.copyOfRange(bytes, at, at + length));
    at += length;
    return value.toByteArray().length == length ? value : null;
  }

  boolean atEnd() {
    return at == bytes.length;
  }

  /** The length of what has that tag and begins here; -1 if nothing does. */
  private int length(int tag) {
    if (at + 2 > bytes.length || bytes[at] != tag || (bytes[at + 1] & 0xff) >= LONG_FORM) {
      return -1;
    }
    at += 2;
    return bytes[at - 1];
  }
}
