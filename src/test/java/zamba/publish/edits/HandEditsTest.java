package zamba.publish.edits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;

/** What somebody edited by hand in a model's folder is not overwritten unasked. */
class HandEditsTest {
  private static final String HPARAMS = "hparams.yaml";

  @TempDir Path folder;
  private Run run;
  private FaultProxy proxy;
  private Path slowfast;
  private final AtomicBoolean editOnCopy = new AtomicBoolean();

  @BeforeEach
  void prepare() throws IOException {
    run = new Run(folder).model("slowfast");
    slowfast = run.official().resolve("slowfast");
    proxy =
        new FaultProxy(
            run.store.endpoint(),
            line -> null,
            head -> {
              if (head.contains("x-amz-copy-source: ") && editOnCopy.getAndSet(false)) {
                append(HPARAMS, "lr: 0.5\n");
              }
              return head;
            });
    run.set("s3.endpoint", proxy.endpoint().toString());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  private void published() {
    assertThat(run.publish()).isZero();
    proxy.requests().clear();
  }

  /** As sed -i would not: into the file itself. */
  private void append(String file, String text) {
    try {
      Path path = slowfast.resolve(file);
      Files.writeString(path, Files.readString(path) + text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void replace(String file, String text) throws IOException {
    Path edited = Files.writeString(folder.resolve("edited"), text);
    Files.move(edited, slowfast.resolve(file), StandardCopyOption.REPLACE_EXISTING);
  }

  private void retrain() {
    run.store.put(
        run.source,
        run.key("slowfast", "train_configuration.yaml"),
        Samples.trainConfiguration("slowfast").replace("gamma: 0.5", "gamma: 0.25"));
    run.store.put(run.source, run.key("slowfast", HPARAMS), "lr: 0.25\n");
  }

  private void git(String... arguments) throws IOException {
    List<String> line =
        new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@b"));
    line.addAll(Arrays.asList(arguments));
    Process git;
    try {
      git =
          new ProcessBuilder(line)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      assumeThat(e).as("there is no git here").isNull();
      throw e;
    }
    assertThat(git.onExit().join().exitValue()).as("git %s", line).isZero();
  }

  private void committedToGit() throws IOException {
    git("init", "-q");
    git("add", "official_models");
    git("commit", "-q", "-m", "models");
  }

  private void expectMarks() throws IOException {
    assumeThat(
            Files.getFileStore(folder)
                .supportsFileAttributeView(UserDefinedFileAttributeView.class))
        .as("this file system keeps no marks")
        .isTrue();
  }

  /** Without a mark, as a checkout or a copy of the folder has it. */
  private void unmarked() throws IOException {
    for (String file : slowfast.toFile().list()) {
      replace(file, Files.readString(slowfast.resolve(file)));
    }
  }

  private String error() {
    return run.publication("slowfast").path("error").asText();
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    run.publication("slowfast").path("warnings").forEach(it -> warnings.add(it.asText()));
    return warnings;
  }

  private void stops(String... messages) {
    Map<String, String> published = run.published();
    Map<String, String> files = run.officialFiles();
    run.set("publish.dry-run", "true");
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(1);
      assertThat(console.text()).contains("slowfast: would fail", "edited by hand");
    }
    assertThat(error()).contains(messages);
    run.set("publish.dry-run", "false");
    proxy.requests().clear();

    assertThat(run.publish()).isEqualTo(1);

    assertThat(error())
        .contains(messages)
        .contains(slowfast + " would be overwritten", "--overwrite-edits");
    assertThat(proxy.requests()).isNotEmpty().allMatch(it -> it.matches("(GET|HEAD) .*"));
    assertThat(run.published()).isEqualTo(published);
    assertThat(run.officialFiles()).isEqualTo(files);
  }

  private void passes() {
    assertThat(run.publish()).isZero();
    assertThat(warnings()).isEmpty();
    assertThat(run.officialFiles().get("slowfast/" + HPARAMS)).isEqualTo("lr: 0.25\n");
    assertThat(run.officialFiles().get("slowfast/config.yaml")).contains("gamma: 0.25");
  }

  @Test
  void whatChangedSinceItWasCommittedToGitStopsTheModelAndIsShown() throws IOException {
    published();
    unmarked();
    committedToGit();
    append(HPARAMS, "lr: 0.5\n");
    retrain();

    stops("hparams.yaml (it was changed since git's last commit)");

    assertThat(warnings()).containsExactly("edited by hand: hparams.yaml: +lr: 0.5");
  }

  @Test
  void itIsOverwrittenIfThatIsWantedAndIsToldAllTheSame() throws IOException {
    published();
    committedToGit();
    append(HPARAMS, "lr: 0.5\n");
    retrain();

    assertThat(run.set("publish.overwrite-edits", "true").publish()).isZero();

    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("published");
    assertThat(run.officialFiles().get("slowfast/" + HPARAMS)).isEqualTo("lr: 0.25\n");
    assertThat(warnings())
        .contains("edited by hand: hparams.yaml: +lr: 0.5")
        .anyMatch(it -> it.contains("is overwritten: hparams.yaml"));
  }

  @Test
  void anEditStopsItsModelAlone() throws IOException {
    published();
    append(HPARAMS, "lr: 0.5\n");
    run.model("european");

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.publication("european").path("status").asText()).isEqualTo("published");
    assertThat(run.officialFiles().get("slowfast/" + HPARAMS)).endsWith("lr: 0.5\n");
  }

  @Test
  void whatIsCommittedToGitIsNoEdit() throws IOException {
    published();
    unmarked();
    committedToGit();
    retrain();

    passes();
  }

  @Test
  void whatAPublicationWroteIsNoEditThoughGitHasItNotYet() throws IOException {
    expectMarks();
    git("init", "-q");
    published();
    retrain();
    passes();
    run.store.put(run.source, run.key("slowfast", HPARAMS), "lr: 0.125\n");

    assertThat(run.publish()).isZero();

    assertThat(warnings()).isEmpty();
  }

  @Test
  void whatNobodyElseHasIsNotOverwritten() throws IOException {
    expectMarks();
    git("init", "-q");
    Files.createDirectories(slowfast);
    Files.writeString(slowfast.resolve(HPARAMS), "mine: true\n");

    stops("hparams.yaml (it is not committed to git, and no publication wrote it");

    Files.writeString(folder.resolve(".gitignore"), "official_models/\n");
    assertThat(run.publish()).isZero();
  }

  @Test
  void anEditIsToldFromWhatWasWrittenWithoutGitToo() throws IOException {
    expectMarks();
    published();
    append(HPARAMS, "lr: 0.5\n");
    retrain();

    stops("hparams.yaml (it is not what was written when the model was published");
  }

  @Test
  void anEditThatIsCommittedToGitIsOneStill() throws IOException {
    expectMarks();
    published();
    append(HPARAMS, "lr: 0.5\n");
    committedToGit();
    retrain();

    stops("hparams.yaml (it is not what was written when the model was published");
  }

  @Test
  void aFileThatAnEditorReplacedIsAnEdit() throws IOException {
    expectMarks();
    published();
    replace(HPARAMS, "lr: 0.5\n");
    retrain();

    stops("hparams.yaml (it was replaced since the model was published");
  }

  @Test
  void aConfigThatIsNotWhatItsTrainingGivesWasEdited() throws IOException {
    published();
    unmarked();
    append("config.yaml", "by_hand: 1\n");
    committedToGit();
    retrain();

    stops("config.yaml is not what the train_configuration.yaml beside it gives");

    assertThat(warnings()).containsExactly("edited by hand: config.yaml: +by_hand: 1");
  }

  @Test
  void aCopyOfWhatWasPublishedIsNoEdit() throws IOException {
    published();
    unmarked();
    retrain();

    passes();
  }

  @Test
  void anEditThatTheTrainingResultsHaveTooStopsNothing() throws IOException {
    published();
    committedToGit();
    append(HPARAMS, "lr: 0.5\n");
    run.store.put(
        run.source, run.key("slowfast", HPARAMS), Files.readString(slowfast.resolve(HPARAMS)));

    assertThat(run.publish()).isZero();

    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("present");
    assertThat(warnings()).isEmpty();
  }

  @Test
  void otherFilesMayBeEditedSinceTheyStay() throws IOException {
    published();
    committedToGit();
    Files.writeString(slowfast.resolve("README.md"), "mine");
    retrain();

    passes();
    assertThat(run.officialFiles().get("slowfast/README.md")).isEqualTo("mine");
  }

  @Test
  void anEditThatIsMadeWhileTheCheckpointIsCopiedStays() throws IOException {
    expectMarks();
    published();
    retrain();
    editOnCopy.set(true);

    assertThat(run.publish()).isEqualTo(1);

    assertThat(error()).contains("edited by hand meanwhile: hparams.yaml");
    assertThat(run.officialFiles().get("slowfast/" + HPARAMS)).endsWith("lr: 0.5\n");
    assertThat(run.officialFiles().get("slowfast/config.yaml")).contains("gamma: 0.5");
  }

  @Test
  void aSecretInAnEditIsNotShown() throws IOException {
    published();
    committedToGit();
    String token = "ghp_" + "a1B2c3D4e5".repeat(4);
    append(HPARAMS, "token: " + token + "\n");
    retrain();

    stops("hparams.yaml");

    assertThat(warnings()).containsExactly("edited by hand: hparams.yaml: a line with a secret");
    assertThat(run.report().toString()).doesNotContain(token);
  }

  @Test
  void noProgramThatARepositoryNamesIsRun() throws IOException {
    published();
    committedToGit();
    append(HPARAMS, "lr: 0.5\n");
    Path trace = folder.resolve("was-run");
    Path program =
        Files.writeString(folder.resolve("run.sh"), "#!/bin/sh\ntouch " + trace + "\ncat\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve(".gitattributes"), "*.yaml filter=x diff=x\n");
    for (String setting :
        List.of("core.fsmonitor", "filter.x.clean", "filter.x.process", "diff.x.textconv")) {
      git("config", setting, program.toString());
    }
    retrain();

    assertThat(run.publish()).isEqualTo(1);

    assertThat(error()).contains("since git's last commit");
    assertThat(trace).doesNotExist();
  }
}
