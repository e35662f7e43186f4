package zamba.publish.pullrequest;

import java.nio.file.Path;
import zamba.publish.pullrequest.git.Git;

/**
 * What was looked up and made before the run that a pull request is to be made of.
 *
 * @param git the checkout's
 * @param settings how far it goes
 * @param base what the pull request is made against
 * @param staged where the run commits the models' folders
 * @param edits what else a release changes
 * @param hosting where pull requests are made
 * @param report where the report goes
 */
public record Prepared(
    Git git,
    PullRequestSettings settings,
    Base base,
    StagedModels staged,
    ReleaseEdits edits,
    Hosting hosting,
    Path report) {

  Releases releases() {
    return new Releases(base.tree(), staged, edits);
  }

  Beside beside() {
    return new Beside(report);
  }
}
