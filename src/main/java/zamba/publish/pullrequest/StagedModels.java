package zamba.publish.pullrequest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import zamba.publish.checkout.FileTree;
import zamba.publish.checkout.Released;
import zamba.publish.official.CompanionFile;
import zamba.publish.official.OfficialConfig;
import zamba.publish.publication.Publication;

/**
 * A copy of the models' folders as the base has them, in which a run commits what it publishes in
 * the place of the checkout's own. It is outside the checkout, and deleted at the end.
 */
public final class StagedModels implements AutoCloseable {
  /** Where zamba keeps them. */
  public static final String FOLDER = "zamba/models/official_models";

  private final FileTree base;
  private final Path folder;

  private StagedModels(FileTree base, Path folder) {
    this.base = base;
    this.folder = folder;
  }

  /**
   * Makes the copy.
   *
   * @throws UncheckedIOException if it cannot be made
   */
  public static StagedModels of(FileTree base) {
    try {
      Path folder = Files.createTempDirectory("zamba-official-models-");
      StagedModels staged = new StagedModels(base, folder);
      for (String path : base.files(FOLDER)) {
        Path file = folder.resolve(path.substring(FOLDER.length() + 1)).normalize();
        // A model's folder holds files; what lies deeper or is a link is not looked at.
        if (file.startsWith(folder) && folder.relativize(file).getNameCount() == 2) {
          Files.createDirectories(file.getParent());
          Files.write(file, base.read(path).orElseThrow());
        }
      }
      return staged;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The models' folders cannot be copied out of git: " + e.getMessage(), e);
    }
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /**
   * What a publication made of a model's folder.
   *
   * @return empty if the folder is as the base has it
   */
  Optional<Released> released(Publication publication) throws IOException {
    String model = publication.name();
    Map<String, byte[]> before = new TreeMap<>();
    Map<String, byte[]> after = new TreeMap<>();
    boolean changed = false;
    for (String name : CompanionFile.NAMES) {
      Optional<byte[]> old = base.read(FOLDER + "/" + model + "/" + name);
      old.ifPresent(content -> before.put(name, content));
      Path file = folder.resolve(model).resolve(name);
      if (Files.isRegularFile(file)) {
        byte[] now = Files.readAllBytes(file);
        after.put(name, now);
        changed |= old.isEmpty() || !java.util.Arrays.equals(old.get(), now);
      }
    }
    return changed
        ? Optional.of(
            new Released(
                model,
                publication.source(),
                oldPublicName(before, model),
                publication.publicName(),
                before,
                after))
        : Optional.empty();
  }

  private static Optional<String> oldPublicName(Map<String, byte[]> before, String model) {
    byte[] config = before.get(CompanionFile.CONFIG);
    try {
      return config == null
          ? Optional.empty()
          : Optional.of(OfficialConfig.publicName(config, model + "/" + CompanionFile.CONFIG));
    } catch (RuntimeException e) {
      // One that was written by hand; it is replaced by one that names it.
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    List<Path> all = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              all.add(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException failure) {
              all.add(dir);
              return FileVisitResult.CONTINUE;
            }
          });
      for (Path path : all) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be deleted".formatted(folder), e);
    }
  }
}
