package zamba.publish.inspect.zip;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import zamba.publish.inspect.bytes.Cursor;
import zamba.publish.inspect.bytes.Reads;
import zamba.publish.inspect.bytes.RefusedException;

/** Reads an archive's small records together with those beside them, in one read each time. */
public final class ArchiveReads {

  private static final long LARGEST_GAP = 64 << 10;
  private static final long LARGEST_READ = 4 << 20;

  private final Reads reads;
  private final List<ZipEntry> wanted;

  /** All but tensors are wanted. */
  public ArchiveReads(Reads reads, Map<String, ZipEntry> entries) {
    this.reads = reads;
    this.wanted =
        entries.values().stream()
            .filter(entry -> !entry.name().matches("(?:data|constants)/\\d+"))
            .toList();
  }

  /** The same reads, with the record loaded if it is not yet. */
  public Reads ready(ZipEntry entry) throws IOException {
    long length = Math.min(entry.limit() - entry.offset(), LARGEST_READ);
    if (length > 0 && !reads.holds(entry.offset(), (int) length)) {
      long end = entry.offset() + length;
      for (ZipEntry other : wanted) {
        boolean near = other.offset() >= entry.offset() && other.offset() - end <= LARGEST_GAP;
        if (near && other.limit() - entry.offset() <= LARGEST_READ) {
          end = Math.max(end, other.limit());
        }
      }
      load(entry.offset(), end);
    }
    return reads;
  }

  /** The record's bytes as they lie there. */
  public Cursor open(ZipEntry entry) throws IOException, RefusedException {
    long data = entry.data(ready(entry));
    return new Cursor(reads, entry.name(), data, entry.compressed(), true);
  }

  /** What was read already is not read again, if it is the beginning. */
  private void load(long start, long end) throws IOException {
    long from = start;
    if (reads.holds(start, 1)) {
      from += reads.readSome(start, (int) (end - start)).length;
    }
    reads.load(from, (int) (end - from));
  }
}
