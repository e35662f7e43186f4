package zamba.publish.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zamba.publish.files.Reason;
import zamba.publish.files.WritableFolder;
import zamba.publish.official.CompanionFile;

/**
 * The folder that has all models' folders: whether it can be used, and which models are in it.
 *
 * @param path where it is, or will be
 */
record RootFolder(Path path) {

  /** Why no model's folder can be committed here, as far as looking tells; empty if one can. */
  Optional<String> problem() {
    return linked().or(() -> new WritableFolder(path).problem());
  }

  /** The same, found out by writing, which leaves at most an empty folder of that name. */
  Optional<String> attempt() {
    return problem().or(() -> new WritableFolder(path).attempt());
  }

  /** Why no model's folder can be read here; empty if they can, or there is none yet. */
  Optional<String> unreadable() {
    return linked()
        .or(
            () ->
                Files.exists(path) && !Files.isDirectory(path)
                    ? Optional.of("%s is not a folder".formatted(path))
                    : Optional.empty());
  }

  private Optional<String> linked() {
    if (!Files.isSymbolicLink(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          "%s is a link, which is not followed; name the folder itself: %s"
              .formatted(path, path.toRealPath()));
    } catch (IOException e) {
      return Optional.of("%s is a link to nothing; name a folder".formatted(path));
    }
  }

  /**
   * The models that have an official config, by name.
   *
   * @throws UncheckedIOException if the folder cannot be read
   */
  List<String> models() {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    List<String> models = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(path)) {
      for (Path folder : folders) {
        String model = folder.getFileName().toString();
        if (!model.startsWith(".") && (Files.isSymbolicLink(folder) || hasConfig(folder))) {
          models.add(model);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read: %s".formatted(path, new Reason(e)), e);
    }
    models.sort(null);
    return models;
  }

  private static boolean hasConfig(Path folder) {
    return Files.isDirectory(folder)
        && Files.exists(folder.resolve(CompanionFile.CONFIG), LinkOption.NOFOLLOW_LINKS);
  }
}
