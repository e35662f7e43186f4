package zamba.publish.folder;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an official folder was, without what its files hold: of ten thousand models those would fill
 * the memory.
 *
 * @param publicName the checkpoint's name in every public bucket
 * @param sha256 of each file's name and content, in hexadecimal
 */
public record FolderDigest(String publicName, String sha256) {

  public static FolderDigest of(OfficialFolder folder) {
    return new FolderDigest(folder.publicName(), sha256(folder.files()));
  }

  /** Whether these files are those of the folder. */
  boolean isOf(Map<String, byte[]> files) {
    return sha256(files).equals(sha256);
  }

  private static String sha256(Map<String, byte[]> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new TreeMap<>(files)
          .forEach(
              (name, content) -> {
                withLength(digest, name.getBytes(StandardCharsets.UTF_8));
                withLength(digest, content);
              });
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** So that no two folders are one text. */
  private static void withLength(MessageDigest digest, byte[] bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }
}
