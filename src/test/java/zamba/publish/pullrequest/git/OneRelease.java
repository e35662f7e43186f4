package zamba.publish.pullrequest.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.List;

/** A process of its own that makes one release, to be killed. */
final class OneRelease {
  static final String BRANCH = "publish/slowfast_0123456789";
  static final String FILE = "zamba/models/config.py";
  static final String TEXT = "lookup = 'version_2'\n";

  private OneRelease() {}

  /**
   * Fetches, commits and pushes.
   *
   * @param arguments the checkout
   */
  public static void main(String... arguments) {
    Git git = new Git(Path.of(arguments[0]));
    Remote origin = new Remote(git, "origin");
    CommitTree base = CommitTree.of(git, origin.commit(origin.fetchDefault()).orElseThrow());
    Release release =
        new Branch(git, base, origin, BRANCH)
            .release(
                List.of(new NewFile(FILE, TEXT.getBytes(UTF_8), true)),
                new CommitMessage("Release new version of slowfast", "old → new"),
                true);
    origin.push(release.commit(), BRANCH);
  }
}
