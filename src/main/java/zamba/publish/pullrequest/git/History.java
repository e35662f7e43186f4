package zamba.publish.pullrequest.git;

import java.util.List;
import java.util.Optional;

/**
 * The commits of a branch that its base has not, the newest first.
 *
 * @param commits which
 */
record History(List<Commit> commits) {

  /**
   * @param ours whether this program made it, and nobody changed it since
   */
  record Commit(String id, boolean ours) {}

  static History between(Git git, String base, String tip) {
    // Not git log: that obeys the user's log.showSignature and the like.
    String lines =
        git.tell(
            "rev-list",
            "--topo-order",
            "--format=%H %T %(trailers:key=" + CommitMessage.TRAILER + ",valueonly,separator=%x20)",
            "--end-of-options",
            base + ".." + tip);
    return new History(
        lines
            .lines()
            .filter(line -> !line.startsWith("commit "))
            .map(line -> line.split(" ", -1))
            .map(fields -> new Commit(fields[0], fields.length == 3 && fields[1].equals(fields[2])))
            .toList());
  }

  boolean allOurs() {
    return commits.stream().allMatch(Commit::ours);
  }

  Optional<String> newestOfOurs() {
    return commits.stream().filter(Commit::ours).map(Commit::id).findFirst();
  }
}
