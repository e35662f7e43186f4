package zamba.publish.content;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * The checksum that S3 keeps for every object: CRC-64/NVME (NVM Express Base Specification 2.0,
 * "64b CRC"; Amazon S3 User Guide, "Checking object integrity"). The SDK has it only with a native
 * library.
 */
public final class Crc64Nvme {
  /** The polynomial, bits reversed. */
  private static final long POLYNOMIAL = 0x9a6c9329ac4bc9b5L;

  private static final int LANES = 8;
  private static final long[][] TABLES = tables();

  private long register = -1;

  /** {@code TABLES[lane][b]}: what a byte b does to the register that many bytes later. */
  private static long[][] tables() {
    long[][] tables = new long[LANES][256];
    for (int b = 0; b < 256; b++) {
      long crc = b;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
      }
      tables[0][b] = crc;
    }
    for (int lane = 1; lane < LANES; lane++) {
      for (int b = 0; b < 256; b++) {
        long before = tables[lane - 1][b];
        tables[lane][b] = (before >>> 8) ^ tables[0][(int) (before & 0xff)];
      }
    }
    return tables;
  }

  /** The checksum of a whole array. */
  public static String of(byte[] bytes) {
    Crc64Nvme crc = new Crc64Nvme();
    crc.update(bytes);
    return crc.base64();
  }

  void update(byte[] bytes) {
    int at = 0;
    for (; at + LANES <= bytes.length; at += LANES) {
      long next = 0;
      for (int lane = 0; lane < LANES; lane++) {
        int b = (int) (register >>> (8 * lane)) ^ bytes[at + lane];
        next ^= TABLES[LANES - 1 - lane][b & 0xff];
      }
      register = next;
    }
    for (; at < bytes.length; at++) {
      register = TABLES[0][(int) ((register ^ bytes[at]) & 0xff)] ^ (register >>> 8);
    }
  }

  /** As S3 writes it: big-endian, base64. */
  String base64() {
    return Base64.getEncoder().encodeToString(ByteBuffer.allocate(8).putLong(~register).array());
  }
}
