package zamba.publish.publication;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What became of the pull request that a run was to make.
 *
 * @param branch the branch's name; null if there is nothing to release
 * @param commit its newest commit; null if none was made or found
 * @param url where people read the pull request; null if there is none
 * @param state what it is
 * @param note what happened and what there is left to do; null if that is all said
 */
public record Proposal(String branch, String commit, String url, State state, String note) {

  /** What a pull request is, or how far it came. */
  public enum State {
    /** There is nothing to release. */
    NONE,
    /** A plan: a run would make or change it. */
    PLANNED,
    /** The commit is here, and has to be sent by hand. */
    BRANCH,
    /** GitHub has it as a draft. */
    DRAFT,
    /** GitHub has it, for review. */
    OPEN,
    /** It was closed, and nothing was sent. */
    CLOSED,
    /** It was merged, and nothing was sent. */
    MERGED,
    /** It could not be made; {@code note} says why. */
    FAILED;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @JsonIgnore
  boolean failed() {
    return state == State.FAILED;
  }

  @JsonIgnore
  boolean planned() {
    return state == State.PLANNED;
  }
}
