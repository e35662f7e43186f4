package zamba.publish.pullrequest.github;

/**
 * A pull request as GitHub has it.
 *
 * @param number its number
 * @param url where people read it
 * @param state what it is
 * @param body its text; empty if it has none
 */
public record PullRequest(int number, String url, State state, String body) {

  /** Open ones can be drafts; closed ones have been merged or not. */
  public enum State {
    DRAFT,
    OPEN,
    CLOSED,
    MERGED
  }

  PullRequest withBody(String text) {
    return new PullRequest(number, url, state, text);
  }

  /** Whether its branch still goes into it. */
  public boolean live() {
    return state == State.DRAFT || state == State.OPEN;
  }
}
