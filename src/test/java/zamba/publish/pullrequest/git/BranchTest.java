package zamba.publish.pullrequest.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.GitRepository;

/** A release's commit, by real git, with a bare remote on disk. */
class BranchTest {
  private static final String CONFIG = "zamba/models/config.py";
  private static final String OFFICIAL = "zamba/models/official_models/slowfast/config.yaml";
  private static final String BRANCH = "publish/slowfast_0123456789";
  private static final CommitMessage MESSAGE =
      new CommitMessage("Release new version of slowfast", "old → new");

  @TempDir Path folder;
  private GitRepository remote;
  private GitRepository seed;
  private GitRepository clone;

  @BeforeEach
  void prepare() {
    remote = GitRepository.bare(folder.resolve("remote.git"));
    seed = GitRepository.clone(remote.folder().toString(), folder.resolve("seed"));
    seed.git("checkout", "-q", "-B", "main");
    seed.write(CONFIG, "lookup = 'version_1'\n\n\n\n\n\n\nother = 1\n");
    seed.write(OFFICIAL, "public_checkpoint: old\n");
    seed.commit("First");
    seed.git("push", "-q", "origin", "main");
    clone = GitRepository.clone(remote.folder().toString(), folder.resolve("clone"));
  }

  private static NewFile config(String version) {
    return text(CONFIG, "lookup = '%s'\n\n\n\n\n\n\nother = 1\n".formatted(version));
  }

  private static NewFile text(String path, String content) {
    return new NewFile(path, content.getBytes(UTF_8), true);
  }

  private static NewFile official(String name) {
    return new NewFile(OFFICIAL, "public_checkpoint: %s\n".formatted(name).getBytes(UTF_8), false);
  }

  private Release release(NewFile... files) {
    return release(clone, files);
  }

  private Release release(GitRepository where, NewFile... files) {
    Git git = new Git(where.folder());
    Remote origin = new Remote(git, "origin");
    CommitTree base = CommitTree.of(git, origin.commit(origin.fetchDefault()).orElseThrow());
    Map<String, String> before = where.state();
    Release release = new Branch(git, base, origin, BRANCH).release(List.of(files), MESSAGE, true);
    Map<String, String> after = new TreeMap<>(where.state());
    Map<String, String> expected = new TreeMap<>(before);
    expected.remove("refs");
    after.remove("refs");
    assertThat(after).isEqualTo(expected);
    return release;
  }

  private void push(Release release) {
    new Remote(new Git(clone.folder()), "origin").push(release.commit(), BRANCH);
  }

  private String parent(String commit) {
    return clone.git("rev-parse", commit + "^");
  }

  @Test
  void makesOneCommitOnTheDefaultBranchAsFetchedAndTouchesNothingElse() {
    seed.write("README.md", "newer\n");
    String newest = seed.commit("Newer");
    seed.git("push", "-q", "origin", "main");
    clone.git("checkout", "-q", "--detach");
    clone.write("mine.txt", "not finished").write(CONFIG, "edited").git("add", "mine.txt");

    Release release = release(config("version_2"), official("new"));

    assertThat(release.made()).isTrue();
    assertThat(release.pushed()).isFalse();
    assertThat(clone.git("rev-parse", BRANCH)).isEqualTo(release.commit());
    assertThat(parent(release.commit())).isEqualTo(newest);
    assertThat(clone.git("diff", "--name-only", newest, release.commit()).lines())
        .containsExactly(CONFIG, OFFICIAL);
    assertThat(clone.stored(release.commit(), CONFIG))
        .isEqualTo(new String(config("version_2").content(), UTF_8));
    assertThat(clone.git("log", "-1", "--format=%s|%an", release.commit()))
        .isEqualTo("Release new version of slowfast|A Maintainer");
    assertThat(clone.git("log", "-1", "--format=%b", release.commit())).startsWith("old → new");
  }

  @Test
  void doesNothingWhenTheBranchHasItAll() {
    Release first = release(config("version_2"));
    Release second = release(config("version_2"));
    assertThat(second.made()).isFalse();
    assertThat(second.commit()).isEqualTo(first.commit());
    push(first);
    assertThat(release(config("version_2")).pushed()).isTrue();
  }

  @Test
  void doesNothingWhenTheBaseHasItAll() {
    Release release = release(config("version_1"), official("old"));
    assertThat(release.made()).isFalse();
    assertThat(release.commit()).isEqualTo(seed.git("rev-parse", "main"));
    assertThat(clone.git("for-each-ref", "refs/heads/publish")).isEmpty();
  }

  @Test
  void doesNothingWhenTheBaseMovedAndMergingGivesWhatIsWanted() {
    Release first = release(config("version_2"));
    push(first);
    seed.write(CONFIG, "lookup = 'version_1'\n\n\n\n\n\n\nother = 2\n").commit("Other");
    seed.git("push", "-q", "origin", "main");
    Release second = release(text(CONFIG, "lookup = 'version_2'\n\n\n\n\n\n\nother = 2\n"));
    assertThat(second.made()).isFalse();
  }

  @Test
  void addsOneCommitToItsOwn() {
    Release first = release(config("version_2"));
    push(first);
    Release second = release(config("version_3"));
    assertThat(second.made()).isTrue();
    assertThat(second.foreign()).isFalse();
    assertThat(parent(second.commit())).isEqualTo(first.commit());
    push(second);
    assertThat(remote.git("rev-parse", BRANCH)).isEqualTo(second.commit());
  }

  @Test
  void goesOnTopOfWhatTheRemoteHasIfTheBranchIsNotHere() {
    Release first = release(config("version_2"));
    push(first);
    GitRepository other = GitRepository.clone(remote.folder().toString(), folder.resolve("other"));
    Release second = release(other, config("version_3"));
    assertThat(other.git("rev-parse", second.commit() + "^")).isEqualTo(first.commit());
  }

  /** Somebody commits to the branch at the remote. */
  private String foreign(String path, String content) {
    seed.git("fetch", "-q", "origin");
    seed.git("checkout", "-q", "-B", "review", "origin/" + BRANCH);
    String commit = seed.write(path, content).commit("By somebody else");
    seed.git("push", "-q", "origin", "HEAD:" + BRANCH);
    return commit;
  }

  @Test
  void goesOnTopOfForeignCommits() {
    push(release(config("version_2"), official("new")));
    String foreign = foreign(CONFIG, "lookup = 'version_2'\n\n\n\n\n\n\nother = 3\n");
    Release release = release(config("version_3"), official("new"));
    assertThat(release.foreign()).isTrue();
    assertThat(parent(release.commit())).isEqualTo(foreign);
    assertThat(clone.stored(release.commit(), CONFIG))
        .isEqualTo("lookup = 'version_3'\n\n\n\n\n\n\nother = 3\n");
  }

  @Test
  void leavesForeignCommitsAloneWhenThereIsNothingNew() {
    push(release(config("version_2"), official("new")));
    String foreign = foreign(OFFICIAL, "public_checkpoint: new # reviewed\n");
    Release release = release(config("version_2"), official("new"));
    assertThat(release.made()).isFalse();
    assertThat(release.commit()).isEqualTo(foreign);
  }

  @Test
  void stopsWhereOthersChangedTheSame() {
    push(release(config("version_2"), official("new")));
    foreign(OFFICIAL, "public_checkpoint: theirs\n");
    String before = clone.git("for-each-ref", "refs/heads");
    assertThatThrownBy(() -> release(config("version_2"), official("newer")))
        .isInstanceOf(GitException.class)
        .hasMessageContaining(OFFICIAL)
        .hasMessageContaining("commits by others");
    assertThat(clone.git("for-each-ref", "refs/heads")).isEqualTo(before);
  }

  @Test
  void takesAnAmendedCommitForSomebodyElses() {
    push(release(config("version_2")));
    seed.git("fetch", "-q", "origin");
    seed.git("checkout", "-q", "-B", "review", "origin/" + BRANCH);
    seed.write(CONFIG, "lookup = 'version_2' # theirs\n");
    seed.git("commit", "-q", "-a", "--amend", "--no-edit");
    seed.git("push", "-q", "--force", "origin", "HEAD:" + BRANCH);
    clone.git("update-ref", "-d", "refs/heads/" + BRANCH);
    assertThatThrownBy(() -> release(config("version_3"))).hasMessageContaining(CONFIG);
  }

  @Test
  void givesWayToTheRemoteWhenOnlyOursIsLeftBehind() {
    Release here = release(config("version_2"));
    GitRepository other = GitRepository.clone(remote.folder().toString(), folder.resolve("other"));
    other.git("commit", "-q", "--allow-empty", "-m", "Makes it another commit");
    other.git("push", "-q", "origin", "HEAD:refs/heads/" + BRANCH);
    Release release = release(config("version_2"));
    assertThat(release.remark()).isPresent();
    assertThat(release.commit()).isNotEqualTo(here.commit());
    push(release);
  }

  @Test
  void neverLosesCommitsThatOthersMadeHere() {
    release(config("version_2"));
    clone.git("checkout", "-q", BRANCH);
    clone.write("mine.txt", "mine").commit("Mine");
    clone.git("checkout", "-q", "main");
    seed.git("commit", "-q", "--allow-empty", "-m", "Theirs");
    seed.git("push", "-q", "origin", "HEAD:refs/heads/" + BRANCH);
    assertThatThrownBy(() -> release(config("version_3")))
        .hasMessageContaining("gone different ways");
  }

  @Test
  void leavesABranchAloneThatIsCheckedOutAnywhere() {
    push(release(config("version_2")));
    clone.git("worktree", "add", "-q", folder.resolve("tree").toString(), BRANCH);
    assertThatThrownBy(() -> release(config("version_3"))).hasMessageContaining("is checked out");
  }

  @Test
  void worksFromAWorktree() {
    clone.git("worktree", "add", "-q", "--detach", folder.resolve("tree").toString());
    Release release = release(GitRepository.at(folder.resolve("tree")), config("version_2"));
    assertThat(clone.git("rev-parse", BRANCH)).isEqualTo(release.commit());
  }

  @Test
  void worksFromAShallowClone() {
    seed.write("README.md", "newer\n").commit("Newer");
    seed.git("push", "-q", "origin", "main");
    GitRepository shallow =
        GitRepository.clone("file://" + remote.folder(), folder.resolve("shallow"), "--depth=1");
    Release release = release(shallow, config("version_2"));
    new Remote(new Git(shallow.folder()), "origin").push(release.commit(), BRANCH);
    assertThat(remote.git("rev-parse", BRANCH + "^")).isEqualTo(seed.git("rev-parse", "main"));
  }

  @Test
  void keepsLineEndsAsTheyAreStored() {
    seed.write(CONFIG, "lookup = 'version_1'\r\nother = 1\r\n");
    seed.commit("As Windows has them");
    seed.write(".gitattributes", "*.yaml text eol=crlf\n*.py text=auto\n");
    seed.git("add", ".gitattributes");
    seed.git("commit", "-q", "-m", "Attributes");
    seed.git("push", "-q", "origin", "main");
    Release release =
        release(
            text(CONFIG, "lookup = 'version_2'\r\nother = 1\r\n"),
            new NewFile(OFFICIAL, "public_checkpoint: new\r\n".getBytes(UTF_8), false));
    assertThat(clone.stored(release.commit(), CONFIG))
        .isEqualTo("lookup = 'version_2'\r\nother = 1\r\n");
    assertThat(clone.stored(release.commit(), OFFICIAL)).isEqualTo("public_checkpoint: new\n");
  }

  @Test
  void keepsTheModesOfFiles() {
    seed.git("update-index", "--chmod=+x", CONFIG);
    seed.git("commit", "-q", "-m", "Executable");
    seed.git("push", "-q", "origin", "main");
    Release release = release(config("version_2"));
    assertThat(clone.git("ls-tree", release.commit(), CONFIG)).startsWith("100755");
  }

  @Test
  void signsIfTheMaintainerSigns() throws IOException {
    Path signer = folder.resolve("signer");
    Files.writeString(
        signer,
        """
        #!/bin/sh
        cat >/dev/null
        echo '[GNUPG:] SIG_CREATED ' >&2
        printf -- '-----BEGIN PGP SIGNATURE-----\\nsigned\\n-----END PGP SIGNATURE-----\\n'
        """);
    signer.toFile().setExecutable(true);
    clone.git("config", "gpg.program", signer.toString());
    clone.git("config", "commit.gpgsign", "true");
    Release release = release(config("version_2"));
    assertThat(clone.git("cat-file", "commit", release.commit())).contains("gpgsig");
    assertThat(release(config("version_3")).foreign()).isFalse();
  }

  @Test
  void runsNoHookButThoseOfMovingABranch() throws IOException {
    for (String hook :
        List.of("pre-commit", "commit-msg", "post-commit", "post-checkout", "post-index-change")) {
      Path file = clone.folder().resolve(".git/hooks").resolve(hook);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "#!/bin/sh\ntouch '" + folder.resolve("hook-ran") + "'\nexit 1\n");
      file.toFile().setExecutable(true);
    }
    release(config("version_2"));
    assertThat(folder.resolve("hook-ran")).doesNotExist();
  }

  @Test
  void tellsNoPasswordOfARemotesAddress() {
    clone.git("remote", "set-url", "origin", "https://me:s3cr3t@127.0.0.1:1/o/r.git");
    Git git = new Git(clone.folder());
    assertThatThrownBy(() -> new Remote(git, "origin").fetchDefault())
        .hasMessageContaining("127.0.0.1")
        .hasMessageNotContaining("s3cr3t");
  }
}
