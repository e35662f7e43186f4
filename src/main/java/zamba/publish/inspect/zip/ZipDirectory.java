package zamba.publish.inspect.zip;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import zamba.publish.inspect.bytes.LittleEndian;
import zamba.publish.inspect.bytes.Reads;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;
import zamba.publish.inspect.bytes.Shown;

/**
 * An archive's directory, as strict as torch writes it: torch itself finds records without regard
 * to case, takes the second of two, and inflates what it would never compress.
 */
public final class ZipDirectory {

  private static final int HEADER = 46;
  private static final long SIGNATURE = 0x02014b50L;
  private static final int MOST_BYTES = 8 << 20;
  private static final int MOST_ENTRIES = 40_000;
  private static final int FLAGS = ZipEntry.DESCRIPTOR | 1 << 11;
  private static final int DEFLATED = 8;

  /** Of MS-DOS, among the external attributes. */
  private static final int FOLDER = 0x10;

  private static final long FULL = 0xffffffffL;
  private static final int SLACK = 112;
  private static final int ALIGNMENT = 64;

  private final Map<String, ZipEntry> entries;
  private final long offset;

  private ZipDirectory(Map<String, ZipEntry> entries, long offset) {
    this.entries = entries;
    this.offset = offset;
  }

  public static ZipDirectory read(Reads reads, ZipEnd end) throws IOException, RefusedException {
    if (end.size() > MOST_BYTES || end.entries() > MOST_ENTRIES) {
      throw new RefusedException(
          Reason.LIMIT,
          "a directory of %d entries and %d bytes".formatted(end.entries(), end.size()));
    }
    List<ZipEntry> list = parse(bytes(reads, end), end.entries());
    checkNames(list);
    checkMethods(list);
    list.sort(Comparator.comparingLong(ZipEntry::offset));
    Map<String, ZipEntry> entries = new LinkedHashMap<>();
    for (int index = 0; index < list.size(); index++) {
      long next = index + 1 < list.size() ? list.get(index + 1).offset() : end.offset();
      entries.put(list.get(index).name(), list.get(index).limited(next));
    }
    return new ZipDirectory(entries, end.offset());
  }

  /** By the name below the root folder, in the order in which they lie in the file. */
  public Map<String, ZipEntry> entries() {
    return entries;
  }

  /** Names of all files of code. */
  public Set<String> code() {
    return entries.keySet().stream()
        .filter(name -> name.startsWith("code/"))
        .collect(Collectors.toSet());
  }

  /**
   * Sees that records lie side by side, with nothing between them but what torch puts there.
   *
   * @param alignment of the records' data
   */
  public void checkTiling(long alignment) throws RefusedException {
    long slack = SLACK + Math.max(0, alignment - ALIGNMENT);
    long before = 0;
    for (ZipEntry entry : entries.values()) {
      if (before == 0 && entry.offset() != 0) {
        throw gap("before " + entry.name(), 0);
      }
      long left = entry.limit() - entry.earliestData() - entry.compressed();
      if (left < 0) {
        throw gap(entry.name() + " overlaps what follows it", entry.offset());
      }
      if (left > slack) {
        throw gap("%d bytes beside %s".formatted(left, entry.name()), entry.offset());
      }
      before++;
    }
    if (entries.isEmpty() && offset != 0) {
      throw gap("bytes before the directory", 0);
    }
  }

  private static RefusedException gap(String text, long at) {
    return new RefusedException(Reason.GAP, text + " (byte " + at + ")");
  }

  private static byte[] bytes(Reads reads, ZipEnd end) throws IOException {
    int length = (int) end.size();
    long tail = Math.max(0, reads.size() - ZipEnd.TAIL);
    if (end.offset() >= tail || length == 0) {
      return reads.read(end.offset(), length);
    }
    // Only what the tail has not.
    byte[] all = new byte[length];
    int first = (int) (tail - end.offset());
    System.arraycopy(reads.read(end.offset(), first), 0, all, 0, first);
    System.arraycopy(reads.read(tail, length - first), 0, all, first, length - first);
    return all;
  }

  private static List<ZipEntry> parse(byte[] bytes, long count) throws RefusedException {
    LittleEndian directory = LittleEndian.of(bytes);
    List<ZipEntry> entries = new ArrayList<>();
    int at = 0;
    while (entries.size() < count) {
      if (at + HEADER > bytes.length || directory.u32(at) != SIGNATURE) {
        throw new RefusedException(Reason.UNREADABLE, "the archive's directory is broken");
      }
      int nameLength = directory.u16(at + 28);
      int extra = directory.u16(at + 30);
      int comment = directory.u16(at + 32);
      int end = at + HEADER + nameLength + extra + comment;
      if (end > bytes.length) {
        throw new RefusedException(Reason.UNREADABLE, "the archive's directory is cut off");
      }
      String name = new String(bytes, at + HEADER, nameLength, StandardCharsets.ISO_8859_1);
      if (comment != 0) {
        throw new RefusedException(Reason.GAP, "a comment on " + Shown.of(name));
      }
      if (directory.u16(at + 34) != 0) {
        throw new RefusedException(Reason.UNREADABLE, Shown.of(name) + " is on another disk");
      }
      entries.add(entry(directory, at, name, extra));
      at = end;
    }
    if (at != bytes.length) {
      throw new RefusedException(
          Reason.UNREADABLE,
          "the archive's directory has more than its %d entries".formatted(count));
    }
    return entries;
  }

  private static ZipEntry entry(LittleEndian directory, int at, String name, int extra)
      throws RefusedException {
    long size = directory.u32(at + 24);
    long compressed = directory.u32(at + 20);
    long offset = directory.u32(at + 42);
    int wide = (size == FULL ? 8 : 0) + (compressed == FULL ? 8 : 0) + (offset == FULL ? 8 : 0);
    if (extra != (wide == 0 ? 0 : wide + 4)) {
      throw new RefusedException(
          Reason.GAP, "an extra field of %d bytes on %s".formatted(extra, Shown.of(name)));
    }
    if (wide > 0) {
      int field = at + HEADER + name.length();
      if (directory.u16(field) != 1 || directory.u16(field + 2) != wide) {
        throw new RefusedException(Reason.GAP, "a strange extra field on " + Shown.of(name));
      }
      int next = field + 4;
      if (size == FULL) {
        size = directory.i64(next);
        next += 8;
      }
      if (compressed == FULL) {
        compressed = directory.i64(next);
        next += 8;
      }
      offset = offset == FULL ? directory.i64(next) : offset;
    }
    int flags = directory.u16(at + 8);
    int method = directory.u16(at + 10);
    if (size < 0 || compressed < 0 || offset < 0 || (method == 0 && size != compressed)) {
      throw new RefusedException(Reason.UNREADABLE, "the sizes of " + Shown.of(name));
    }
    if ((directory.u32(at + 38) & FOLDER) != 0) {
      // Of a folder torch's reader (miniz) gives no bytes, but memory that nobody wrote.
      throw new RefusedException(
          Reason.RECORD, Shown.of(name) + " is said to be a folder by its attributes");
    }
    if ((flags & ~FLAGS) != 0) {
      throw new RefusedException(
          Reason.RECORD, "the flags 0x%x of %s".formatted(flags, Shown.of(name)));
    }
    return new ZipEntry(
        name, flags, method, directory.u32(at + 16), compressed, size, offset, Long.MAX_VALUE);
  }

  private static void checkNames(List<ZipEntry> entries) throws RefusedException {
    for (ZipEntry entry : entries) {
      if (!entry.path().chars().allMatch(c -> c > ' ' - 1 && c < 0x7f && c != '\\')) {
        throw new RefusedException(
            Reason.NAME, "the name '%s' is not plain".formatted(Shown.of(entry.path())));
      }
    }
    Set<String> roots = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (ZipEntry entry : entries) {
      int slash = entry.path().indexOf('/');
      if (slash <= 0) {
        throw new RefusedException(
            Reason.UNREADABLE, "no folder is around the record " + Shown.of(entry.path()));
      }
      String root = entry.path().substring(0, slash);
      if (root.equals(".") || root.equals("..")) {
        throw new RefusedException(Reason.ROOT, "the folder around the records is " + root);
      }
      roots.add(root);
    }
    if (roots.size() > 1) {
      throw new RefusedException(
          Reason.ROOT,
          "several folders: "
              + String.join(", ", roots.stream().sorted().limit(3).map(Shown::of).toList()));
    }
    for (ZipEntry entry : entries) {
      if (!names.add(entry.path().toLowerCase(Locale.ROOT))) {
        throw new RefusedException(
            Reason.DUPLICATE, "two records are called " + Shown.of(entry.name()));
      }
    }
  }

  private static void checkMethods(List<ZipEntry> entries) throws RefusedException {
    for (ZipEntry entry : entries) {
      boolean code = entry.name().startsWith("code/") && entry.method() == DEFLATED;
      if (!entry.isStored() && !code) {
        throw new RefusedException(
            Reason.COMPRESSED,
            "the record %s is compressed, which torch never does"
                .formatted(Shown.of(entry.name())));
      }
    }
  }
}
