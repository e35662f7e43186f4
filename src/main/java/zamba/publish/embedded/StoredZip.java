package zamba.publish.embedded;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * Writes a zip archive of uncompressed entries into memory, the data of each padded to where it is
 * wanted, as torch does so that tensors can be mapped (java.util.zip cannot place data). Field
 * layout: PKWARE's APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16.
 */
final class StoredZip {

  /** Torch aligns the data of every entry to this (kFieldAlignment in inline_container.cc). */
  static final int ALIGNMENT = 64;

  /** Bytes of an extra field before its own data. */
  static final int EXTRA_HEADER = 4;

  private static final int LOCAL_HEADER = 30;
  private static final int DIRECTORY_HEADER = 46;
  private static final int ZIP64_END = 56;
  private static final int ZIP64_LOCATOR = 20;
  private static final int END_OF_DIRECTORY = 22;
  private static final short VERSION = 20;
  private static final short UTF8_NAMES = 1 << 11;
  private static final int JANUARY_1_1980 = (1 << 5 | 1) << 16;
  private static final short TORCH_PADDING = 'F' | 'B' << 8;

  private final ByteBuffer zip;
  private final List<Entry> entries = new ArrayList<>();

  private record Entry(String name, int offset, int crc, int length) {}

  /** An archive that will take {@code size} bytes. */
  StoredZip(int size) {
    this.zip = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bytes of an entry before its data and padding. {@code name} is ASCII. */
  static int headerLength(String name) {
    return LOCAL_HEADER + name.length() + EXTRA_HEADER;
  }

  /** Bytes of the directory after the last entry. */
  static int directoryLength(List<String> names) {
    return ZIP64_END
        + ZIP64_LOCATOR
        + END_OF_DIRECTORY
        + names.stream().mapToInt(name -> DIRECTORY_HEADER + name.length()).sum();
  }

  /** Where the data of an aligned entry begins whose header begins at {@code offset}. */
  static int alignedData(int offset, String name) {
    return (offset + headerLength(name) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Where the next entry begins. */
  int position() {
    return zip.position();
  }

  /** Adds an entry whose data is aligned; {@code fill} must fill all of what it is given. */
  void addAligned(String name, int length, Consumer<ByteBuffer> fill) {
    int padding = alignedData(zip.position(), name) - zip.position() - headerLength(name);
    add(name, padding, length, fill);
  }

  /** Adds an entry with {@code padding} bytes of padding before its data. */
  void add(String name, int padding, int length, Consumer<ByteBuffer> fill) {
    int offset = zip.position();
    int dataStart = offset + headerLength(name) + padding;
    ByteBuffer data = zip.slice(dataStart, length);
    fill.accept(data);
    CRC32 crc = new CRC32();
    crc.update(data.flip());
    Entry entry = new Entry(name, offset, (int) crc.getValue(), length);
    zip.putInt(0x04034b50);
    putCommon(entry, EXTRA_HEADER + padding);
    zip.put(ascii(name)).putShort(TORCH_PADDING).putShort((short) padding);
    while (zip.position() < dataStart) {
      zip.put((byte) 'Z');
    }
    zip.position(dataStart + length);
    entries.add(entry);
  }

  /** Ends the archive, which must be full then. */
  byte[] finish() {
    int start = zip.position();
    for (Entry entry : entries) {
      zip.putInt(0x02014b50).putShort(VERSION);
      putCommon(entry, 0);
      // No comment, first disk, no attributes.
      zip.putShort((short) 0).putInt(0).putInt(0).putInt(entry.offset()).put(ascii(entry.name()));
    }
    int length = zip.position() - start;
    short count = (short) entries.size();
    // Torch writes the ends for large archives always (APPNOTE.TXT, 4.3.14 and 4.3.15).
    int zip64 = zip.position();
    zip.putInt(0x06064b50).putLong(ZIP64_END - 12).putShort(VERSION).putShort(VERSION);
    zip.putInt(0).putInt(0).putLong(count).putLong(count).putLong(length).putLong(start);
    zip.putInt(0x07064b50).putInt(0).putLong(zip64).putInt(1);
    zip.putInt(0x06054b50).putInt(0).putShort(count).putShort(count);
    zip.putInt(length).putInt(start).putShort((short) 0);
    if (zip.hasRemaining()) {
      throw new IllegalStateException(zip.remaining() + " bytes of the archive are not written");
    }
    return zip.array();
  }

  /** What the local header and the directory say alike, from "version needed" to "extra length". */
  private void putCommon(Entry entry, int extra) {
    zip.putShort(VERSION).putShort(UTF8_NAMES).putShort((short) 0).putInt(JANUARY_1_1980);
    zip.putInt(entry.crc()).putInt(entry.length()).putInt(entry.length());
    zip.putShort((short) entry.name().length()).putShort((short) extra);
  }

  static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
