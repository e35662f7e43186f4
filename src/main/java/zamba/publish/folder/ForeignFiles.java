package zamba.publish.folder;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.files.Reason;

/**
 * What lies in a model's folder and is not the publisher's: notes, subfolders, what a desktop
 * leaves. All of it is in the new folder, too, before that takes the old one's place, as another
 * name of the very same file; and nothing is removed from the old folder that is not in the new
 * one. So nobody misses it at any moment, a kill loses none of it, and an editor that has a file
 * open goes on in it.
 */
final class ForeignFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ForeignFiles.class);

  /** How often a folder is looked at again because something came into it meanwhile. */
  private static final int ROUNDS = 5;

  private final Set<String> own;

  /**
   * The files and links that are in the new folder too, by their path in it: what the system knows
   * them by. Not that alone, since the system gives it to another file once a file is gone.
   */
  private final Map<Path, Set<Object>> carried = new HashMap<>();

  /** Whether the old folder has just been exchanged, and is not what a killed process left. */
  private boolean live;

  /**
   * @param own the names that are the publisher's; only directly in the folder
   */
  ForeignFiles(Set<String> own) {
    this.own = Set.copyOf(own);
  }

  /**
   * Gives everything foreign of a folder another name in a new one.
   *
   * @throws IOException if a subfolder cannot be read or moved by this user
   */
  void carry(Path from, Path to) throws IOException {
    live = true;
    for (Path entry : entries(from)) {
      if (!own.contains(name(entry))) {
        carryEntry(entry, to.resolve(entry.getFileName()), entry.getFileName());
      }
    }
  }

  private void carryEntry(Path entry, Path to, Path name) throws IOException {
    BasicFileAttributes attributes = attributes(entry);
    if (attributes == null) {
      return;
    }
    if (attributes.isDirectory()) {
      carryFolder(entry, to, name, attributes);
      return;
    }
    try {
      if (attributes.isSymbolicLink()) {
        Files.createSymbolicLink(to, Files.readSymbolicLink(entry));
      } else {
        Files.createLink(to, entry);
      }
      note(name, attributes);
      note(name, attributes(to));
    } catch (IOException | UnsupportedOperationException e) {
      // A file of another user's, or a file system without links: it is moved afterwards.
      LOG.debug("{} is moved and not linked", entry, e);
    }
  }

  private void note(Path name, BasicFileAttributes file) {
    if (file != null && file.fileKey() != null) {
      carried.computeIfAbsent(name, key -> new HashSet<>()).add(file.fileKey());
    }
  }

  private boolean isCarried(Path name, BasicFileAttributes file) {
    return carried.getOrDefault(name, Set.of()).stream().anyMatch(it -> it.equals(file.fileKey()));
  }

  private void carryFolder(Path entry, Path to, Path name, BasicFileAttributes attributes)
      throws IOException {
    if (!Files.isWritable(entry) || !Files.isExecutable(entry)) {
      throw new AccessDeniedException(entry.toString(), null, "this subfolder cannot be kept");
    }
    Files.createDirectory(to);
    copyRights(entry, to);
    for (Path child : entries(entry)) {
      carryEntry(child, to.resolve(child.getFileName()), name.resolve(child.getFileName()));
    }
    Files.getFileAttributeView(to, BasicFileAttributeView.class)
        .setTimes(attributes.lastModifiedTime(), null, null);
  }

  /** Who may do what in a folder is the user's to say, too. */
  static void copyRights(Path from, Path to) throws IOException {
    PosixFileAttributeView rights =
        Files.getFileAttributeView(to, PosixFileAttributeView.class, NOFOLLOW_LINKS);
    if (rights != null) {
      rights.setPermissions(Files.getPosixFilePermissions(from, NOFOLLOW_LINKS));
    }
  }

  /**
   * Empties the old folder once the new one is in its place: brings along what has come into it
   * meanwhile, and removes it. What cannot be told to be in place stays where it is, and is told.
   *
   * @return whether the old folder is gone
   */
  boolean settle(Path old, Path now) throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      boolean empty = true;
      for (Path entry : entries(old)) {
        if (own.contains(name(entry)) && !Files.isDirectory(entry, NOFOLLOW_LINKS)) {
          Files.deleteIfExists(entry);
        } else {
          empty &= settleEntry(entry, now.resolve(entry.getFileName()), entry.getFileName());
        }
      }
      if (!empty || isDeleted(old)) {
        return empty;
      }
    }
    return false;
  }

  /** Not if something came into it just now. */
  private static boolean isDeleted(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
      return true;
    } catch (DirectoryNotEmptyException e) {
      return false;
    }
  }

  /**
   * @param name the place's path in the model's folder
   */
  private boolean settleEntry(Path entry, Path place, Path name) {
    try {
      try {
        return settled(entry, place, name);
      } catch (FileAlreadyExistsException e) {
        // It has come there just now.
        return settled(entry, place, name);
      }
    } catch (IOException e) {
      LOG.warn("{} belongs to {} and could not be put there: {}", entry, place, new Reason(e));
      return false;
    }
  }

  private boolean settled(Path entry, Path place, Path name) throws IOException {
    BasicFileAttributes one = attributes(entry);
    BasicFileAttributes other = attributes(place);
    if (one == null) {
      return true;
    }
    if (other == null) {
      if (isCarried(name, one)) {
        // It was there, and was renamed or removed since.
        Files.delete(entry);
      } else {
        Files.move(entry, place);
      }
      return true;
    }
    if (one.isDirectory() && other.isDirectory()) {
      return settledFolder(entry, place, name);
    }
    if (isSame(entry, one, place, other)) {
      Files.delete(entry);
      return true;
    }
    if (isCarried(name, one)) {
      // What has its place was saved after it.
      Files.delete(entry);
      return true;
    }
    if (isCarried(name, other)) {
      return newestPlaced(entry, one, place, name);
    }
    LOG.warn("{} differs from {}; keep the right one, and remove the other", entry, place);
    return false;
  }

  private boolean settledFolder(Path entry, Path place, Path name) throws IOException {
    if (live && name.getNameCount() == 1) {
      // The old folder itself goes on, with its rights and whoever is in it, and not its likeness.
      FolderExchange.exchange(entry, place);
    }
    for (int round = 0; round < ROUNDS; round++) {
      boolean empty = true;
      for (Path child : entries(entry)) {
        empty &=
            settleEntry(
                child, place.resolve(child.getFileName()), name.resolve(child.getFileName()));
      }
      if (!empty || isDeleted(entry)) {
        return empty;
      }
    }
    return false;
  }

  /**
   * Puts what was saved after the file had got its other name in the place of that. It may be saved
   * again at this very moment, so what comes out is looked at: what has not been seen before is
   * newer still.
   */
  private boolean newestPlaced(Path entry, BasicFileAttributes one, Path place, Path name)
      throws IOException {
    Set<Object> seen = new HashSet<>(Set.of(one.fileKey()));
    for (int round = 0; round < ROUNDS; round++) {
      if (!FolderExchange.exchange(entry, place)) {
        break;
      }
      BasicFileAttributes out = attributes(entry);
      if (out == null || isCarried(name, out) || !seen.add(out.fileKey())) {
        return Files.deleteIfExists(entry) || out == null;
      }
    }
    LOG.warn("{} differs from {}; keep the right one, and remove the other", entry, place);
    return false;
  }

  private static boolean isSame(
      Path entry, BasicFileAttributes one, Path place, BasicFileAttributes other)
      throws IOException {
    if (one.fileKey() != null && one.fileKey().equals(other.fileKey())) {
      return true;
    }
    if (one.isSymbolicLink() && other.isSymbolicLink()) {
      return Files.readSymbolicLink(entry).equals(Files.readSymbolicLink(place));
    }
    return one.isRegularFile()
        && other.isRegularFile()
        && one.size() == other.size()
        && Arrays.equals(Files.readAllBytes(entry), Files.readAllBytes(place));
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static String name(Path entry) {
    return entry.getFileName().toString();
  }

  private static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    }
    return entries;
  }
}
