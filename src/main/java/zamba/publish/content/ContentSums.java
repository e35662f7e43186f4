package zamba.publish.content;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * All that a store may declare of a content, taken along in one pass over it: MD5, SHA-1, SHA-256,
 * CRC32, CRC32C and CRC64NVME.
 */
public final class ContentSums {
  /** A proof: this program has read the content. Among the checksums, the sum that it told. */
  public static final String READ = "read";

  /** In hexadecimal, as in an ETag. */
  public static final String MD5 = "MD5";

  public static final String SHA256 = "SHA256";

  private final MessageDigest md5 = digest("MD5");
  private final MessageDigest sha1 = digest("SHA-1");
  private final MessageDigest sha256 = digest("SHA-256");
  private final Checksum crc32 = new CRC32();
  private final Checksum crc32c = new CRC32C();
  private final Crc64Nvme crc64 = new Crc64Nvme();

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The header {@code Content-MD5} of a request that carries these bytes (RFC 1864). */
  public static String contentMd5(byte[] bytes) {
    return base64(digest("MD5").digest(bytes));
  }

  public void update(byte[] bytes) {
    md5.update(bytes);
    sha1.update(bytes);
    sha256.update(bytes);
    crc32.update(bytes);
    crc32c.update(bytes);
    crc64.update(bytes);
  }

  /**
   * The sums of all that it was given, by algorithm as in {@link ObjectFacts#checksums()}. Ends the
   * pass.
   */
  public Map<String, String> values() {
    Map<String, String> values = new TreeMap<>();
    values.put(MD5, HexFormat.of().formatHex(md5.digest()));
    values.put("SHA1", base64(sha1.digest()));
    values.put(SHA256, base64(sha256.digest()));
    values.put("CRC32", base64(crc32));
    values.put("CRC32C", base64(crc32c));
    values.put(zamba.publish.content.Checksum.CRC64NVME, crc64.base64());
    return values;
  }

  /** The same digest in the form that stores declare it in. */
  public static String base64OfHex(String hex) {
    return base64(HexFormat.of().parseHex(hex));
  }

  private static String base64(Checksum checksum) {
    return base64(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
