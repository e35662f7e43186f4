package zamba.publish.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import zamba.publish.embedded.Pickle.Absent;
import zamba.publish.embedded.Pickle.Call;
import zamba.publish.embedded.Pickle.Filled;
import zamba.publish.embedded.Pickle.Name;
import zamba.publish.embedded.Pickle.Tuple;

/**
 * Weights as an https host has them: a pickle of numpy arrays, as Detectron2 has them, of between 8
 * and 24 MiB that follow from the address. Made while they are sent, never held whole.
 *
 * <p>Detectron2 puts the beginning of its files' MD5s into their names, and so do zamba's public
 * names. The MD5s of the samples for those names begin so, too: eight characters near their end
 * have been searched for that, once.
 */
final class SampleWeights {

  private static final long LEAST = 8L << 20;
  private static final long SPREAD = 16L << 20;
  private static final int FLOAT = 4;

  /** The first that has byte strings. */
  private static final int PROTOCOL = 3;

  private static final String CHOSEN = "chosen-characters.properties";
  private static final String ANY = "00000000";
  private static final Name RECONSTRUCT = new Name("numpy.core.multiarray", "_reconstruct");
  private static final Name NDARRAY = new Name("numpy", "ndarray");
  private static final Name DTYPE = new Name("numpy", "dtype");

  private final String address;
  private final String chosen;
  private final byte[] head;
  private final byte[] tail;

  /**
   * @param address what they are served as
   */
  SampleWeights(String address) {
    this(address, chosen(address));
  }

  /**
   * @param chosen the characters that its MD5 is chosen by
   */
  SampleWeights(String address, String chosen) {
    this.address = address;
    this.chosen = chosen;
    // Of what cannot be a whole number of floats, the rest is dots.
    List<byte[]> around = parts(0, "");
    int room = (int) length() - around.get(0).length - around.get(1).length;
    List<byte[]> parts = parts(room / FLOAT * FLOAT, ".".repeat(room % FLOAT));
    this.head = parts.get(0);
    this.tail = parts.get(1);
  }

  private static String chosen(String address) {
    Properties all = new Properties();
    try (InputStream file = SampleWeights.class.getResourceAsStream(CHOSEN)) {
      all.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.getProperty(address.substring(address.lastIndexOf('/') + 1), ANY);
  }

  /** What is before the floats, and after them. */
  private List<byte[]> parts(int floatBytes, String dots) {
    Call empty = new Call(RECONSTRUCT, Tuple.of(NDARRAY, Tuple.of(0), new byte[] {'b'}));
    Call float32 = new Call(DTYPE, Tuple.of("f4", false, true));
    Filled littleEndian = new Filled(float32, Tuple.of(3, "<", null, null, null, -1, -1, 0));
    Tuple shape = Tuple.of(floatBytes / FLOAT);
    Object array =
        new Filled(empty, Tuple.of(1, shape, littleEndian, false, new Absent(floatBytes)));
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("model", Map.of("backbone.bottom_up.stem.conv1.weight", array));
    file.put("__author__", "sample" + dots);
    file.put("chosen", chosen);
    return Pickle.parts(PROTOCOL, file);
  }

  /** How many bytes; rarely a round number, so that a last part is short. */
  long length() {
    return LEAST + Math.floorMod(Noise.seed(address), SPREAD);
  }

  /** A strong one: other bytes would have another address or other characters. */
  String etag() {
    long content = Noise.seed("pickle with " + chosen + " at " + address);
    return '"' + HexFormat.of().toHexDigits(content) + '-' + length() + '"';
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
    long end = from + length;
    long tailStart = length() - tail.length;
    writeTo(out, head, from, end);
    writeNoise(
        out, Math.max(from, head.length) - head.length, Math.min(end, tailStart) - head.length);
    writeTo(out, tail, from - tailStart, end - tailStart);
  }

  /** What of these bytes is between two positions, which may be outside them. */
  private static void writeTo(OutputStream out, byte[] bytes, long from, long to)
      throws IOException {
    int start = (int) Math.max(from, 0);
    int end = (int) Math.min(to, bytes.length);
    if (start < end) {
      out.write(bytes, start, end - start);
    }
  }

  private void writeNoise(OutputStream out, long from, long end) throws IOException {
    Noise noise = new Noise(address);
    byte[] block = new byte[Noise.BLOCK];
    for (long position = from; position < end; ) {
      noise.fill(ByteBuffer.wrap(block), position / Noise.BLOCK);
      int start = (int) (position % Noise.BLOCK);
      int count = (int) Math.min(Noise.BLOCK - start, end - position);
      out.write(block, start, count);
      position += count;
    }
  }
}
