package zamba.publish.inspect;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes archives as torch does, or not quite. */
final class ZipWriter {

  private static final int ALIGNMENT = 64;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<byte[]> directory = new ArrayList<>();
  private boolean descriptors;
  private int attributes;

  /** An archive with this pickle, and a record of so many floats for each key from 0. */
  static ZipWriter torch(byte[] pickle, int... floats) {
    ZipWriter zip = new ZipWriter().stored("archive/data.pkl", pickle);
    for (int key = 0; key < floats.length; key++) {
      zip.stored("archive/data/" + key, new byte[4 * floats[key]]);
    }
    return zip.stored("archive/version", ascii("3\n"));
  }

  /** From now on sizes and CRC follow the data. */
  ZipWriter descriptors() {
    descriptors = true;
    return this;
  }

  /** From now on entries have these external attributes. */
  ZipWriter attributes(int external) {
    attributes = external;
    return this;
  }

  ZipWriter stored(String name, byte[] data) {
    return entry(name, data, data, 0, 0, null);
  }

  ZipWriter deflated(String name, byte[] data) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(data);
    deflater.finish();
    byte[] buffer = new byte[data.length + 100];
    int length = deflater.deflate(buffer);
    deflater.end();
    return entry(name, data, Arrays.copyOf(buffer, length), 8, 0, null);
  }

  /** With another extra field in the directory. */
  ZipWriter withDirectoryExtra(String name, byte[] data, byte[] extra) {
    return entry(name, data, data, 0, 0, extra);
  }

  ZipWriter withFlags(String name, byte[] data, int flags) {
    return entry(name, data, data, 0, flags, null);
  }

  /** Bytes that no entry has. */
  ZipWriter gap(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  private ZipWriter entry(
      String name, byte[] data, byte[] stored, int method, int moreFlags, byte[] extra) {
    byte[] ascii = name.getBytes(StandardCharsets.UTF_8);
    CRC32 crc = new CRC32();
    crc.update(data);
    int offset = out.size();
    int start = offset + 30 + ascii.length + 4;
    int padding = (ALIGNMENT - start % ALIGNMENT) % ALIGNMENT;
    int flags = (descriptors ? 0x808 : 0) | moreFlags;
    int crcThere = descriptors ? 0 : (int) crc.getValue();
    ByteBuffer local = buffer(start - offset + padding);
    local.putInt(0x04034b50).putShort((short) 20).putShort((short) flags);
    local.putShort((short) method).putInt(0).putInt(crcThere);
    local.putInt(descriptors ? 0 : stored.length).putInt(descriptors ? 0 : data.length);
    local.putShort((short) ascii.length).putShort((short) (4 + padding)).put(ascii);
    local.put(ascii("FB")).putShort((short) padding);
    while (local.hasRemaining()) {
      local.put((byte) 'Z');
    }
    out.writeBytes(bytes(local));
    out.writeBytes(stored);
    if (descriptors) {
      ByteBuffer descriptor = buffer(16).putInt(0x08074b50).putInt((int) crc.getValue());
      out.writeBytes(bytes(descriptor.putInt(stored.length).putInt(data.length)));
    }
    byte[] more = extra == null ? new byte[0] : extra;
    ByteBuffer central = buffer(46 + ascii.length + more.length);
    central.putInt(0x02014b50).putShort((short) 20).putShort((short) 20);
    central.putShort((short) flags).putShort((short) method).putInt(0);
    central.putInt((int) crc.getValue()).putInt(stored.length).putInt(data.length);
    central.putShort((short) ascii.length).putShort((short) more.length).putShort((short) 0);
    central.putShort((short) 0).putShort((short) 0).putInt(attributes).putInt(offset);
    directory.add(bytes(central.put(ascii).put(more)));
    return this;
  }

  byte[] end() {
    return end(true);
  }

  byte[] end(boolean zip64) {
    int start = out.size();
    directory.forEach(out::writeBytes);
    int size = out.size() - start;
    int count = directory.size();
    if (zip64) {
      int at = out.size();
      ByteBuffer large = buffer(76).putInt(0x06064b50).putLong(44).putInt(0x2d002d);
      large.putInt(0).putInt(0).putLong(count).putLong(count).putLong(size).putLong(start);
      out.writeBytes(bytes(large.putInt(0x07064b50).putInt(0).putLong(at).putInt(1)));
    }
    ByteBuffer end = buffer(22).putInt(0x06054b50).putInt(0).putShort((short) count);
    out.writeBytes(
        bytes(end.putShort((short) count).putInt(size).putInt(start).putShort((short) 0)));
    return out.toByteArray();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.rewind().get(bytes);
    return bytes;
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
