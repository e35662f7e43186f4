package zamba.publish.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Weights as an https host has them: between 8 and 24 MiB that follow from the address. Made while
 * they are sent, never held whole.
 *
 * @param address what they are served as
 */
record SampleWeights(String address) {

  private static final long LEAST = 8L << 20;
  private static final long SPREAD = 16L << 20;

  /** How many bytes; rarely a round number, so that a last part is short. */
  long length() {
    return LEAST + Math.floorMod(Noise.seed(address), SPREAD);
  }

  /** A strong one: other bytes would have another address. */
  String etag() {
    return '"' + HexFormat.of().toHexDigits(Noise.seed(address)) + '-' + length() + '"';
  }

  /**
   * Writes some of the bytes.
   *
   * @param out left open
   * @param from position of the first, from 0
   * @param length how many
   * @throws IOException from {@code out}
   */
  void writeTo(OutputStream out, long from, long length) throws IOException {
    Noise noise = new Noise(address);
    byte[] block = new byte[Noise.BLOCK];
    long end = from + length;
    for (long position = from; position < end; ) {
      noise.fill(ByteBuffer.wrap(block), position / Noise.BLOCK);
      int start = (int) (position % Noise.BLOCK);
      int count = (int) Math.min(Noise.BLOCK - start, end - position);
      out.write(block, start, count);
      position += count;
    }
  }
}
