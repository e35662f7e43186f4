package zamba.publish.pullrequest;

import java.util.List;
import java.util.Optional;
import zamba.publish.pullrequest.git.CommitTree;
import zamba.publish.pullrequest.git.Git;
import zamba.publish.pullrequest.git.GitException;
import zamba.publish.pullrequest.git.Remote;

/**
 * What a pull request is made against: the newest commit of the remote's default branch.
 *
 * @param branch that branch's name
 * @param tree its files
 * @param unreachable why the remote was not asked; empty if it was
 */
public record Base(String branch, CommitTree tree, Optional<String> unreachable) {

  /**
   * Fetches it; where the remote does not answer, it is as it was last fetched.
   *
   * @throws GitException if the remote does not answer and was never fetched
   */
  public static Base fetched(Git git, Remote remote) {
    try {
      return at(git, remote, remote.fetchDefault(), Optional.empty());
    } catch (GitException e) {
      return known(git, remote, e.getMessage())
          .orElseThrow(
              () -> new GitException(e.getMessage() + ". And it was never fetched before", e));
    }
  }

  /**
   * As it was last fetched.
   *
   * @param why the remote is not asked
   * @return empty if it was never
   */
  public static Optional<Base> known(Git git, Remote remote, String why) {
    return remote.knownDefault().map(ref -> at(git, remote, ref, Optional.of(why)));
  }

  private static Base at(Git git, Remote remote, String ref, Optional<String> unreachable) {
    return new Base(
        ref.substring(("refs/remotes/" + remote.name() + "/").length()),
        CommitTree.of(git, remote.commit(ref).orElseThrow()),
        unreachable);
  }

  /** Why no commit can be made in a checkout, each with what to do; found out by asking only. */
  public static List<String> problems(Git git, PullRequestSettings settings) {
    return Problems.of(git, settings);
  }
}
