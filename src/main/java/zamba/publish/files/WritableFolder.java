package zamba.publish.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.UUID;

/**
 * A folder to write to: it is there, or can be made.
 *
 * @param path where
 */
public record WritableFolder(Path path) {

  /** Why nothing can be written there, as far as looking tells; empty if nothing speaks against. */
  public Optional<String> problem() {
    Path folder = path.toAbsolutePath();
    Path there = nearest();
    if (!Files.isDirectory(there)) {
      return Optional.of("%s is not a folder".formatted(there));
    }
    if (!Files.isWritable(there) || !Files.isExecutable(there)) {
      return Optional.of(
          "%s cannot be written to by user %s%s"
              .formatted(there, System.getProperty("user.name"), readOnly(there)));
    }
    return unlessAbsent(folder);
  }

  /** The folder, or else the nearest one above it that is there; links are not followed. */
  public Path nearest() {
    Path there = path.toAbsolutePath();
    while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  private static String readOnly(Path folder) {
    try {
      return Files.getFileStore(folder).isReadOnly() ? ": its file system is read-only" : "";
    } catch (IOException e) {
      return "";
    }
  }

  /** A name that is too long for the file system, say. */
  private static Optional<String> unlessAbsent(Path folder) {
    try {
      Files.readAttributes(folder, BasicFileAttributes.class);
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("%s cannot be made: %s".formatted(folder, new Reason(e)));
    }
  }

  /**
   * Makes the folder if it is missing, and an empty file in it, which it removes. Rights, quotas
   * and file systems of other machines often show only when something is written; to the
   * superuser's look everything is writable.
   *
   * @return why nothing can be written there; empty if it can
   */
  public Optional<String> attempt() {
    try {
      makeFolder();
      Path file = path.resolve(".publisher-" + UUID.randomUUID());
      Files.createFile(file);
      Files.delete(file);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("%s cannot be written to: %s".formatted(path, new Reason(e)));
    }
  }

  private void makeFolder() throws IOException {
    try {
      Files.createDirectories(path);
    } catch (FileAlreadyExistsException e) {
      // A link to a folder is one, too.
      if (!Files.isDirectory(path)) {
        throw e;
      }
    }
  }
}
