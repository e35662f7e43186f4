package zamba.publish.inspect.zip;

import java.io.IOException;
import zamba.publish.inspect.bytes.LittleEndian;
import zamba.publish.inspect.bytes.Reads;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;

/**
 * Where an archive's directory is, by its end records (APPNOTE.TXT 4.3.14 to 4.3.16), which must be
 * the very end of the file and agree with each other.
 *
 * @param entries how many the directory has
 * @param offset where it begins
 * @param size bytes of it
 */
public record ZipEnd(long entries, long offset, long size) {

  static final int TAIL = 256 << 10;

  private static final int END = 22;
  private static final int LOCATOR = 20;
  private static final int ZIP64_END = 56;
  private static final long END_SIGNATURE = 0x06054b50L;
  private static final long LOCATOR_SIGNATURE = 0x07064b50L;
  private static final long ZIP64_SIGNATURE = 0x06064b50L;
  private static final long U16 = 0xffffL;
  private static final long U32 = 0xffffffffL;

  public static ZipEnd find(Reads reads) throws IOException, RefusedException {
    long size = reads.size();
    if (size < END) {
      throw unreadable("the file is too short for an archive");
    }
    int tailLength = (int) Math.min(size, TAIL);
    reads.load(size - tailLength, tailLength);
    LittleEndian end = LittleEndian.of(reads.read(size - END, END));
    if (end.u32(0) != END_SIGNATURE || end.u16(20) != 0) {
      throw withoutEnd(reads.read(size - tailLength, tailLength));
    }
    if (end.u16(4) != 0 || end.u16(6) != 0 || end.u16(8) != end.u16(10)) {
      throw unreadable("the archive is said to be one of several disks");
    }
    ZipEnd found = new ZipEnd(end.u16(10), end.u32(16), end.u32(12));
    long start = size - END;
    if (start >= LOCATOR) {
      LittleEndian locator = LittleEndian.of(reads.read(start - LOCATOR, LOCATOR));
      if (locator.u32(0) == LOCATOR_SIGNATURE) {
        start -= LOCATOR + ZIP64_END;
        return zip64(reads, locator, found, start).checked(start);
      }
    }
    if (found.entries == U16 || found.offset == U32 || found.size == U32) {
      throw unreadable("the archive's end refers to a zip64 end that is not there");
    }
    return found.checked(start);
  }

  private static ZipEnd zip64(Reads reads, LittleEndian locator, ZipEnd small, long start)
      throws IOException, RefusedException {
    if (start < 0 || locator.i64(8) != start || locator.u32(4) != 0 || locator.u32(16) != 1) {
      throw unreadable("the archive's zip64 end is not where its locator says");
    }
    LittleEndian large = LittleEndian.of(reads.read(start, ZIP64_END));
    ZipEnd found = new ZipEnd(large.i64(32), large.i64(48), large.i64(40));
    boolean agrees =
        large.u32(0) == ZIP64_SIGNATURE
            && large.i64(4) == ZIP64_END - 12
            && large.u32(16) == 0
            && large.u32(20) == 0
            && large.i64(24) == found.entries
            && agrees(small.entries, found.entries, U16)
            && agrees(small.offset, found.offset, U32)
            && agrees(small.size, found.size, U32);
    if (!agrees) {
      throw unreadable("the archive's end and its zip64 end say different things");
    }
    return found;
  }

  private static boolean agrees(long small, long large, long full) {
    return small == large || small == full;
  }

  private ZipEnd checked(long start) throws RefusedException {
    if (entries < 0 || offset < 0 || size < 0 || offset > start || size > start - offset) {
      throw unreadable("the archive's directory is said to be where it cannot be");
    }
    if (offset + size != start) {
      throw new RefusedException(
          Reason.GAP,
          "%d bytes between the archive's directory and its end".formatted(start - offset - size));
    }
    return this;
  }

  private static RefusedException withoutEnd(byte[] tail) {
    LittleEndian bytes = LittleEndian.of(tail);
    for (int at = tail.length - END; at >= 0; at--) {
      if (bytes.u32(at) == END_SIGNATURE) {
        return new RefusedException(
            Reason.GAP,
            "a comment or other bytes after the archive's end: " + (tail.length - END - at));
      }
    }
    return unreadable("the archive has no end: the file is cut off");
  }

  private static RefusedException unreadable(String text) {
    return new RefusedException(Reason.UNREADABLE, text);
  }
}
