package zamba.publish.inspect.bytes;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Reads a source in few and large pieces: what was loaded is kept (up to some MiB), and what lies
 * in it is not read again.
 */
public final class Reads {

  private static final long KEPT = 6 << 20;

  private final ByteSource source;
  private final Deque<Block> blocks = new ArrayDeque<>();
  private long kept;
  private long bytesRead;
  private int requests;

  private static final class Block {
    private final long start;
    private final byte[] bytes;

    Block(long start, byte[] bytes) {
      this.start = start;
      this.bytes = bytes;
    }

    long end() {
      return start + bytes.length;
    }

    boolean holds(long offset, int length) {
      return offset >= start && offset + length <= end();
    }

    boolean begins(long offset) {
      return offset >= start && offset < end();
    }

    byte[] copy(long offset, int length) {
      int from = (int) (offset - start);
      return Arrays.copyOfRange(bytes, from, from + length);
    }
  }

  public Reads(ByteSource source) {
    this.source = source;
  }

  public long size() {
    return source.size();
  }

  public long bytesRead() {
    return bytesRead;
  }

  public int requests() {
    return requests;
  }

  /** Loads a range, so that reads within it cost nothing. */
  public void load(long offset, int length) throws IOException {
    if (length > 0 && blocks.stream().noneMatch(block -> block.holds(offset, length))) {
      blocks.addFirst(new Block(offset, fetch(offset, length)));
      kept += length;
      while (kept > KEPT && blocks.size() > 1) {
        kept -= blocks.removeLast().bytes.length;
      }
    }
  }

  public boolean holds(long offset, int length) {
    return blocks.stream().anyMatch(block -> block.holds(offset, length));
  }

  /** All of a range, from what was loaded where possible. */
  public byte[] read(long offset, int length) throws IOException {
    for (Block block : blocks) {
      if (block.holds(offset, length)) {
        return block.copy(offset, length);
      }
    }
    return fetch(offset, length);
  }

  /**
   * What can be had from {@code offset} on: the rest of what was loaded, or else {@code length}.
   */
  public byte[] readSome(long offset, int length) throws IOException {
    Block best = null;
    for (Block block : blocks) {
      if (block.begins(offset) && (best == null || block.end() > best.end())) {
        best = block;
      }
    }
    if (best == null) {
      return fetch(offset, length);
    }
    long there = best.end() - offset;
    return best.copy(offset, (int) Math.min(length, there));
  }

  private byte[] fetch(long offset, int length) throws IOException {
    byte[] bytes = source.read(offset, length);
    if (bytes.length != length) {
      throw new IOException(
          "asked for %d bytes from %d, got %d".formatted(length, offset, bytes.length));
    }
    bytesRead += length;
    requests++;
    return bytes;
  }
}
