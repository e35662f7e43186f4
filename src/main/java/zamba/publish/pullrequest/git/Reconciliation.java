package zamba.publish.pullrequest.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a release's files are to be on a branch that has commits already. Of each file:
 *
 * <ul>
 *   <li>the branch has it as it is to be, or will once it is merged: it stays;
 *   <li>nobody but us has changed it on the branch: it becomes the new one;
 *   <li>others have, and we have nothing new to say: theirs stays;
 *   <li>others have, and it is text: both, if they do not touch the same lines;
 *   <li>else nothing is done, and the files are named.
 * </ul>
 */
record Reconciliation(
    Git git, Scratch scratch, CommitTree base, CommitTree tip, History history, String branch) {

  private static final byte[] NOTHING = {};

  /**
   * The files that a new commit is to have otherwise than the tip.
   *
   * @throws GitException naming the files, if there is one that both have changed
   */
  List<NewFile> wanted(List<NewFile> files) throws IOException {
    if (tip.commit().equals(base.commit())) {
      return expectFiles(files);
    }
    CommitTree ours = tree(history.newestOfOurs().or(this::fork));
    CommitTree fork = tree(fork());
    List<NewFile> wanted = new ArrayList<>();
    List<String> conflicts = new ArrayList<>();
    for (NewFile file : expectFiles(files)) {
      byte[] there = content(tip, file.path());
      byte[] written = content(ours, file.path());
      boolean done = file.is(there) || file.is(afterMerge(fork, file.path(), there));
      boolean theirs = file.is(written) && there != null;
      if (done || theirs) {
        continue;
      }
      if (same(there, written)) {
        wanted.add(file);
        continue;
      }
      Optional<byte[]> both =
          file.mergeable() && there != null
              ? scratch.merged(written == null ? NOTHING : written, there, file.content())
              : Optional.empty();
      both.ifPresentOrElse(
          content -> wanted.add(new NewFile(file.path(), content, true)),
          () -> conflicts.add(file.path()));
    }
    if (!conflicts.isEmpty()) {
      throw new GitException(
          "Branch %s has commits by others that change the same as this release: %s. Nothing was committed; undo those changes there, or delete the branch, and run again"
              .formatted(branch, String.join(", ", conflicts)));
    }
    return wanted;
  }

  /** What GitHub would make of a file by merging the branch, or null. */
  private byte[] afterMerge(CommitTree fork, String path, byte[] there) throws IOException {
    byte[] before = content(fork, path);
    byte[] now = content(base, path);
    return before == null || now == null || there == null || same(before, now)
        ? there
        : scratch.merged(before, there, now).orElse(null);
  }

  private List<NewFile> expectFiles(List<NewFile> files) {
    for (NewFile file : files) {
      if (tip.entry(file.path()).map(entry -> !entry.file()).orElse(false)) {
        throw new GitException(
            "%s is a link or a submodule on %s, which a release does not replace"
                .formatted(file.path(), branch));
      }
    }
    return files;
  }

  private Optional<String> fork() {
    Git.Answer answer = git.ask("merge-base", base.commit(), tip.commit());
    return answer.ok() ? answer.text().lines().findFirst() : Optional.empty();
  }

  /** In a shallow clone the fork may be out of sight. */
  private CommitTree tree(Optional<String> commit) {
    return commit
        .filter(id -> !id.equals(base.commit()))
        .map(id -> CommitTree.of(git, id))
        .orElse(base);
  }

  private static byte[] content(CommitTree tree, String path) throws IOException {
    return tree.read(path).orElse(null);
  }

  private static boolean same(byte[] one, byte[] other) {
    return Arrays.equals(one, other);
  }
}
