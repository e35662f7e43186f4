package zamba.publish.pyyaml;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;

/** A Python {@code bytes} object. */
public final class PyBytes {
  private final byte[] bytes;

  /**
   * Makes bytes.
   *
   * @param bytes the content, copied
   */
  public PyBytes(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /**
   * Gives the content.
   *
   * @return a copy
   */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /**
   * CPython's {@code base64.decodebytes} ({@code binascii.a2b_base64}, not strict): characters
   * outside the alphabet are passed over, and all after complete padding.
   *
   * @throws IllegalArgumentException with the cause, where Python raises binascii.Error
   */
  static PyBytes fromBase64(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() * 3 / 4 + 3);
    int quad = 0;
    int pads = 0;
    int left = 0;
    int characters = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '=') {
        if (quad >= 2 && quad + ++pads >= 4) {
          return new PyBytes(out.toByteArray());
        }
        continue;
      }
      int bits = sixBits(c);
      if (bits < 0) {
        continue;
      }
      pads = 0;
      characters++;
      switch (quad) {
        case 0 -> left = bits;
        case 1 -> {
          out.write((left << 2) | (bits >> 4));
          left = bits & 0x0F;
        }
        case 2 -> {
          out.write((left << 4) | (bits >> 2));
          left = bits & 0x03;
        }
        default -> out.write((left << 6) | bits);
      }
      quad = (quad + 1) % 4;
    }
    if (quad == 1) {
      throw new IllegalArgumentException(
          characters + " base64 characters: one more than a multiple of 4 is no number of bytes");
    }
    if (quad != 0) {
      throw new IllegalArgumentException("the base64 padding is incomplete");
    }
    return new PyBytes(out.toByteArray());
  }

  private static int sixBits(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
  }

  /** CPython's {@code base64.encodebytes}: lines of 76 characters, each ended by a line feed. */
  String toBase64() {
    if (bytes.length == 0) {
      return "";
    }
    return Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(bytes) + "\n";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PyBytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return PyRepr.repr(this);
  }
}
