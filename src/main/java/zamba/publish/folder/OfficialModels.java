package zamba.publish.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.edits.GitCopy;
import zamba.publish.edits.HandEdit;
import zamba.publish.edits.HandEdits;
import zamba.publish.files.Reason;
import zamba.publish.files.WritableFolder;
import zamba.publish.official.CompanionFile;
import zamba.publish.official.OfficialConfig;
import zamba.publish.publication.FileChange;

/**
 * The folder {@code official_models}, in which a model's folder is replaced in one atomic step: a
 * reader finds the old one or the new one, whenever it looks and whenever we are killed. Ours are
 * the files that are committed; whatever else lies in a model's folder stays.
 */
public final class OfficialModels {
  private static final Logger LOG = LoggerFactory.getLogger(OfficialModels.class);

  private static final int ATTEMPTS = 10;

  private final Path root;
  private final RootFolder folders;
  private final boolean overwritesEdits;
  private final HiddenFolders hidden;
  private final GitCopy git = new GitCopy();
  private final AtomicBoolean cleaned = new AtomicBoolean();

  /** One for each model's folder: commits of different models have nothing in common. */
  private final Map<String, Object> locks = new ConcurrentHashMap<>();

  private final FolderListeners listeners = new FolderListeners();

  /**
   * @param root the folder; made when first needed
   * @param overwritesEdits whether a commit may overwrite what was edited by hand
   */
  public OfficialModels(Path root, boolean overwritesEdits) {
    this.root = root;
    this.folders = new RootFolder(root);
    this.hidden = new HiddenFolders(root);
    this.overwritesEdits = overwritesEdits;
  }

  /** From now on {@code listener} is told how folders change. */
  public void add(FolderListener listener) {
    listeners.add(listener);
  }

  /**
   * Removes what killed runs left behind, once for each run, since it takes a listing of all
   * models. What cannot be removed is in the way of nothing.
   */
  public void removeLeftovers() {
    cleaned.set(true);
    if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      hidden.removeLeftovers();
    } catch (IOException e) {
      LOG.warn("What killed runs left in {} could not be looked for: {}", root, new Reason(e));
    }
  }

  /**
   * Makes the model's folder hold these files. What else it holds stays. A process's first commit
   * removes what killed runs left behind; later ones leave that to {@link #removeLeftovers}.
   *
   * @return whether anything had to be written
   * @throws OfficialFolderException if what is there is no folder of a model's, or was edited by
   *     hand meanwhile; then it is as it was
   * @throws UncheckedIOException if it could not be written; then the folder is as it was
   */
  public boolean commit(OfficialFolder folder) {
    if (!cleaned.get()) {
      removeLeftovers();
    }
    synchronized (locks.computeIfAbsent(folder.model(), model -> new Object())) {
      return commitAlone(folder);
    }
  }

  private boolean commitAlone(OfficialFolder folder) {
    ModelFolder place = ModelFolder.of(root, folder.model());
    try {
      place.check(folder.files().keySet());
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Map<String, byte[]> present = place.read(folder.files().keySet());
        if (!FolderChanges.any(present, folder.files())) {
          return false;
        }
        expectNoEdits(folder, present);
        Files.createDirectories(root);
        try (Staging staging =
            Staging.build(hidden.fresh(), place.path(), folder.files(), present)) {
          // Somebody may have saved a file while the new ones were written.
          if (isStill(present, place.read(folder.files().keySet())) && staging.takePlace()) {
            listeners.tell(folder, present, () -> FolderChanges.between(present, folder.files()));
            return true;
          }
        }
        LOG.debug("{} was changed by another process meanwhile", place.path());
      }
      throw new IOException("others made and removed it again and again");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Writing %s failed: %s. It is as it was; every region has the checkpoint, so running again only writes it"
              .formatted(place.path(), new Reason(e)),
          e);
    }
  }

  private static boolean isStill(Map<String, byte[]> before, Map<String, byte[]> now) {
    return before.keySet().equals(now.keySet())
        && before.entrySet().stream()
            .allMatch(file -> Arrays.equals(file.getValue(), now.get(file.getKey())));
  }

  private void expectNoEdits(OfficialFolder folder, Map<String, byte[]> present) {
    if (overwritesEdits) {
      return;
    }
    List<HandEdit> edits = edits(folder, present);
    if (!edits.isEmpty()) {
      throw new OfficialFolderException(
          "%s was edited by hand meanwhile: %s. It is as it was; every region has the checkpoint, so running again only writes it"
              .formatted(
                  folder(folder.model()),
                  edits.stream()
                      .map(edit -> edit.file() + " (" + edit.why() + ")")
                      .collect(Collectors.joining(", "))));
    }
  }

  /**
   * What committing the folder would overwrite that somebody seems to have edited by hand.
   *
   * @throws OfficialFolderException if what is there is no folder of a model's
   * @throws UncheckedIOException if what is there cannot be read
   */
  public List<HandEdit> edits(OfficialFolder folder) {
    return edits(folder, committed(folder));
  }

  private List<HandEdit> edits(OfficialFolder folder, Map<String, byte[]> present) {
    return HandEdits.of(git, folder.model(), folder(folder.model()), present, folder.files());
  }

  /** Where a model's folder is. */
  public Path folder(String model) {
    return root.resolve(model);
  }

  /**
   * Looks whether a model's folder can be committed here, without writing anything.
   *
   * @throws OfficialFolderException if not, with the reason
   */
  public void check(String model) {
    folders
        .problem()
        .ifPresent(
            problem -> {
              throw new OfficialFolderException(
                  "official-models.dir cannot be written to: " + problem);
            });
    ModelFolder.of(new WritableFolder(root).nearest(), model).checkName();
    ModelFolder.of(root, model).check(Set.copyOf(CompanionFile.NAMES));
  }

  /** Why no model's folder can be committed here, as far as looking tells; empty if one can. */
  public Optional<String> problem() {
    return folders.problem();
  }

  /**
   * The same, found out by writing, which leaves at most an empty folder of that name.
   *
   * @return why no model's folder can be committed here
   */
  public Optional<String> attempt() {
    return folders.attempt();
  }

  /** Why no model's folder can be read here; empty if they can, or there is none yet. */
  public Optional<String> unreadable() {
    return folders.unreadable();
  }

  /** Whether the folder holds these files already. */
  public boolean holds(OfficialFolder folder) {
    try {
      return !FolderChanges.any(committed(folder), folder.files());
    } catch (OfficialFolderException | UncheckedIOException e) {
      return false;
    }
  }

  /**
   * How committing the folder would change what is there now. Empty exactly if committing writes
   * nothing.
   *
   * @throws OfficialFolderException if what is there is no folder of a model's
   * @throws UncheckedIOException if what is there cannot be read
   */
  public List<FileChange> changes(OfficialFolder folder) {
    Map<String, byte[]> present = committed(folder);
    List<FileChange> changes = FolderChanges.between(present, folder.files());
    listeners.tell(folder, present, () -> changes);
    return changes;
  }

  /**
   * The folder of a model as it is committed, if it is still that one.
   *
   * @param was what it was
   */
  public Optional<OfficialFolder> committed(String model, FolderDigest was) {
    try {
      Map<String, byte[]> files = ModelFolder.of(root, model).read(Set.copyOf(CompanionFile.NAMES));
      return Optional.of(files)
          .filter(was::isOf)
          .map(same -> new OfficialFolder(model, was.publicName(), same));
    } catch (OfficialFolderException | UncheckedIOException e) {
      LOG.debug("{} is not what it was", folder(model), e);
      return Optional.empty();
    }
  }

  /** What is committed of these files, each by its name. */
  public Map<String, byte[]> committed(OfficialFolder folder) {
    return ModelFolder.of(root, folder.model()).read(folder.files().keySet());
  }

  /**
   * The models that have an official config, by name.
   *
   * @throws UncheckedIOException if the folder cannot be read
   */
  public List<String> models() {
    return folders.models();
  }

  /**
   * The public name of the checkpoint that a model's official config refers to.
   *
   * @throws RuntimeException naming the file, if it cannot be read, is a link, or names none
   */
  public String publicName(String model) {
    byte[] content =
        ModelFolder.of(root, model).read(Set.of(CompanionFile.CONFIG)).get(CompanionFile.CONFIG);
    if (content == null) {
      throw new OfficialFolderException("%s is gone".formatted(config(model)));
    }
    return OfficialConfig.publicName(content, config(model).toString());
  }

  /** Where a model's official config is. */
  public Path config(String model) {
    return root.resolve(model).resolve(CompanionFile.CONFIG);
  }
}
