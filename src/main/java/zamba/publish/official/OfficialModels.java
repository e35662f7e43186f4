package zamba.publish.official;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.report.FileChange;

/**
 * The folder {@code official_models}, in which a model's folder is replaced in one atomic step: a
 * reader finds the old one or the new one, whenever it looks and whenever we are killed.
 */
public final class OfficialModels {
  private static final Logger LOG = LoggerFactory.getLogger(OfficialModels.class);

  /** A new folder is built under a hidden name beside its place, since a rename needs one disk. */
  private static final String STAGING = ".publishing-";

  private static final String HOST = host() + "-";
  private static final String PROCESS = HOST + ProcessHandle.current().pid() + "-";
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  private final Path root;

  /**
   * @param root the folder; made when first needed
   */
  public OfficialModels(Path root) {
    this.root = root;
  }

  /**
   * Makes the model's folder hold exactly these files.
   *
   * @return whether anything had to be written
   * @throws UncheckedIOException if it could not be; then the folder is as it was
   */
  public synchronized boolean commit(@Variable("official") OfficialFolder folder) {
    Path target = root.resolve(folder.model());
    try {
      if (Files.isDirectory(root)) {
        removeLeftovers();
      }
      if (holds(target, folder.files())) {
        return false;
      }
      Files.createDirectories(root);
      Path staged = Files.createDirectory(root.resolve(STAGING + PROCESS + UUID.randomUUID()));
      try {
        write(staged, folder.files());
        replace(target, staged);
      } finally {
        clear(staged);
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Writing %s failed: %s. It is as it was; every region has the checkpoint, so running again only writes it"
              .formatted(target, reason(e)),
          e);
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replaceAll("Exception$", "") + " " + e.getMessage();
  }

  /** Whether the folder holds exactly these files already. */
  public boolean holds(OfficialFolder folder) {
    try {
      return holds(root.resolve(folder.model()), folder.files());
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * How committing the folder would change what is there now.
   *
   * @throws UncheckedIOException if what is there cannot be read
   */
  public List<FileChange> changes(@Variable("official") OfficialFolder folder) {
    try {
      return FolderChanges.between(read(root.resolve(folder.model())), folder.files());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be read: %s".formatted(root.resolve(folder.model()), reason(e)), e);
    }
  }

  private static Map<String, byte[]> read(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Files::isRegularFile)) {
        for (Path file : entries) {
          files.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  /**
   * The models that have an official config, by name.
   *
   * @throws UncheckedIOException if the folder cannot be read
   */
  public List<String> models() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    List<String> models = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path folder : folders) {
        String model = folder.getFileName().toString();
        if (!model.startsWith(".") && Files.exists(config(model))) {
          models.add(model);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read: %s".formatted(root, reason(e)), e);
    }
    models.sort(null);
    return models;
  }

  /**
   * The public name of the checkpoint that a model's official config refers to.
   *
   * @throws RuntimeException naming the file, if it cannot be read or names none
   */
  public String publicName(String model) {
    Path config = config(model);
    try {
      return OfficialConfig.publicName(Files.readAllBytes(config), config.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read: %s".formatted(config, reason(e)), e);
    }
  }

  /** Where a model's official config is. */
  public Path config(String model) {
    return root.resolve(model).resolve(CompanionFile.CONFIG);
  }

  private static boolean holds(Path target, Map<String, byte[]> files) throws IOException {
    if (!Files.isDirectory(target)) {
      return false;
    }
    TreeSet<String> names = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    }
    if (!names.equals(new TreeSet<>(files.keySet()))) {
      return false;
    }
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = target.resolve(file.getKey());
      boolean same =
          Files.isRegularFile(path)
              && Files.size(path) == file.getValue().length
              && Arrays.equals(Files.readAllBytes(path), file.getValue());
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static void write(Path staged, Map<String, byte[]> files) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      try (FileChannel channel =
          FileChannel.open(
              staged.resolve(file.getKey()),
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE)) {
        ByteBuffer content = ByteBuffer.wrap(file.getValue());
        while (content.hasRemaining()) {
          channel.write(content);
        }
        channel.force(true);
      }
    }
  }

  private static void replace(Path target, Path staged) throws IOException {
    if (!Files.exists(target)) {
      try {
        Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
        LOG.debug("{} was made by another process meanwhile", target);
      }
    }
    if (!FolderExchange.exchange(staged, target)) {
      throw new IOException(
          "this file system cannot exchange two folders atomically; remove the old folder and run again");
    }
  }

  /** What a killed run left behind: not what another run is about to commit. */
  private void removeLeftovers() throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(root, STAGING + "*")) {
      for (Path leftover : leftovers) {
        if (isForgotten(leftover)) {
          clear(leftover);
        }
      }
    }
  }

  private static boolean isForgotten(Path leftover) throws IOException {
    String name = leftover.getFileName().toString().substring(STAGING.length());
    if (name.startsWith(PROCESS)) {
      return true;
    }
    if (name.startsWith(HOST)) {
      String pid = name.substring(HOST.length()).split("-", 2)[0];
      return !pid.matches("[0-9]{1,9}") || ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }
    Instant modified = Files.getLastModifiedTime(leftover).toInstant();
    return modified.isBefore(Instant.now().minus(FORGOTTEN));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** What cannot be cleared is in the way of nothing, and must not hide how the commit went. */
  private static void clear(Path folder) {
    try {
      delete(folder);
    } catch (IOException e) {
      LOG.warn("{} is left over and could not be removed: {}", folder, reason(e));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException | UncheckedIOException e) {
      LOG.debug("{} has become the model's folder, or is gone", folder);
    }
  }
}
