package zamba.publish;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.spi.Registry;
import zamba.publish.checkout.ZambaCheckout;
import zamba.publish.config.Configuration;
import zamba.publish.config.InvalidConfigurationException;
import zamba.publish.config.Task;
import zamba.publish.pullrequest.Base;
import zamba.publish.pullrequest.CheckoutRelease;
import zamba.publish.pullrequest.Hosting;
import zamba.publish.pullrequest.Prepared;
import zamba.publish.pullrequest.PullRequestSettings;
import zamba.publish.pullrequest.PullRequests;
import zamba.publish.pullrequest.StagedModels;
import zamba.publish.pullrequest.git.Git;
import zamba.publish.pullrequest.git.GitException;
import zamba.publish.pullrequest.git.Remote;
import zamba.publish.pullrequest.github.Token;

/** What makes a pull request of a run, if one is asked for. */
final class PullRequestConfiguration implements AutoCloseable {
  private final Optional<Prepared> prepared;

  private PullRequestConfiguration(Optional<Prepared> prepared) {
    this.prepared = prepared;
  }

  /** No pull request is asked for. */
  static PullRequestConfiguration none() {
    return new PullRequestConfiguration(Optional.empty());
  }

  /**
   * Looks up what a pull request is made against, if one is asked for: fetches it, but for a plan
   * that can do without.
   *
   * @param environment the program's environment variables
   * @throws InvalidConfigurationException if no commit could be made in the end
   */
  static PullRequestConfiguration of(Configuration configuration, Map<String, String> environment) {
    return configuration.pullRequest().asked()
        ? configuration
            .checkout()
            .map(it -> open(configuration, it.checkout(), environment))
            .orElseGet(PullRequestConfiguration::none)
        : none();
  }

  private static PullRequestConfiguration open(
      Configuration configuration, ZambaCheckout checkout, Map<String, String> environment) {
    PullRequestSettings settings = configuration.pullRequest();
    Git git = new Git(checkout.folder().toAbsolutePath().normalize());
    List<String> problems = Base.problems(git, settings);
    if (!problems.isEmpty()) {
      throw new InvalidConfigurationException(
          problems.stream().map(problem -> "pull-request: " + problem).toList());
    }
    try {
      Base base = base(configuration, git, new Remote(git, settings.remote()));
      return new PullRequestConfiguration(
          Optional.of(
              new Prepared(
                  git,
                  settings,
                  base,
                  StagedModels.of(base.tree()),
                  new CheckoutRelease(checkout, git, configuration.companions()),
                  new Hosting(git, settings, new Token(environment, "gh")),
                  configuration.report())));
    } catch (GitException e) {
      throw new InvalidConfigurationException(List.of("pull-request: " + e.getMessage()));
    }
  }

  private static Base base(Configuration configuration, Git git, Remote remote) {
    Optional<Base> known =
        configuration.task() == Task.PLAN
            ? Base.known(git, remote, "a plan sends nothing")
            : Optional.empty();
    return known.orElseGet(() -> Base.fetched(git, remote));
  }

  /** The folder that the run commits the models' folders to, if it is not the configured one. */
  Optional<Path> officialModels() {
    return prepared.map(it -> it.staged().folder());
  }

  /** Binds the steps. */
  void bind(Registry registry) {
    registry.bind("pullRequests", new PullRequests(prepared));
  }

  /** Deletes that folder. */
  @Override
  public void close() {
    prepared.ifPresent(it -> it.staged().close());
  }
}
