package zamba.publish.inspect.zip;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import zamba.publish.inspect.bytes.LittleEndian;
import zamba.publish.inspect.bytes.Reads;
import zamba.publish.inspect.bytes.Reason;
import zamba.publish.inspect.bytes.RefusedException;
import zamba.publish.inspect.bytes.Shown;

/**
 * An entry of an archive's directory.
 *
 * @param path its name as it is written
 * @param offset where its local header begins
 * @param limit where the next one begins
 */
public record ZipEntry(
    String path,
    int flags,
    int method,
    long crc,
    long compressed,
    long size,
    long offset,
    long limit) {

  /** Sizes and CRC follow the data; torch's way. */
  static final int DESCRIPTOR = 1 << 3;

  private static final int LOCAL = 30;
  private static final long SIGNATURE = 0x04034b50L;

  /** The name below the root folder. */
  public String name() {
    return path.substring(path.indexOf('/') + 1);
  }

  public boolean isStored() {
    return method == 0;
  }

  ZipEntry limited(long next) {
    return new ZipEntry(path, flags, method, crc, compressed, size, offset, next);
  }

  /** Where the data can begin at the earliest. */
  long earliestData() {
    return offset + LOCAL + path.length();
  }

  /**
   * Where the data begins, by a local header that says the same as this.
   *
   * @throws RefusedException if it does not
   */
  public long data(Reads reads) throws IOException, RefusedException {
    int length = LOCAL + path.length();
    if (limit - offset < length) {
      throw refused("is not there");
    }
    byte[] bytes = reads.read(offset, length);
    LittleEndian header = LittleEndian.of(bytes);
    String name = new String(bytes, LOCAL, path.length(), StandardCharsets.ISO_8859_1);
    if (header.u32(0) != SIGNATURE) {
      throw refused("is none");
    }
    if (header.u16(6) != flags) {
      throw refused("has the flags 0x%x, its directory 0x%x".formatted(header.u16(6), flags));
    }
    if (header.u16(8) != method) {
      throw refused("has another method");
    }
    if (header.u16(26) != path.length() || !name.equals(path)) {
      throw refused("has the name '%s'".formatted(Shown.of(name)));
    }
    boolean later =
        (flags & DESCRIPTOR) != 0
            && header.u32(14) == 0
            && header.u32(18) == 0
            && header.u32(22) == 0;
    if (!later
        && (header.u32(14) != crc || header.u32(18) != compressed || header.u32(22) != size)) {
      throw refused("has another size or CRC");
    }
    long data = offset + length + header.u16(28);
    if (data + compressed > limit) {
      throw refused("has an extra field that ends beyond the record");
    }
    return data;
  }

  private RefusedException refused(String text) {
    return new RefusedException(
        Reason.LOCAL_HEADER, "the local header of %s, byte %d, %s".formatted(name(), offset, text));
  }
}
