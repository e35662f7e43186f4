package zamba.publish.pullrequest.git;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Another repository, as the checkout's configuration names it.
 *
 * @param git the checkout's
 * @param name such as {@code origin}
 */
public record Remote(Git git, String name) {
  private static final String HEADS = "refs/heads/";

  /** Its address for fetching; empty if the checkout has no such remote. */
  public Optional<String> url() {
    Git.Answer answer = git.ask("remote", "get-url", "--", name);
    return answer.ok() ? Optional.of(answer.text()) : Optional.empty();
  }

  /** Its address for pushing; empty if the checkout has no such remote. */
  public Optional<String> pushUrl() {
    Git.Answer answer = git.ask("remote", "get-url", "--push", "--", name);
    return answer.ok()
        ? Optional.of(answer.text().lines().findFirst().orElse(""))
        : Optional.empty();
  }

  /**
   * Its default branch as the last fetch left it, without asking it.
   *
   * @return where its branch is in the checkout, such as {@code refs/remotes/origin/main}
   */
  public Optional<String> knownDefault() {
    Git.Answer head = git.ask("symbolic-ref", "--quiet", tracking("HEAD"));
    List<String> candidates = new ArrayList<>();
    if (head.ok()) {
      candidates.add(head.text());
    }
    candidates.add(tracking("main"));
    candidates.add(tracking("master"));
    return candidates.stream().filter(ref -> commit(ref).isPresent()).findFirst();
  }

  /**
   * Asks which branch is its default one, and fetches that.
   *
   * @throws GitException if it does not answer
   */
  public String fetchDefault() {
    Git.Answer answer =
        git.askRemote(List.of("ls-remote", "--symref", "--quiet", "--", name, "HEAD"));
    if (!answer.ok()) {
      throw failed("asked for its default branch", answer);
    }
    String branch =
        answer
            .text()
            .lines()
            .filter(line -> line.startsWith("ref: " + HEADS) && line.endsWith("\tHEAD"))
            .map(line -> line.substring(("ref: " + HEADS).length(), line.lastIndexOf('\t')))
            .findFirst()
            .orElseThrow(
                () ->
                    new GitException(
                        "Remote %s of %s names no default branch; is anything in it?"
                            .formatted(name, git.checkout())));
    if (!fetch(branch)) {
      throw new GitException("Remote %s has no branch %s any more".formatted(name, branch));
    }
    return tracking(branch);
  }

  /**
   * Fetches a branch.
   *
   * @return whether there is one
   * @throws GitException if the remote does not answer
   */
  boolean fetch(String branch) {
    String ref = HEADS + branch;
    Git.Answer listed = git.askRemote(List.of("ls-remote", "--quiet", "--", name, ref));
    if (!listed.ok()) {
      throw failed("asked for branch " + branch, listed);
    }
    if (listed.text().isEmpty()) {
      return false;
    }
    Git.Answer answer =
        git.askRemote(
            List.of(
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-recurse-submodules",
                "--no-write-fetch-head",
                "--",
                name,
                "+" + ref + ":" + tracking(branch)));
    if (!answer.ok()) {
      throw failed("fetched " + branch + " from", answer);
    }
    return true;
  }

  /** Where the checkout keeps what it last saw of a branch. */
  String tracking(String branch) {
    return "refs/remotes/" + name + "/" + branch;
  }

  /** The commit that a ref names here. */
  public Optional<String> commit(String ref) {
    Git.Answer answer = git.ask("rev-parse", "--verify", "--quiet", ref + "^{commit}");
    return answer.ok() ? Optional.of(answer.text()) : Optional.empty();
  }

  /**
   * Pushes a commit to a branch, never by force.
   *
   * @throws GitException if it is refused or does not get there
   */
  public void push(String commit, String branch) {
    Git.Answer answer =
        git.askRemote(
            List.of(
                "push",
                "--porcelain",
                "--no-follow-tags",
                "--recurse-submodules=no",
                "--",
                name,
                commit + ":" + HEADS + branch));
    if (!answer.ok()) {
      String refused =
          answer
              .text()
              .lines()
              .filter(line -> line.startsWith("!"))
              .map(line -> line.substring(line.lastIndexOf('\t') + 1) + "; ")
              .findFirst()
              .orElse("");
      throw new GitException(
          "git push to %s was not done: %s%s".formatted(name, refused, answer.error()));
    }
  }

  private GitException failed(String what, Git.Answer answer) {
    return new GitException(
        "Remote %s of %s was %s and did not answer: %s"
            .formatted(name, git.checkout(), what, answer.error()));
  }
}
