package zamba.publish.inspect.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import zamba.publish.inspect.bytes.ByteSource;
import zamba.publish.inspect.bytes.Cursor;
import zamba.publish.inspect.bytes.Reads;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;
import zamba.publish.inspect.pickle.PersistentIds;
import zamba.publish.inspect.pickle.Pickle;
import zamba.publish.inspect.pickle.PickleContext;
import zamba.publish.inspect.zip.ArchiveReads;
import zamba.publish.inspect.zip.ZipEntry;

/** The code of a TorchScript archive, and what tells where it came from. */
final class ScriptInspection {

  private static final int LARGEST_FILE = 4 << 20;
  private static final long LARGEST_CODE = 256L << 20;

  private final Reads reads;
  private final ArchiveReads records;
  private final PickleContext context;
  private final List<RefusedException> crcs;
  private long total;

  /**
   * @param crcs gets those records that do not have their CRC
   */
  ScriptInspection(
      Reads reads, ArchiveReads records, PickleContext context, List<RefusedException> crcs) {
    this.reads = reads;
    this.records = records;
    this.context = context;
    this.crcs = crcs;
  }

  void inspect(Map<String, ZipEntry> entries) throws IOException, RefusedException {
    for (ZipEntry entry : entries.values()) {
      if (entry.name().startsWith("code/")) {
        byte[] bytes = bytes(entry);
        if (entry.name().endsWith(".py")) {
          String code = new String(bytes, StandardCharsets.UTF_8);
          new ScriptCode(entry.name(), context).inspect(code);
        } else {
          debug(entry, bytes);
        }
      }
    }
  }

  private void debug(ZipEntry entry, byte[] bytes) throws IOException, RefusedException {
    Reads memory = new Reads(ByteSource.of(bytes));
    Cursor cursor = new Cursor(memory, entry.name(), 0, bytes.length, false);
    new Pickle(cursor, context, PersistentIds.none()).load();
    if (cursor.left() > 0) {
      context.findings().add(Reason.RECORD, "bytes after the pickle in " + entry.name());
    }
  }

  private byte[] bytes(ZipEntry entry) throws IOException, RefusedException {
    total += entry.size();
    if (entry.size() > LARGEST_FILE || entry.compressed() > LARGEST_FILE || total > LARGEST_CODE) {
      throw new RefusedException(
          Reason.LIMIT, "%s of %d bytes".formatted(entry.name(), entry.size()));
    }
    long data = entry.data(records.ready(entry));
    byte[] raw = reads.read(data, (int) entry.compressed());
    byte[] bytes = entry.isStored() ? raw : inflated(entry, raw);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if (crc.getValue() != entry.crc()) {
      crcs.add(wrongCrc(entry));
    }
    return bytes;
  }

  static RefusedException wrongCrc(ZipEntry entry) {
    return new RefusedException(
        Reason.CRC, "the record %s does not have its CRC".formatted(entry.name()));
  }

  private static byte[] inflated(ZipEntry entry, byte[] raw) throws RefusedException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(raw);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] part = new byte[64 << 10];
      while (!inflater.finished()) {
        int length = inflater.inflate(part);
        all.write(part, 0, length);
        if (all.size() > entry.size() || (length == 0 && !inflater.finished())) {
          break;
        }
      }
      if (!inflater.finished() || all.size() != entry.size() || inflater.getRemaining() > 0) {
        throw new RefusedException(
            Reason.CRC, "the record %s does not inflate to its size".formatted(entry.name()));
      }
      return all.toByteArray();
    } catch (DataFormatException e) {
      throw new RefusedException(
          Reason.CRC, "the record %s does not inflate".formatted(entry.name()));
    } finally {
      inflater.end();
    }
  }
}
