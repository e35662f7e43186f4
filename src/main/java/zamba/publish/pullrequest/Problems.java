package zamba.publish.pullrequest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import zamba.publish.files.WritableFolder;
import zamba.publish.pullrequest.git.Git;
import zamba.publish.pullrequest.git.GitException;
import zamba.publish.pullrequest.git.Remote;

/** What would keep a commit from being made after everything is published, looked for before. */
final class Problems {
  private Problems() {}

  static List<String> of(Git git, PullRequestSettings settings) {
    try {
      Git.Answer inside = git.ask("rev-parse", "--is-inside-work-tree");
      if (!inside.ok() || !inside.text().equals("true")) {
        return List.of(
            "%s is in no work tree of git, as far as git tells: %s"
                .formatted(git.checkout(), inside.error()));
      }
      List<String> problems = new ArrayList<>();
      if (new Remote(git, settings.remote()).url().isEmpty()) {
        problems.add(noRemote(git, "pull-request.remote", settings.remote()));
      }
      if (!settings.pushRemote().equals(settings.remote())
          && new Remote(git, settings.pushRemote()).url().isEmpty()) {
        problems.add(noRemote(git, "pull-request.push-remote", settings.pushRemote()));
      }
      for (String who : List.of("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT")) {
        Git.Answer identity = git.ask("var", who);
        if (!identity.ok()) {
          problems.add(
              "git does not know who commits in %s: %s. Set user.name and user.email"
                  .formatted(git.checkout(), identity.error()));
          break;
        }
      }
      folders(git, problems);
      return problems;
    } catch (GitException e) {
      return List.of(e.getMessage());
    }
  }

  private static String noRemote(Git git, String property, String name) {
    return "%s=%s: %s has no such remote; it has: %s"
        .formatted(property, name, git.checkout(), git.tell("remote").replace("\n", ", "));
  }

  /** Where git writes a commit and a branch. */
  private static void folders(Git git, List<String> problems) {
    Set<String> seen = new TreeSet<>();
    for (String part : List.of("objects", "refs")) {
      Path folder = git.checkout().resolve(git.tell("rev-parse", "--git-path", part));
      new WritableFolder(folder).attempt().filter(seen::add).ifPresent(problems::add);
    }
  }
}
