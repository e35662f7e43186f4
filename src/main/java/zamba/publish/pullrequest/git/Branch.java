package zamba.publish.pullrequest.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * The branch of a release. Its commit is put together beside the checkout and shown by moving one
 * ref, the branch's own, in one step: HEAD, index and work tree stay as they are, whenever this is
 * ended.
 */
public final class Branch {
  private static final String HEADS = "refs/heads/";

  private final Git git;
  private final CommitTree base;
  private final Remote remote;
  private final String name;

  /**
   * @param base the commit that a release is made against
   * @param remote where the branch is pushed to
   * @param name such as {@code publish/time_distributed_e5ee847e2a}
   */
  public Branch(Git git, CommitTree base, Remote remote, String name) {
    this.git = git;
    this.base = base;
    this.remote = remote;
    this.name = name;
  }

  /**
   * Where the branch is.
   *
   * @param tip what a new commit is to follow
   * @param local where it is here
   * @param seen where the remote has it, as far as is known
   */
  private record Position(
      String tip, Optional<String> local, Optional<String> seen, Optional<String> remark) {}

  /**
   * Makes the branch have these files: by one commit, or by none if it has them.
   *
   * @param reachable whether the remote can be asked
   * @throws GitException saying what to do, if others have changed the same, or git refuses; then
   *     nothing that anybody can see has changed
   */
  public Release release(List<NewFile> files, CommitMessage message, boolean reachable) {
    if (!git.ask("check-ref-format", HEADS + name).ok()) {
      throw new GitException("%s is no name for a branch of git".formatted(name));
    }
    Position position = position(reachable);
    CommitTree tip =
        position.tip().equals(base.commit()) ? base : CommitTree.of(git, position.tip());
    History history = History.between(git, base.commit(), position.tip());
    try (Scratch scratch = new Scratch(git, tip)) {
      List<NewFile> wanted =
          new Reconciliation(git, scratch, base, tip, history, name).wanted(files);
      String tree = scratch.tree(wanted);
      if (tree.equals(git.tell("rev-parse", tip.commit() + "^{tree}"))) {
        return release(position, history, tip.commit(), false);
      }
      expectNotCheckedOut();
      String commit = scratch.commit(tree, message);
      git.tell(
          "update-ref",
          "-m",
          "zamba-model-publisher: " + message.title(),
          HEADS + name,
          commit,
          position.local().orElse(""));
      return release(position, history, commit, true);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The commit for %s could not be put together: %s".formatted(name, e.getMessage()), e);
    }
  }

  private Release release(Position position, History history, String commit, boolean made) {
    return new Release(
        name,
        commit,
        made,
        position.seen().equals(Optional.of(commit)),
        !history.allOurs(),
        position.remark());
  }

  private Position position(boolean reachable) {
    boolean there = !reachable || remote.fetch(name);
    Optional<String> seen = there ? remote.commit(remote.tracking(name)) : Optional.empty();
    Optional<String> local = remote.commit(HEADS + name);
    if (seen.isEmpty() || local.isEmpty()) {
      return new Position(
          unlessInBase(seen.or(() -> local).orElse(base.commit())), local, seen, Optional.empty());
    }
    if (isAncestor(seen.get(), local.get())) {
      return new Position(unlessInBase(local.get()), local, seen, Optional.empty());
    }
    if (isAncestor(local.get(), seen.get())) {
      return new Position(unlessInBase(seen.get()), local, seen, Optional.empty());
    }
    if (!History.between(git, seen.get(), local.get()).allOurs()) {
      throw new GitException(
          "Branch %s here and at %s have gone different ways, and here it has commits that this program did not make. Merge them, or delete the one that should not be, and run again"
              .formatted(name, remote.name()));
    }
    return new Position(
        unlessInBase(seen.get()),
        local,
        seen,
        Optional.of(
            "the branch's earlier commit here was not pushed and gave way to the remote's"));
  }

  /** What the base has already is nothing to build upon. */
  private String unlessInBase(String commit) {
    return isAncestor(commit, base.commit()) ? base.commit() : commit;
  }

  private boolean isAncestor(String ancestor, String commit) {
    return git.ask("merge-base", "--is-ancestor", ancestor, commit).ok();
  }

  /** Moving it would make its work tree look changed. */
  private void expectNotCheckedOut() {
    String worktree = "";
    for (String line : git.tell("worktree", "list", "--porcelain").lines().toList()) {
      if (line.startsWith("worktree ")) {
        worktree = line.substring("worktree ".length());
      } else if (line.equals("branch " + HEADS + name)) {
        throw new GitException(
            "Branch %s is checked out in %s, where a commit from here would look like changes of yours. Switch to another branch there and run again"
                .formatted(name, worktree));
      }
    }
  }
}
