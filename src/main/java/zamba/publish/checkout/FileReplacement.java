package zamba.publish.checkout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Replaces a file's content in one step: whoever reads it, and whenever we are killed, it has the
 * old one or the new one. What a kill leaves beside it is removed by the next replacement.
 *
 * @param file itself, and no link to it
 */
record FileReplacement(Path file) {
  /** No replacement takes as long; another program's may be under way. */
  private static final Duration LEFT_OVER = Duration.ofHours(1);

  /**
   * Replaces it; its rights stay.
   *
   * @throws IOException if it cannot be; then it is as it was
   */
  void with(byte[] content) throws IOException {
    if (!Files.isWritable(file)) {
      throw new IOException(
          "user %s has no right to write it".formatted(System.getProperty("user.name")));
    }
    removeLeftovers();
    Path part = file.resolveSibling(prefix() + UUID.randomUUID());
    try {
      write(part, content);
      keepRights(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    forceFolder();
  }

  private String prefix() {
    return "." + file.getFileName() + ".publisher-";
  }

  private static void write(Path part, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private void keepRights(Path part) throws IOException {
    PosixFileAttributeView old = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    PosixFileAttributeView now = Files.getFileAttributeView(part, PosixFileAttributeView.class);
    if (old == null || now == null) {
      return;
    }
    PosixFileAttributes rights = old.readAttributes();
    try {
      now.setGroup(rights.group());
    } catch (IOException e) {
      // Only who is in that group may give it.
    }
    now.setPermissions(rights.permissions());
  }

  private void removeLeftovers() throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            file.getParent(), path -> path.getFileName().toString().startsWith(prefix()))) {
      for (Path left : files) {
        if (Files.getLastModifiedTime(left).toInstant().isBefore(Instant.now().minus(LEFT_OVER))) {
          Files.deleteIfExists(left);
        }
      }
    }
  }

  /** So that the new name outlasts a crash of the machine, where the system lets a folder be. */
  private void forceFolder() {
    try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      // Not everywhere can a folder be opened.
    }
  }
}
