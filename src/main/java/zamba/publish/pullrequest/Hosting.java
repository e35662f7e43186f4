package zamba.publish.pullrequest;

import java.net.URI;
import java.util.Optional;
import zamba.publish.pullrequest.body.Marked;
import zamba.publish.pullrequest.git.Git;
import zamba.publish.pullrequest.git.Remote;
import zamba.publish.pullrequest.github.GitHub;
import zamba.publish.pullrequest.github.PullRequest;
import zamba.publish.pullrequest.github.Repository;
import zamba.publish.pullrequest.github.Token;

/** Where the pull request is made, as far as the checkout's remotes say. */
public final class Hosting {
  private final Optional<Repository> target;
  private final Optional<Repository> source;
  private final Optional<URI> api;
  private final String remote;
  private final Token tokens;

  /**
   * @param git the checkout's
   * @param tokens where a token is looked for when one is needed
   */
  public Hosting(Git git, PullRequestSettings settings, Token tokens) {
    this.remote = settings.remote();
    this.target = new Remote(git, settings.remote()).url().flatMap(Repository::of);
    this.source = new Remote(git, settings.pushRemote()).pushUrl().flatMap(Repository::of);
    this.api = settings.api();
    this.tokens = tokens;
  }

  private Optional<GitHub> gitHub() {
    return target.flatMap(it -> GitHub.connect(it, api, tokens));
  }

  /** Why no pull request can be made from here; empty if nothing speaks against. */
  Optional<String> problem() {
    if (target.isEmpty() || source.isEmpty() || (target.get().host().isEmpty() && api.isEmpty())) {
      return Optional.of(
          "The address of remote %s names no repository on a GitHub host; pull-request.api says where its API is"
              .formatted(remote));
    }
    return gitHub().isPresent()
        ? Optional.empty()
        : Optional.of(
            "There is no token for %s: neither GITHUB_TOKEN nor gh auth token gives one"
                .formatted(target.get().host().isEmpty() ? "GitHub" : target.get().host()));
  }

  Optional<PullRequest> find(String branch) {
    return gitHub().orElseThrow().of(source.orElseThrow().owner(), branch);
  }

  /**
   * @param remark what is not as it was asked for
   */
  record Proposed(PullRequest pullRequest, Optional<String> remark) {}

  /**
   * Opens a pull request, or edits our part of the one that is there.
   *
   * @param draft whether a new one is to be a draft
   */
  Proposed propose(
      String branch,
      String base,
      String title,
      String text,
      boolean draft,
      Optional<PullRequest> there) {
    GitHub gitHub = gitHub().orElseThrow();
    PullRequest pullRequest =
        there.orElseGet(
            () -> gitHub.open(source.orElseThrow().owner(), branch, base, title, text, draft));
    if (there.isEmpty()
        && pullRequest.live()
        && draft
        && pullRequest.state() == PullRequest.State.OPEN) {
      return new Proposed(
          pullRequest, Optional.of("the repository has no drafts, so it is open for review"));
    }
    Optional<String> edited = Marked.replace(pullRequest.body(), text);
    if (edited.isEmpty()) {
      return new Proposed(
          pullRequest,
          Optional.of("its text has no part of ours any more, so it was left as it is"));
    }
    if (!edited.get().equals(pullRequest.body())) {
      gitHub.edit(pullRequest, edited.get());
    }
    return new Proposed(pullRequest, Optional.empty());
  }

  /** As gh takes it. */
  String repository() {
    return target.map(Repository::forGh).orElse("OWNER/REPOSITORY");
  }

  /** The branch as gh takes it, after its owner if that is another. */
  String head(String branch) {
    return source
        .filter(it -> target.isPresent() && !it.owner().equals(target.get().owner()))
        .map(it -> it.owner() + ":" + branch)
        .orElse(branch);
  }
}
