package zamba.publish.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import zamba.publish.files.Reason;
import zamba.publish.folder.FolderListener;
import zamba.publish.publication.FileChange;

/**
 * What is known of the models by their official folders: as they are on the disk, and how they last
 * changed, or would, while this program ran.
 */
public final class ModelFacts implements FolderListener {
  private final Path root;
  private final Map<String, Change> changes = new ConcurrentHashMap<>();
  private final Map<String, Cached> cache = new ConcurrentHashMap<>();

  /**
   * How a folder changes.
   *
   * @param before what it said
   * @param after what it will say, or says
   * @param files what becomes of its files
   */
  public record Change(Facts before, Facts after, List<FileChange> files) {}

  private record Cached(Map<String, Object> stamps, Facts facts) {}

  /**
   * @param root the folder {@code official_models}
   */
  public ModelFacts(Path root) {
    this.root = root;
  }

  @Override
  public void changing(
      String model, Map<String, byte[]> present, Map<String, byte[]> next, List<FileChange> files) {
    changes.put(
        model,
        new Change(FactsReader.of(present, List.of()), FactsReader.of(next, List.of()), files));
  }

  /** How its folder last changed, or would, if it did. */
  Optional<Change> change(String model) {
    return Optional.ofNullable(changes.get(model));
  }

  /** What its folder says now; nothing if there is none. No link is followed. */
  Optional<Facts> now(String model) {
    Path folder = folder(model);
    if (folder == null || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Map<String, Object> stamps = new LinkedHashMap<>();
    for (String name : FactsReader.FILES) {
      stamps.put(name, stamp(folder.resolve(name)));
    }
    Cached cached = cache.get(model);
    if (cached == null || !cached.stamps().equals(stamps)) {
      cached = new Cached(stamps, read(folder));
      cache.put(model, cached);
    }
    return Optional.of(cached.facts());
  }

  private Path folder(String model) {
    try {
      Path name = Path.of(model);
      boolean ofOnePart = name.getNameCount() == 1 && !name.isAbsolute();
      return ofOnePart && !model.equals(".") && !model.equals("..") ? root.resolve(name) : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** What tells one content of a file from the next. */
  private static Object stamp(Path file) {
    try {
      BasicFileAttributes it =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return List.of(it.size(), it.lastModifiedTime(), String.valueOf(it.fileKey()));
    } catch (IOException e) {
      return "";
    }
  }

  private static Facts read(Path folder) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    List<String> unread = new ArrayList<>();
    for (String name : FactsReader.FILES) {
      try {
        files.put(name, read(folder, name));
      } catch (NoSuchFileException e) {
        // It is not there, then.
      } catch (IOException e) {
        unread.add("%s cannot be read: %s".formatted(name, new Reason(e)));
      }
    }
    return FactsReader.of(files, unread);
  }

  /** One byte more than is wanted at the most, which says that it is too large. */
  private static byte[] read(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    // Whoever opens a pipe waits for somebody to write to it.
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("it is no file of its own");
    }
    try (InputStream content =
        Channels.newInputStream(
            Files.newByteChannel(
                file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)))) {
      return content.readNBytes(FactsReader.LARGEST + 1);
    }
  }
}
