package zamba.publish.pullrequest.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.checkout.FileEdit;
import zamba.publish.checkout.Released;
import zamba.publish.checkout.Remark;
import zamba.publish.checkout.companions.Companions;
import zamba.publish.fixture.GitRepository;

/** The files of a commit, and what a release touches among them. */
class CommitTreeTest {
  private static final String OLD = "slowfast_0123456789.ckpt";
  private static final String NEW = "slowfast_abcdefabcd.ckpt";

  @TempDir Path folder;
  private GitRepository repository;
  private CommitTree tree;

  @BeforeEach
  void commit() throws IOException {
    repository =
        GitRepository.clone(
            GitRepository.bare(folder.resolve("remote.git")).folder().toString(),
            folder.resolve("clone"));
    repository.write("tests/test_a.py", "name = \"%s\"\r\n".formatted(OLD));
    repository.write("tests/größe: 1/b.txt", "'slowfast_0123456789'");
    repository.write("tests/other.txt", "slow");
    repository.write("docs/a.md", OLD);
    Files.createSymbolicLink(repository.folder().resolve("tests/link.py"), Path.of("test_a.py"));
    repository.commit("First");
    // Neither is in the commit.
    repository.write("tests/test_a.py", "");
    repository.write("tests/untracked.txt", OLD);
    // From a folder of the checkout, as from its top.
    Git git = new Git(repository.folder().resolve("tests"));
    tree = CommitTree.of(git, git.tell("rev-parse", "HEAD"));
  }

  @Test
  void findsTheFilesThatHaveOneOfSomeTexts() {
    assertThat(tree.filesWith("tests", List.of("slowfast_0123456789", "none")))
        .containsExactly("tests/größe: 1/b.txt", "tests/test_a.py");
    assertThat(tree.filesWith("tests", List.of("none"))).isEmpty();
    assertThat(tree.filesWith("tests", List.of())).isEmpty();
    assertThat(tree.filesWith("none", List.of("slow"))).isEmpty();
  }

  @Test
  void knowsTheSizesOfFilesAndOfNothingElse() {
    assertThat(tree.size("tests/other.txt")).hasValue(4);
    assertThat(tree.size("tests/link.py")).isEmpty();
    assertThat(tree.size("tests/untracked.txt")).isEmpty();
  }

  @Test
  void aReleaseTouchesTheCommitsTests() throws IOException {
    Released released =
        new Released("slowfast", "s3://a/", Optional.of(OLD), NEW, Map.of(), Map.of());
    Companions companions = Companions.of(tree, List.of(released), true);
    assertThat(companions.edits())
        .extracting(FileEdit::path, FileEdit::after)
        .containsExactly(
            tuple("tests/größe: 1/b.txt", "'slowfast_abcdefabcd'"),
            tuple("tests/test_a.py", "name = \"%s\"\r\n".formatted(NEW)));
    assertThat(companions.remarks()).extracting(Remark::path).containsExactly("docs/a.md");
    assertThat(tree.read("tests/test_a.py"))
        .hasValueSatisfying(it -> assertThat(new String(it, UTF_8)).contains(OLD));
  }
}
