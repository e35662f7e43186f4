package zamba.publish.pullrequest;

import java.net.URI;
import java.util.Optional;

/**
 * What is to be made of a run.
 *
 * @param mode how far it goes
 * @param remote the remote that the pull request is for, such as {@code origin}
 * @param pushRemote where its branch is pushed to, another one for a fork
 * @param api GitHub's API, if the remote's address does not say where it is
 */
public record PullRequestSettings(Mode mode, String remote, String pushRemote, Optional<URI> api) {

  /** No pull request. */
  public static final PullRequestSettings NONE =
      new PullRequestSettings(Mode.NONE, "origin", "origin", Optional.empty());

  /** How far it goes. */
  public enum Mode {
    /** Nothing. */
    NONE,
    /** A commit on a branch here; nothing is sent. */
    BRANCH,
    /** A draft on GitHub. */
    DRAFT,
    /** A pull request for review. */
    OPEN
  }

  public boolean asked() {
    return mode != Mode.NONE;
  }
}
