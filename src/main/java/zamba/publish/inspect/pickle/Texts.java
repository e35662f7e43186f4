package zamba.publish.inspect.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import zamba.publish.inspect.bytes.Cursor;
import zamba.publish.inspect.bytes.PickleLimits;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;
import zamba.publish.inspect.value.Memory;
import zamba.publish.inspect.value.Strings;
import zamba.publish.inspect.value.Value.Text;

/** Strings of a pickle: UTF-8, and lone surrogates in it as Python writes them. */
final class Texts {

  private static final int CHUNK = 64 << 10;

  private final Strings strings;
  private final Memory memory;

  Texts(Strings strings, Memory memory) {
    this.strings = strings;
    this.memory = memory;
  }

  /** A str of so many bytes. */
  Text utf8(Cursor cursor, long length) throws IOException, RefusedException {
    if (length > PickleLimits.STRING) {
      return counted(cursor, length);
    }
    return text(decode(cursor.take((int) length)), false);
  }

  /** What Python 2 wrote for a str, text or not. */
  Text old(Cursor cursor, long length) throws IOException, RefusedException {
    if (length > PickleLimits.STRING) {
      cursor.skip(length);
      return new Text(null, length, true, true);
    }
    byte[] bytes = cursor.take((int) length);
    return text(new String(bytes, StandardCharsets.ISO_8859_1), true);
  }

  private Text text(String value, boolean old) throws RefusedException {
    strings.add(value);
    long characters = value.codePointCount(0, value.length());
    boolean latin1 = value.chars().allMatch(c -> c <= 0xff);
    boolean kept = value.length() <= PickleLimits.KEPT_TEXT;
    memory.take(3 * Memory.OBJECT + (kept ? 2L * value.length() : 0));
    return new Text(kept ? value : null, characters, latin1, old);
  }

  /** Too long to be kept: how many characters, and of which sort. */
  private Text counted(Cursor cursor, long length) throws IOException, RefusedException {
    long characters = 0;
    boolean latin1 = true;
    for (long left = length; left > 0; ) {
      byte[] chunk = cursor.take((int) Math.min(CHUNK, left));
      for (byte b : chunk) {
        int octet = b & 0xff;
        characters += (octet & 0xc0) == 0x80 ? 0 : 1;
        latin1 &= octet < 0xc4;
      }
      left -= chunk.length;
    }
    return new Text(null, characters, latin1, false);
  }

  static String decode(byte[] bytes) throws RefusedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return withSurrogates(bytes);
    }
  }

  /** Python's "surrogatepass": three bytes from ED A0 80 to ED BF BF are a surrogate. */
  private static String withSurrogates(byte[] bytes) throws RefusedException {
    StringBuilder text = new StringBuilder();
    int start = 0;
    for (int at = 0; at + 2 < bytes.length; at++) {
      if (bytes[at] == (byte) 0xed
          && (bytes[at + 1] & 0xe0) == 0xa0
          && (bytes[at + 2] & 0xc0) == 0x80) {
        text.append(strict(bytes, start, at));
        text.append((char) (0xd000 | ((bytes[at + 1] & 0x3f) << 6) | (bytes[at + 2] & 0x3f)));
        start = at + 3;
        at += 2;
      }
    }
    return text.append(strict(bytes, start, bytes.length)).toString();
  }

  private static String strict(byte[] bytes, int start, int end) throws RefusedException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      throw new RefusedException(Reason.UNREADABLE, "a string that is not UTF-8");
    }
  }
}
