package zamba.publish.checkout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What git is in the middle of in a work tree, told by the files that it keeps meanwhile: git's
 * gitrepository-layout, and wt_status_get_state in its wt-status.c. Git itself is not asked.
 *
 * @param folder the work tree, or a folder in it
 */
record GitState(Path folder) {
  private static final long LARGEST_LINK = 64 << 10;
  private static final String LINK = "gitdir: ";

  /** What may be under way, by the file that says so. */
  private enum Underway {
    MERGE("MERGE_HEAD", "a merge; end it with git merge --continue or --abort"),
    REBASE("rebase-merge", "a rebase; end it with git rebase --continue or --abort"),
    APPLY("rebase-apply", "a rebase or git am; end it with its --continue or --abort"),
    PICK("CHERRY_PICK_HEAD", "a cherry-pick; end it with git cherry-pick --continue or --abort"),
    REVERT("REVERT_HEAD", "a revert; end it with git revert --continue or --abort"),
    SEQUENCE("sequencer", "a cherry-pick or revert; end it with its --continue or --abort"),
    BISECT("BISECT_LOG", "a bisection; end it with git bisect reset");

    private final String file;
    private final String text;

    Underway(String file, String text) {
      this.file = file;
      this.text = text;
    }
  }

  /** What is under way there; empty if nothing is, or it is no work tree of git's. */
  Optional<String> underway() throws IOException {
    Optional<Path> git = gitFolder();
    return git.flatMap(
        it ->
            Stream.of(Underway.values())
                .filter(state -> Files.exists(it.resolve(state.file)))
                .map(state -> state.text)
                .findFirst());
  }

  /** Where git keeps them: a linked work tree's file names the folder. */
  private Optional<Path> gitFolder() throws IOException {
    for (Path at = folder.toRealPath(); at != null; at = at.getParent()) {
      Path git = at.resolve(".git");
      if (Files.isDirectory(git)) {
        return Optional.of(git);
      }
      if (Files.isRegularFile(git) && Files.size(git) < LARGEST_LINK) {
        String link = new String(Files.readAllBytes(git), StandardCharsets.UTF_8).strip();
        return link.startsWith(LINK)
            ? Optional.of(at.resolve(link.substring(LINK.length())))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
