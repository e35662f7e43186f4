package zamba.publish.embedded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;

/**
 * Bytes without end that look random and follow from a name alone, the same in every run and on
 * every machine. Made in blocks that do not need the ones before them.
 */
final class Noise {

  /** Bytes in a block; whole blocks are what {@link #fill} takes. */
  static final int BLOCK = 1 << 16;

  private final long seed;

  Noise(String name) {
    this.seed = seed(name);
  }

  /** 64 bits that follow from {@code name}. */
  static long seed(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Fills what remains of {@code target} with the bytes from the start of block {@code block} on.
   * Not by {@code nextBytes}, whose algorithm Java leaves open.
   */
  void fill(ByteBuffer target, long block) {
    ByteBuffer bytes = target.slice().order(ByteOrder.LITTLE_ENDIAN);
    for (long next = block; bytes.hasRemaining(); next++) {
      SplittableRandom random = new SplittableRandom(seed + next);
      int end = Math.min(bytes.position() + BLOCK, bytes.limit());
      while (bytes.position() + Long.BYTES <= end) {
        bytes.putLong(random.nextLong());
      }
      for (long rest = random.nextLong(); bytes.position() < end; rest >>>= Byte.SIZE) {
        bytes.put((byte) rest);
      }
    }
    target.position(target.limit());
  }
}
