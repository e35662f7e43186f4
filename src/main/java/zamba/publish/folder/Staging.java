package zamba.publish.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.edits.WrittenMark;
import zamba.publish.files.Reason;
import zamba.publish.official.CompanionFile;

/**
 * The next folder of a model while it is built, in a hidden folder beside its place, since a rename
 * needs one disk. The hidden folder also holds an empty file that is named after the new folder, by
 * what the system knows it by: if the folder beside it is another, the two have been exchanged, and
 * it is the old one, which may hold what is nowhere else.
 */
final class Staging implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Staging.class);
  private static final String MARK = "new-";

  private final Path hidden;
  private final Path built;
  private final Path target;
  private final ForeignFiles foreign;

  /**
   * Whether there was a folder in the place, so that what is foreign in it has been carried along.
   */
  private boolean replaces;

  private Staging(Path hidden, Path target, ForeignFiles foreign) {
    this.hidden = hidden;
    this.built = hidden.resolve(target.getFileName());
    this.target = target;
    this.foreign = foreign;
  }

  /**
   * Builds the folder: our files, written through to the disk, and what is foreign in the one there
   * is. A file that is as it should be goes along as it is.
   *
   * @param hidden a folder that does not exist
   * @param target the model's folder
   * @param files what is to be in it
   * @param present what is in it of these
   */
  static Staging build(
      Path hidden, Path target, Map<String, byte[]> files, Map<String, byte[]> present)
      throws IOException {
    Staging staging = new Staging(hidden, target, new ForeignFiles(files.keySet()));
    Files.createDirectory(hidden);
    try {
      Files.createDirectory(staging.built);
      Files.createFile(hidden.resolve(mark(staging.built)));
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        byte[] before = present.get(file.getKey());
        staging.put(
            file.getKey(),
            file.getValue(),
            before != null && Arrays.equals(before, file.getValue()));
      }
      if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        staging.replaces = true;
        ForeignFiles.copyRights(target, staging.built);
        staging.foreign.carry(target, staging.built);
      }
      return staging;
    } catch (IOException e) {
      delete(hidden);
      throw e;
    }
  }

  private void put(String name, byte[] content, boolean asItIs) throws IOException {
    Path file = built.resolve(name);
    if (asItIs) {
      try {
        Files.createLink(file, target.resolve(name));
        if (WrittenMark.put(file, content)) {
          return;
        }
        Files.delete(file);
      } catch (IOException | UnsupportedOperationException e) {
        LOG.debug("{} is written again, since it cannot be linked", name, e);
      }
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    WrittenMark.put(file, content);
  }

  /**
   * Puts the folder in its place, in one step.
   *
   * @return false if another process has changed meanwhile what is there
   * @throws OfficialFolderException if what is there is no folder any more
   * @throws IOException if it cannot be done here
   */
  boolean takePlace() throws IOException {
    if (!replaces) {
      try {
        Files.move(built, target, StandardCopyOption.ATOMIC_MOVE);
        return true;
      } catch (FileSystemException e) {
        // rename(2) onto a folder that is not empty; which errno that is differs, and has no type.
        if (isThere(target)) {
          return false;
        }
        throw e;
      }
    }
    if (!FolderExchange.exchange(built, target)) {
      if (!isThere(target)) {
        return false;
      }
      throw new IOException(
          "this file system cannot exchange two folders in one step; name a folder on another one, or move the model's folder away and run again");
    }
    if (!Files.isDirectory(built, LinkOption.NOFOLLOW_LINKS)) {
      FolderExchange.exchange(built, target);
      throw new OfficialFolderException(
          "%s became a file meanwhile; move it away and run again".formatted(target));
    }
    return true;
  }

  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Removes the hidden folder, and with it the old one, if that was exchanged for the new. */
  @Override
  public void close() {
    remove(hidden, built, target, foreign);
  }

  /**
   * Removes what a killed process has left behind.
   *
   * @param hidden its hidden folder
   * @param root where the models' folders are
   */
  static void removeLeftover(Path hidden, Path root) throws IOException {
    try (Stream<Path> entries = Files.list(hidden)) {
      for (Path built : (Iterable<Path>) entries.filter(Files::isDirectory)::iterator) {
        Path target = root.resolve(built.getFileName());
        remove(hidden, built, target, new ForeignFiles(Set.copyOf(CompanionFile.NAMES)));
      }
    }
    if (isThere(hidden)) {
      deleteMarks(hidden);
    }
  }

  private static void remove(Path hidden, Path built, Path target, ForeignFiles foreign) {
    // What cannot be removed is in the way of nothing, and must not hide how the commit went.
    try {
      if (!isThere(built) || Files.exists(hidden.resolve(mark(built)))) {
        // Moved to its place, or never in its place: names of files that have another.
        delete(hidden);
      } else if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        foreign.settle(built, target);
        deleteMarks(hidden);
      }
    } catch (IOException e) {
      LOG.warn("{} is left over and could not be removed: {}", hidden, new Reason(e));
    }
  }

  private static void deleteMarks(Path hidden) throws IOException {
    try (Stream<Path> entries = Files.list(hidden)) {
      for (Path mark : (Iterable<Path>) entries::iterator) {
        if (mark.getFileName().toString().startsWith(MARK)) {
          Files.deleteIfExists(mark);
        }
      }
    }
    try {
      Files.deleteIfExists(hidden);
    } catch (DirectoryNotEmptyException e) {
      LOG.warn("{} holds what could not be put into its place", hidden);
    }
  }

  /** Named after a folder itself, whatever path it has. */
  private static String mark(Path folder) throws IOException {
    Object key =
        Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .fileKey();
    return MARK + String.valueOf(key).replaceAll("[^0-9a-z=,]", "");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException | UncheckedIOException e) {
      LOG.debug("{} is gone", folder);
    }
  }
}
