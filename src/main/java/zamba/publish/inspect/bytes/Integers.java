package zamba.publish.inspect.bytes;

import java.util.Arrays;
import java.util.HexFormat;

/** Integers as LONG1 and LONG4 write them: little-endian two's complement. */
public final class Integers {

  /** Stands for {@code 0x1950a86a20f9469cfc6c}, which begins what torch wrote before 1.6. */
  public static final long MAGIC = 0x1950a86aL;

  private static final byte[] MAGIC_BYTES = HexFormat.of().parseHex("6cfc9c46f9206aa85019");

  private Integers() {}

  public static boolean isMagic(byte[] bytes) {
    return Arrays.equals(bytes, MAGIC_BYTES);
  }

  /** Of up to eight bytes. */
  public static long littleEndian(byte[] bytes) {
    long number = 0;
    for (int index = bytes.length - 1; index >= 0; index--) {
      number = (number << Byte.SIZE) | (bytes[index] & 0xff);
    }
    int unused = Long.SIZE - Byte.SIZE * bytes.length;
    return bytes.length == 0 ? 0 : number << unused >> unused;
  }
}
