package zamba.publish.checkout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zamba.publish.files.Reason;
import zamba.publish.files.WritableFolder;

/**
 * A checkout of zamba in a folder, and the entries of its WEIGHT_LOOKUP that are to be others.
 *
 * @param folder the checkout's
 * @param sets the new places by model, {@code s3://bucket/prefix/}
 */
public record ZambaCheckout(Path folder, Map<String, String> sets) {
  private static final int ATTEMPTS = 10;

  public ZambaCheckout {
    sets = Collections.unmodifiableMap(new LinkedHashMap<>(sets));
  }

  /** Its files as they are. */
  public WorkTree tree() {
    return new WorkTree(folder);
  }

  /** Where its official models are. */
  public Path officialModels() {
    return folder.resolve(ZambaCatalog.OFFICIAL_MODELS);
  }

  /**
   * What is to be published once the entries are what they are to be.
   *
   * @throws CheckoutException with every problem that there is
   */
  public ZambaCatalog catalog() {
    FileTree tree = tree();
    for (Map.Entry<String, String> set : sets.entrySet()) {
      Optional<FileEdit> edit = LookupEdit.of(tree, set.getKey(), set.getValue());
      if (edit.isPresent()) {
        tree = new EditedTree(tree, edit.get());
      }
    }
    return ZambaCatalog.read(tree);
  }

  /**
   * How a tree's config.py changes for a model that is published.
   *
   * @param tree the work tree's, or a commit's
   * @return empty if the model's entry is not to be another, or is already
   * @throws CheckoutException if it cannot be edited there
   */
  public Optional<FileEdit> edit(FileTree tree, String model) {
    return Optional.ofNullable(sets.get(model))
        .flatMap(source -> LookupEdit.of(tree, model, source));
  }

  /**
   * Writes a model's entry into the work tree's config.py in one atomic step.
   *
   * @return whether there was anything to write
   * @throws CheckoutException if it cannot be written; then the file is as it was
   */
  public synchronized boolean write(String model) {
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Optional<FileEdit> edit = edit(tree(), model);
        if (edit.isEmpty()) {
          return false;
        }
        Path file = tree().file(edit.get().path()).orElseThrow();
        byte[] before = edit.get().before().orElseThrow().getBytes(UTF_8);
        // Somebody may have saved it while it was read.
        if (Arrays.equals(Files.readAllBytes(file), before)) {
          new FileReplacement(file).with(edit.get().after().getBytes(UTF_8));
          return true;
        }
      }
      throw new IOException("others wrote it again and again");
    } catch (IOException e) {
      throw new CheckoutException(
          List.of(
              "%s: %s could not be written: %s. It is as it was; running again only writes it"
                  .formatted(folder.resolve(PythonFiles.CONFIG), Lookup.NAME, new Reason(e))));
    }
  }

  /** What git is in the middle of there, and how that is ended; empty if nothing is under way. */
  public Optional<String> underway() {
    try {
      return new GitState(folder)
          .underway()
          .map(what -> "%s is in the middle of %s".formatted(folder, what));
    } catch (IOException e) {
      return Optional.of("%s cannot be looked at: %s".formatted(folder, new Reason(e)));
    }
  }

  /** Why its config.py cannot be edited where it is to be; empty if it can, as far as one sees. */
  public Optional<String> unwritable() {
    if (sets.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<Path> file = tree().file(PythonFiles.CONFIG);
      if (file.isPresent() && !Files.isWritable(file.get())) {
        return Optional.of(
            "%s cannot be written to by user %s"
                .formatted(file.get(), System.getProperty("user.name")));
      }
      return file.flatMap(it -> new WritableFolder(it.getParent()).problem());
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * The same, found out by writing beside it.
   *
   * @return why it cannot be edited
   */
  public Optional<String> attempt() {
    return unwritable()
        .or(
            () ->
                sets.isEmpty()
                    ? Optional.empty()
                    : new WritableFolder(folder.resolve(PythonFiles.CONFIG).getParent()).attempt());
  }
}
