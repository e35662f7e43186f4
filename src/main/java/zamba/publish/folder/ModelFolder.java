package zamba.publish.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import zamba.publish.files.Reason;

/**
 * A model's folder as it is on disk. No link is followed: a checkout that somebody else made could
 * lead anywhere with one.
 */
final class ModelFolder {
  private final Path path;

  private ModelFolder(Path path) {
    this.path = path;
  }

  /**
   * The folder of a model, there or not.
   *
   * @throws OfficialFolderException if no folder can have that name here
   */
  static ModelFolder of(Path root, String model) {
    try {
      return new ModelFolder(root.resolve(model));
    } catch (InvalidPathException e) {
      throw new OfficialFolderException(
          "No folder in %s can be named '%s': %s".formatted(root, model, e.getReason()));
    }
  }

  Path path() {
    return path;
  }

  /**
   * Looks whether the file system takes the name.
   *
   * @throws OfficialFolderException if not: if it is too long, say
   */
  void checkName() {
    look(path);
  }

  /**
   * Looks whether files can be committed to it.
   *
   * @param names the files' names
   * @throws OfficialFolderException if not, with the reason
   */
  void check(Set<String> names) {
    if (look(path).isEmpty()) {
      return;
    }
    checkLinks(names);
    if (!Files.isWritable(path) || !Files.isExecutable(path)) {
      throw new OfficialFolderException(
          "%s cannot be written to by user %s".formatted(path, System.getProperty("user.name")));
    }
  }

  /**
   * Looks whether it is a folder and these files of it are files.
   *
   * @throws OfficialFolderException if not
   */
  private void checkLinks(Set<String> names) {
    Optional<BasicFileAttributes> there = look(path);
    if (there.isPresent() && !there.get().isDirectory()) {
      throw new OfficialFolderException(
          "%s is %s, where the model's folder goes; move it away and run again"
              .formatted(path, kind(path, there.get())));
    }
    for (String name : names) {
      Path file = path.resolve(name);
      Optional<BasicFileAttributes> attributes = look(file);
      if (attributes.isPresent() && !attributes.get().isRegularFile()) {
        throw new OfficialFolderException(
            "%s is %s and no file of its own; put the file in its place, or move it away, and run again"
                .formatted(file, kind(file, attributes.get())));
      }
    }
  }

  private static String kind(Path path, BasicFileAttributes attributes) {
    if (!attributes.isSymbolicLink()) {
      return attributes.isDirectory() ? "a folder" : attributes.isOther() ? "a device" : "a file";
    }
    try {
      return "a link to %s, which is not followed,".formatted(Files.readSymbolicLink(path));
    } catch (IOException e) {
      return "a link, which is not followed,";
    }
  }

  /** What is there; empty if nothing is. */
  private static Optional<BasicFileAttributes> look(Path path) {
    try {
      return Optional.of(
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (path.getParent() != null && !Files.isDirectory(path.getParent())) {
        return Optional.empty();
      }
      throw new OfficialFolderException(
          "%s cannot be looked at: %s".formatted(path, new Reason(e)));
    }
  }

  /**
   * What it holds of these files.
   *
   * @throws OfficialFolderException if one of them is no file, or the folder no folder
   * @throws UncheckedIOException if one cannot be read
   */
  Map<String, byte[]> read(Set<String> names) {
    checkLinks(names);
    Map<String, byte[]> files = new TreeMap<>();
    if (look(path).isEmpty()) {
      return files;
    }
    for (String name : names) {
      Path file = path.resolve(name);
      try (SeekableByteChannel channel =
          Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
        files.put(name, Channels.newInputStream(channel).readAllBytes());
      } catch (NoSuchFileException e) {
        // It is not there, then.
      } catch (IOException e) {
        throw new UncheckedIOException("%s cannot be read: %s".formatted(file, new Reason(e)), e);
      }
    }
    return files;
  }
}
