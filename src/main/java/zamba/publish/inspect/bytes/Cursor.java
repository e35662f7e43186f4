package zamba.publish.inspect.bytes;

import java.io.IOException;
import java.util.zip.CRC32;

/** Reads a range of a source from its start to its end, in windows of bounded size. */
public final class Cursor {

  private static final int SMALL_WINDOW = 64 << 10;
  private static final int SMALLEST_WINDOW = 256 << 10;
  private static final int LARGEST_WINDOW = 4 << 20;

  private final Reads reads;
  private final String record;
  private final long start;
  private final long end;
  private final CRC32 crc;
  private byte[] window = {};
  private int next;
  private long windowEnd;
  private int windowSize = SMALLEST_WINDOW;

  /**
   * @param record what messages call it
   * @param checked whether all bytes are read, for their CRC; otherwise long parts are skipped
   */
  public Cursor(Reads reads, String record, long start, long length, boolean checked) {
    this.reads = reads;
    this.record = record;
    this.start = start;
    this.end = start + length;
    this.windowEnd = start;
    this.crc = checked ? new CRC32() : null;
  }

  public String record() {
    return record;
  }

  /** Where the next byte is, in the record. */
  public long position() {
    return windowEnd - window.length + next - start;
  }

  /** Where the next byte is, in the source. */
  long offset() {
    return start + position();
  }

  public long left() {
    return end - offset();
  }

  /** Skips to the end and answers the CRC of all. */
  public long crc() throws IOException, RefusedException {
    skip(left());
    return crc.getValue();
  }

  public int u8() throws IOException, RefusedException {
    need(1);
    if (next == window.length) {
      fill();
    }
    return window[next++] & 0xff;
  }

  public int u16() throws IOException, RefusedException {
    int low = u8();
    return low | (u8() << 8);
  }

  public int i32() throws IOException, RefusedException {
    int low = u16();
    return low | (u16() << 16);
  }

  public long u32() throws IOException, RefusedException {
    return i32() & 0xffffffffL;
  }

  public long i64() throws IOException, RefusedException {
    long low = u32();
    return low | (u32() << 32);
  }

  /** The next bytes, as many as asked for. */
  public byte[] take(int length) throws IOException, RefusedException {
    need(length);
    byte[] taken = new byte[length];
    for (int at = 0; at < length; ) {
      if (next == window.length) {
        fill();
      }
      int part = Math.min(length - at, window.length - next);
      System.arraycopy(window, next, taken, at, part);
      next += part;
      at += part;
    }
    return taken;
  }

  /** Reads nothing of what is skipped if it is long and no CRC is wanted. */
  public void skip(long length) throws IOException, RefusedException {
    need(length);
    long rest = length;
    int here = (int) Math.min(rest, window.length - next);
    next += here;
    rest -= here;
    if (rest > PickleLimits.SKIPPED_PAYLOAD && crc == null) {
      leave(rest);
      return;
    }
    while (rest > 0) {
      fill();
      int part = (int) Math.min(rest, window.length);
      next = part;
      rest -= part;
    }
  }

  /** Whether the next bytes are at hand already. */
  public boolean has(int length) {
    return window.length - next >= length;
  }

  /** Skips without reading, however little it is; what follows is read in small pieces. */
  public void jump(long length) throws RefusedException {
    need(length);
    int here = (int) Math.min(length, window.length - next);
    next += here;
    if (length > here) {
      leave(length - here);
    }
    windowSize = SMALL_WINDOW;
  }

  private void leave(long length) {
    windowEnd += length;
    window = new byte[0];
    next = 0;
  }

  private void need(long length) throws RefusedException {
    if (length < 0 || length > left()) {
      throw new RefusedException(
          Reason.UNREADABLE,
          "%s ends at byte %d, in the middle of a value".formatted(record, end - start));
    }
  }

  private void fill() throws IOException {
    int length = (int) Math.min(windowSize, end - windowEnd);
    window = reads.readSome(windowEnd, length);
    next = 0;
    windowEnd += window.length;
    windowSize = Math.min(2 * windowSize, LARGEST_WINDOW);
    if (crc != null) {
      crc.update(window);
    }
  }
}
