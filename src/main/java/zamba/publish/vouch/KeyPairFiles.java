package zamba.publish.vouch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import zamba.publish.files.Reason;

/**
 * A new key pair in two files.
 *
 * @param privateKey PKCS#8, which only its owner can read
 * @param publicKey what everybody may have
 */
public record KeyPairFiles(Path privateKey, Path publicKey) {
  private static final String PRIVATE_NAME = "key.pem";
  private static final String PUBLIC_NAME = "zamba.pub";
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /**
   * Makes a pair. What is there stays as it is.
   *
   * @param folder where; made if it is missing, for its owner only
   * @throws UnusableKeyException if one of the files is there, or cannot be written
   */
  public static KeyPairFiles make(Path folder) {
    KeyPairFiles files =
        new KeyPairFiles(folder.resolve(PRIVATE_NAME), folder.resolve(PUBLIC_NAME));
    for (Path file : new Path[] {files.privateKey, files.publicKey}) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new UnusableKeyException(
            file + " is there already, and a key is never overwritten: name another folder");
      }
    }
    try {
      makeFolder(folder);
      files.write();
      return files;
    } catch (IOException e) {
      throw new UnusableKeyException("no key was made in %s: %s".formatted(folder, new Reason(e)));
    } catch (GeneralSecurityException e) {
      throw new UnusableKeyException(
          "this JVM makes no keys of the curve P-256: " + e.getMessage());
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Path parent = folder.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(folder, onlyFor(folder, "rwx------"));
    }
  }

  private void write() throws IOException, GeneralSecurityException {
    KeyPair pair = P256.generator().generateKeyPair();
    byte[] der = pair.getPrivate().getEncoded();
    byte[] pem = new Pem(FileKey.LABEL, der).text().getBytes(StandardCharsets.US_ASCII);
    try {
      String text = new Pem(VerificationKey.LABEL, pair.getPublic().getEncoded()).text();
      create(publicKey, text.getBytes(StandardCharsets.US_ASCII));
      create(privateKey, pem, onlyFor(privateKey, "rw-------"));
    } catch (IOException e) {
      Files.deleteIfExists(publicKey);
      throw e;
    } finally {
      Arrays.fill(der, (byte) 0);
      Arrays.fill(pem, (byte) 0);
    }
  }

  /** Whole, or not at all: half a file, on a full disk, would be in the way of the next key. */
  private static void create(Path file, byte[] bytes, FileAttribute<?>... attributes)
      throws IOException {
    Path beside = file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID());
    try {
      write(beside, bytes, attributes);
      link(beside, file);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** Fails if there is one; a file system without hard links renames, which looks before. */
  private static void link(Path whole, Path file) throws IOException {
    try {
      Files.createLink(file, whole);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(whole, file);
    }
  }

  private static void write(Path file, byte[] bytes, FileAttribute<?>... attributes)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, NEW, attributes)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** From the moment that it is there; where the file system knows no such rights, none. */
  private static FileAttribute<?>[] onlyFor(Path file, String permissions) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
