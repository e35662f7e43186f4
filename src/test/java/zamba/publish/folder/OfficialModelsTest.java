package zamba.publish.folder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfficialModelsTest {

  private static final String MODEL = "slowfast";
  private static final Map<String, String> OLD = text(CommitLoop.folder(MODEL, true));
  private static final Map<String, String> NEW = text(CommitLoop.folder(MODEL, false));
  private static final Map<String, String> FIVE =
      Map.of(
          "train_configuration.yaml", "train",
          "predict_configuration.yaml", "predict",
          "config.yaml", "config",
          "hparams.yaml", "hparams",
          "val_metrics.json", "{}");

  @TempDir Path dir;
  private Path root;
  private Path target;
  private OfficialModels models;

  @BeforeEach
  void name() {
    root = dir.resolve("made/when/needed");
    target = root.resolve(MODEL);
    models = new OfficialModels(root, false);
  }

  @Test
  void writesExactlyTheFiveFiles() throws IOException {
    assertThat(models.commit(CommitLoop.folder(MODEL, FIVE))).isTrue();

    assertThat(contents(target)).isEqualTo(FIVE);
    assertThat(names(root)).containsExactly(MODEL);
  }

  @Test
  void leavesNothingOfItsOwnFilesAsItWasAndEverythingElse() throws IOException {
    Files.createDirectories(target.resolve("nested"));
    Files.writeString(target.resolve("nested/notes.txt"), "mine");
    Files.writeString(target.resolve("config.yaml"), "stale");

    assertThat(models.commit(CommitLoop.folder(MODEL, FIVE))).isTrue();

    assertThat(target.resolve("nested/notes.txt")).hasContent("mine");
    assertThat(target.resolve("config.yaml")).hasContent("config");
    assertThat(names(target)).hasSize(6);
    assertThat(names(root)).containsExactly(MODEL);
  }

  @Test
  void leavesOtherModelsAlone() throws IOException {
    models.commit(CommitLoop.folder("european", FIVE));
    Map<Path, String> before = states(root.resolve("european"));

    models.commit(CommitLoop.folder(MODEL, true));
    models.commit(CommitLoop.folder(MODEL, false));

    assertThat(states(root.resolve("european"))).isEqualTo(before);
  }

  @Test
  void writesNothingWhenNothingHasChanged() throws IOException {
    models.commit(CommitLoop.folder(MODEL, FIVE));
    for (Path path : paths(root)) {
      Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000_000_000L));
    }
    Map<Path, String> before = states(root);

    assertThat(models.commit(CommitLoop.folder(MODEL, FIVE))).isFalse();

    assertThat(states(root)).hasSize(7).isEqualTo(before);
  }

  @Test
  void knowsTheFolderFromOneWithAnotherByteOrAFileLess() throws IOException {
    OfficialFolder five = CommitLoop.folder(MODEL, FIVE);
    assertThat(models.holds(five)).isFalse();
    models.commit(five);
    assertThat(models.holds(five)).isTrue();
    Files.writeString(target.resolve("config.yaml"), "confiG");
    assertThat(models.holds(five)).isFalse();
    Files.writeString(target.resolve("config.yaml"), "config");
    Files.writeString(target.resolve("notes.txt"), "the user's own");
    assertThat(models.holds(five)).isTrue();
    Files.delete(target.resolve("hparams.yaml"));
    assertThat(models.holds(five)).isFalse();
  }

  @Test
  void saysWhichFolderCouldNotBeWritten() throws IOException {
    Files.createDirectories(root.getParent());
    Files.writeString(root, "a file where the folder should be");

    assertThatThrownBy(() -> models.commit(CommitLoop.folder(MODEL, FIVE)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContainingAll("Writing " + target, "It is as it was", "running again");
  }

  /**
   * A reader that opens the folder and reads through the opened folder, not through its path, reads
   * one folder however often its place is taken by another. If the place is still that folder's
   * afterwards, the folder has been in place all the time, and must have been whole. If not, it may
   * be half deleted already, but must not be a mixture. And there must always be a folder.
   */
  @Test
  void showsAReaderTheOldFolderOrTheNewOneAndNothingElse()
      throws InterruptedException, ExecutionException {
    models.commit(CommitLoop.folder(MODEL, true));
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      Future<List<Map<String, String>>> reading =
          reader.submit(
              () -> {
                List<Map<String, String>> whole = new ArrayList<>();
                while (!done.get()) {
                  readOnce(target).ifPresent(whole::add);
                }
                return whole;
              });
      for (int i = 1; i <= 400 && !reading.isDone(); i++) {
        assertThat(models.commit(CommitLoop.folder(MODEL, i % 2 == 0))).isTrue();
      }
      done.set(true);
      assertThat(reading.get()).hasSizeGreaterThan(100).contains(OLD, NEW).containsOnly(OLD, NEW);
    } finally {
      done.set(true);
      reader.shutdown();
    }
  }

  /** What the folder holds, unless its place was taken meanwhile. */
  private static Optional<Map<String, String>> readOnce(Path folder) throws IOException {
    try (DirectoryStream<Path> opened = Files.newDirectoryStream(folder)) {
      SecureDirectoryStream<Path> entries = (SecureDirectoryStream<Path>) opened;
      Map<String, String> read = new TreeMap<>();
      boolean complete = true;
      for (Path entry : entries) {
        try {
          read.put(entry.getFileName().toString(), readEntry(entries, entry.getFileName()));
        } catch (NoSuchFileException e) {
          complete = false;
        }
      }
      assertThat(read.entrySet())
          .satisfiesAnyOf(
              found -> assertThat(OLD.entrySet()).containsAll(found),
              found -> assertThat(NEW.entrySet()).containsAll(found));
      Object key =
          entries.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
      if (!key.equals(Files.readAttributes(folder, BasicFileAttributes.class).fileKey())) {
        return Optional.empty();
      }
      assertThat(complete).isTrue();
      return Optional.of(read);
    }
  }

  private static String readEntry(SecureDirectoryStream<Path> folder, Path name)
      throws IOException {
    try (SeekableByteChannel file = folder.newByteChannel(name, Set.of(StandardOpenOption.READ))) {
      return new String(Channels.newInputStream(file).readAllBytes(), UTF_8);
    }
  }

  @Test
  void isOldOrNewWheneverTheProcessIsKilledAndTheNextCommitCleansUp()
      throws IOException, InterruptedException {
    Random random = new Random();
    int leftovers = 0;
    for (int round = 0; round < 15; round++) {
      Process child = commitLoop(MODEL, Integer.MAX_VALUE);
      try (BufferedReader said = child.inputReader(UTF_8)) {
        assertThat(said.readLine()).isEqualTo("ready");
        Thread.sleep(random.nextInt(120));
      } finally {
        child.destroyForcibly().waitFor();
      }
      assertThat(contents(target)).isIn(OLD, NEW);
      leftovers += names(root).size() - 1;
    }
    assertThat(leftovers).as("leftovers of 15 killed processes").isPositive();

    models.commit(CommitLoop.folder(MODEL, FIVE));

    assertThat(names(root)).containsExactly(MODEL);
    assertThat(contents(target)).isEqualTo(FIVE);
  }

  /** Each look takes a listing of all models, so a commit of each would take time by the square. */
  @Test
  void looksOnceForWhatKilledProcessesLeftAndNotAtEachCommit() throws IOException {
    models.commit(CommitLoop.folder(MODEL, true));
    Path leftover =
        Files.createDirectory(
            root.resolve(
                ".publishing-" + InetAddress.getLocalHost().getHostName() + "-999999999-1-x"));

    models.commit(CommitLoop.folder("european", true));
    assertThat(leftover).exists();

    models.removeLeftovers();
    assertThat(leftover).doesNotExist();
  }

  @Test
  void aCommitThatTakesLongKeepsNoOtherModelWaiting() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Map<String, byte[]> files =
        new TreeMap<>(CommitLoop.folder(MODEL, true).files()) {
          @Override
          public Set<String> keySet() {
            waiting.countDown();
            try {
              go.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return super.keySet();
          }
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Boolean> slow =
          threads.submit(() -> models.commit(new OfficialFolder(MODEL, "public.ckpt", files)));
      waiting.await();
      Future<Boolean> other =
          threads.submit(() -> models.commit(CommitLoop.folder("european", true)));

      assertThat(other.get(1, TimeUnit.MINUTES)).isTrue();
      go.countDown();
      assertThat(slow.get()).isTrue();
    } finally {
      go.countDown();
      threads.shutdown();
    }
    assertThat(names(root)).containsExactly("european", MODEL);
  }

  @Test
  void leavesAloneWhatAnotherRunningProcessIsAboutToCommit()
      throws IOException, InterruptedException, TimeoutException {
    Process other = commitLoop("european", 200);
    try (BufferedReader said = other.inputReader(UTF_8)) {
      assertThat(said.readLine()).isEqualTo("ready");
      for (int i = 0; other.isAlive(); i++) {
        models.commit(CommitLoop.folder(MODEL, i % 2 == 0));
      }
      assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(other.exitValue()).isZero();
    } finally {
      other.destroyForcibly();
    }
    assertThat(names(root)).containsExactly("european", MODEL);
  }

  /** Whoever looks, whenever: what is not the publisher's is there, and is the very same. */
  @Test
  void foreignFilesAreThereAtEveryMoment() throws Exception {
    models.commit(CommitLoop.folder(MODEL, true));
    addForeign();
    Object key = key(target.resolve("README.md"));
    Object sub = key(target.resolve("sub"));
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> looking =
          reader.submit(
              () -> {
                int looks = 0;
                for (; !done.get(); looks++) {
                  assertThat(Files.readString(target.resolve("README.md"))).isEqualTo("mine");
                  assertThat(Files.readString(target.resolve("sub/x.txt"))).isEqualTo("mine");
                }
                return looks;
              });
      for (int i = 1; i <= 60 && !looking.isDone(); i++) {
        assertThat(models.commit(CommitLoop.folder(MODEL, i % 2 == 0))).isTrue();
      }
      done.set(true);
      assertThat(looking.get()).isGreaterThan(20);
    } finally {
      done.set(true);
      reader.shutdown();
    }
    assertThat(key(target.resolve("README.md"))).isEqualTo(key);
    assertThat(key(target.resolve("sub"))).isEqualTo(sub);
    assertThat(names(root)).containsExactly(MODEL);
  }

  @Test
  void aKillLosesNoForeignFile() throws IOException, InterruptedException {
    models.commit(CommitLoop.folder(MODEL, true));
    addForeign();
    Random random = new Random();
    for (int round = 0; round < 6; round++) {
      Process child = commitLoop(MODEL, Integer.MAX_VALUE);
      try (BufferedReader said = child.inputReader(UTF_8)) {
        assertThat(said.readLine()).isEqualTo("ready");
        Thread.sleep(random.nextInt(60));
      } finally {
        child.destroyForcibly().waitFor();
      }
      assertThat(target.resolve("README.md")).hasContent("mine");
      assertThat(target.resolve("sub/x.txt")).hasContent("mine");
      assertThat(names(target)).hasSize(5);
    }

    models.removeLeftovers();
    models.commit(CommitLoop.folder(MODEL, FIVE));

    assertThat(names(root)).containsExactly(MODEL);
    assertThat(names(target)).hasSize(7);
    assertThat(target.resolve("sub/x.txt")).hasContent("mine");
  }

  /** As editors save: written beside it, then renamed; and into a file that is open. */
  @Test
  void whatIsSavedMeanwhileIsNotLost() throws Exception {
    models.commit(CommitLoop.folder(MODEL, true));
    addForeign();
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService editors = Executors.newFixedThreadPool(2);
    try {
      Future<Integer> saving =
          editors.submit(
              () -> {
                int saved = 0;
                for (int i = 1; !done.get(); i++) {
                  try {
                    Path part = target.resolve("README.md~");
                    Files.writeString(part, "saved " + i);
                    Files.move(
                        part, target.resolve("README.md"), StandardCopyOption.REPLACE_EXISTING);
                    saved = i;
                    Thread.sleep(1);
                  } catch (NoSuchFileException e) {
                    // Its new file went with the old folder before it was renamed: it saves again.
                  }
                }
                return saved;
              });
      Future<Integer> adding =
          editors.submit(
              () -> {
                int added = 0;
                for (; !done.get() && added < 100; added++) {
                  Files.writeString(target.resolve("sub/new-" + added), "mine");
                  Thread.sleep(1);
                }
                return added;
              });
      for (int i = 1; i <= 60; i++) {
        models.commit(CommitLoop.folder(MODEL, i % 2 == 0));
      }
      done.set(true);
      assertThat(Files.readString(target.resolve("README.md"))).isEqualTo("saved " + saving.get());
      List<String> expected = new ArrayList<>(List.of("x.txt"));
      for (int i = 0; i < adding.get(); i++) {
        expected.add("new-" + i);
      }
      assertThat(names(target.resolve("sub"))).containsExactlyInAnyOrderElementsOf(expected);
    } finally {
      done.set(true);
      editors.shutdown();
    }
  }

  /** rename(2) onto a folder that is not empty is an error without a type of its own. */
  @Test
  void aFolderThatAnotherMadeMeanwhileIsLookedAtAgainAndNotAnError() throws IOException {
    Files.createDirectories(root);
    Map<String, byte[]> files = CommitLoop.folder(MODEL, true).files();
    try (Staging one = Staging.build(root.resolve(".publishing-1"), target, files, Map.of());
        Staging two = Staging.build(root.resolve(".publishing-2"), target, files, Map.of())) {
      assertThat(one.takePlace()).isTrue();
      assertThat(two.takePlace()).isFalse();
    }
    assertThat(contents(target)).isEqualTo(OLD);
    assertThat(names(root)).containsExactly(MODEL);
  }

  @Test
  void ofTwoFirstCommitsAtOnceNeitherFailsAndTheLastStays() throws Exception {
    ExecutorService both = Executors.newFixedThreadPool(2);
    OfficialModels other = new OfficialModels(root, false);
    try {
      for (int i = 0; i < 60; i++) {
        String model = "model-" + i;
        CyclicBarrier start = new CyclicBarrier(2);
        Future<Boolean> one =
            both.submit(
                () -> {
                  start.await();
                  return models.commit(CommitLoop.folder(model, true));
                });
        Future<Boolean> two =
            both.submit(
                () -> {
                  start.await();
                  return other.commit(CommitLoop.folder(model, false));
                });
        assertThat(one.get()).isTrue();
        assertThat(two.get()).isTrue();
        assertThat(contents(root.resolve(model))).isIn(OLD, NEW);
      }
    } finally {
      both.shutdown();
    }
    assertThat(names(root)).hasSize(60).allMatch(name -> name.startsWith("model-"));
  }

  private void addForeign() throws IOException {
    Files.writeString(target.resolve("README.md"), "mine");
    Files.createDirectory(target.resolve("sub"));
    Files.writeString(target.resolve("sub/x.txt"), "mine");
  }

  private static Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  private Process commitLoop(String model, int times) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            CommitLoop.class.getName(),
            root.toString(),
            model,
            String.valueOf(times))
        .redirectError(new File(dir.toFile(), "child.log"))
        .start();
  }

  private static Map<String, String> text(OfficialFolder folder) {
    return folder.files().entrySet().stream()
        .collect(toMap(Map.Entry::getKey, file -> new String(file.getValue(), UTF_8)));
  }

  private static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (String name : names(folder)) {
      contents.put(name, Files.readString(folder.resolve(name)));
    }
    return contents;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private static List<Path> paths(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.toList();
    }
  }

  /** Inode and time of change of everything in a folder. */
  private static Map<Path, String> states(Path folder) throws IOException {
    Map<Path, String> states = new TreeMap<>();
    for (Path path : paths(folder)) {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      states.put(path, attributes.fileKey() + " " + attributes.lastModifiedTime());
    }
    return states;
  }
}
