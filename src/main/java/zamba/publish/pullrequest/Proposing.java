package zamba.publish.pullrequest;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import zamba.publish.checkout.Remark;
import zamba.publish.publication.Proposal;
import zamba.publish.publication.Report;
import zamba.publish.pullrequest.body.Body;
import zamba.publish.pullrequest.body.ModelChange;
import zamba.publish.pullrequest.body.Title;
import zamba.publish.pullrequest.git.NewFile;
import zamba.publish.pullrequest.git.Release;
import zamba.publish.pullrequest.github.PullRequest;

/**
 * A pull request on its way through the route: the message that each step takes and gives. It never
 * changes.
 *
 * @param report of the run
 * @param models what is released
 * @param files what the commit has
 * @param remarks what somebody should look at
 * @param text the file that holds what it says, once it is written
 * @param release the branch, once it has the commit
 * @param there what GitHub has for the branch, once it was looked for
 * @param pushed whether the remote has the commit
 * @param outcome what became of it, once that is known
 */
public record Proposing(
    Report report,
    List<ModelChange> models,
    List<NewFile> files,
    List<Remark> remarks,
    Optional<Path> text,
    Optional<Release> release,
    Optional<PullRequest> there,
    boolean pushed,
    Optional<Proposal> outcome) {

  static Proposing of(
      Report report, List<ModelChange> models, List<NewFile> files, List<Remark> remarks) {
    return new Proposing(
        report,
        List.copyOf(models),
        List.copyOf(files),
        List.copyOf(remarks),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  /** What it would be, before anything is made. */
  static Proposing concluded(Report report, Proposal outcome) {
    return of(report, List.of(), List.of(), List.of()).with(outcome);
  }

  /** A copy that is being changed. */
  private static final class Draft {
    private Optional<Path> text;
    private Optional<Release> release;
    private Optional<PullRequest> there;
    private boolean pushed;
    private Optional<Proposal> outcome;
  }

  private Proposing changed(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.text = text;
    draft.release = release;
    draft.there = there;
    draft.pushed = pushed;
    draft.outcome = outcome;
    change.accept(draft);
    return new Proposing(
        report,
        models,
        files,
        remarks,
        draft.text,
        draft.release,
        draft.there,
        draft.pushed,
        draft.outcome);
  }

  Proposing with(Proposal became) {
    return changed(it -> it.outcome = Optional.of(became));
  }

  Proposing withText(Path file) {
    return changed(it -> it.text = Optional.of(file));
  }

  Proposing with(Release made) {
    return changed(
        it -> {
          it.release = Optional.of(made);
          it.pushed = made.pushed();
        });
  }

  Proposing with(PullRequest found) {
    return changed(it -> it.there = Optional.of(found));
  }

  Proposing withPushed() {
    return changed(it -> it.pushed = true);
  }

  /** Whether anything is left to do. */
  public boolean open() {
    return outcome.isEmpty();
  }

  Title title() {
    return new Title(models);
  }

  String branch() {
    return title().branch();
  }

  Body body() {
    return new Body(models, remarks);
  }

  Path textFile() {
    return text.orElseThrow();
  }

  Release made() {
    return release.orElseThrow();
  }
}
