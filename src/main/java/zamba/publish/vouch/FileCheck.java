package zamba.publish.vouch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import zamba.publish.files.Reason;
import zamba.publish.report.Printable;

/** Checks a file that somebody has downloaded, with the signature file beside it. */
public record FileCheck(TrustedKeys trusted) {
  /** What the name of a signature file has behind the file's own. */
  public static final String SUFFIX = ".sig";

  private static final int BLOCK = 1 << 20;

  /**
   * Reads the file once.
   *
   * @return what is vouched for, and by whom
   * @throws RefusedSignatureException if it is not vouched for
   * @throws IOException if the file cannot be read
   */
  public TrustedKeys.Verified check(Path file) throws IOException {
    String name = String.valueOf(file.toAbsolutePath().normalize().getFileName());
    try (InputStream content = Files.newInputStream(file)) {
      TrustedKeys.Verified verified = trusted.verify(signature(file), name);
      expect(verified.statement(), sha256(content));
      return verified;
    }
  }

  private static byte[] signature(Path file) {
    Path signature = file.resolveSibling(file.getFileName() + SUFFIX);
    try (InputStream stream = Files.newInputStream(signature)) {
      return stream.readNBytes(StrictJson.LARGEST + 1);
    } catch (NoSuchFileException e) {
      throw new RefusedSignatureException(
          "there is no %s. Download it from where the file is from, with %s at the end of the address"
              .formatted(signature, SUFFIX));
    } catch (IOException e) {
      throw new RefusedSignatureException(
          "%s cannot be read: %s".formatted(signature, new Reason(e)));
    }
  }

  private static String sha256(InputStream content) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] block = new byte[BLOCK];
      for (int length = content.read(block); length >= 0; length = content.read(block)) {
        digest.update(block, 0, length);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void expect(Statement statement, String sha256) {
    if (!statement.sha256().equals(sha256)) {
      throw new RefusedSignatureException(
          "its content is not what was signed: its SHA-256 is %s, that of the signature is %s"
              .formatted(sha256, Printable.of(statement.sha256())));
    }
  }
}
