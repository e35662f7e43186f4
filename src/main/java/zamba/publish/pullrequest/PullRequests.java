package zamba.publish.pullrequest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.files.Reason;
import zamba.publish.publication.Proposal;
import zamba.publish.publication.Report;
import zamba.publish.pullrequest.body.F1Chart;
import zamba.publish.pullrequest.body.ModelChange;
import zamba.publish.pullrequest.git.Branch;
import zamba.publish.pullrequest.git.CommitMessage;
import zamba.publish.pullrequest.git.NewFile;
import zamba.publish.pullrequest.git.Release;
import zamba.publish.pullrequest.git.Remote;
import zamba.publish.pullrequest.github.PullRequest;
import zamba.publish.report.Printable;

/** The steps from a run's report to a pull request. */
public final class PullRequests {
  private static final Logger LOG = LoggerFactory.getLogger(PullRequests.class);

  private final Optional<Prepared> prepared;

  /**
   * @param prepared what was looked up before the run; empty if no pull request is asked for, and
   *     then none of the steps is
   */
  public PullRequests(Optional<Prepared> prepared) {
    this.prepared = prepared;
  }

  private Prepared it() {
    return prepared.orElseThrow(() -> new IllegalStateException("pull-request is none"));
  }

  /** What a run released, or why there is nothing to propose. */
  public Proposing gather(@Body Report report) throws IOException {
    return it().releases().of(report);
  }

  /** What a plan would propose. */
  public Report plan(@Body Report report) throws IOException {
    Proposing planned = it().releases().planned(report);
    if (!planned.open()) {
      return report.with(planned.outcome().orElseThrow());
    }
    StringBuilder note = new StringBuilder(planned.title().text());
    note.append(", against ").append(it().base().branch()).append(" as it was last fetched");
    planned.files().forEach(file -> note.append("\n  ").append(told(file)));
    planned
        .remarks()
        .forEach(it -> note.append("\n  to look at: ").append(Printable.of(it.toString())));
    return report.with(
        new Proposal(planned.branch(), null, null, Proposal.State.PLANNED, note.toString()));
  }

  private String told(NewFile file) {
    boolean there = it().base().tree().files(parent(file.path())).contains(file.path());
    return (there ? "to change: " : "to add: ") + Printable.of(file.path());
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** Writes what it will say, and the pictures, beside the report. */
  public Proposing write(@Body Proposing proposing) throws IOException {
    for (ModelChange model : proposing.models()) {
      try {
        Optional<byte[]> png = F1Chart.png(model);
        if (png.isPresent()) {
          it().beside().write("-" + model.released().model() + "-f1.png", png.get());
        }
      } catch (IOException e) {
        LOG.warn("No picture of {}'s F1: {}", model.released().model(), new Reason(e).toString());
      }
    }
    return proposing.withText(
        it().beside().write("-pull-request.md", proposing.body().text().getBytes(UTF_8)));
  }

  /** Makes the branch have the commit. */
  public Proposing commit(@Body Proposing proposing) {
    Release release =
        branch(proposing)
            .release(
                proposing.files(),
                new CommitMessage(proposing.title().text(), proposing.title().commitBody()),
                it().base().unreachable().isEmpty());
    if (release.commit().equals(it().base().tree().commit())) {
      return proposing.with(
          new Proposal(
              null,
              null,
              null,
              Proposal.State.NONE,
              "Nothing to release: %s has it all".formatted(it().base().branch())));
    }
    return proposing.with(release);
  }

  private Branch branch(Proposing proposing) {
    return new Branch(
        it().git(),
        it().base().tree(),
        new Remote(it().git(), it().settings().pushRemote()),
        proposing.branch());
  }

  /** Whether anything can and should be sent; else the lines that do it are the outcome. */
  public Proposing choose(@Body Proposing proposing) {
    if (it().settings().mode() == PullRequestSettings.Mode.BRANCH) {
      return unsent(proposing, "pull-request=branch sends nothing");
    }
    if (it().base().unreachable().isPresent()) {
      return unsent(proposing, it().base().unreachable().get());
    }
    return it().hosting().problem().map(why -> unsent(proposing, why)).orElse(proposing);
  }

  /** Looks what GitHub has for the branch. One that was closed or merged is left alone. */
  public Proposing find(@Body Proposing proposing) {
    var there = it().hosting().find(proposing.branch());
    if (there.isEmpty()) {
      return proposing;
    }
    Proposing found = proposing.with(there.get());
    if (there.get().live()) {
      return found;
    }
    boolean merged = there.get().state() == PullRequest.State.MERGED;
    return found.with(
        proposal(
            found,
            merged ? Proposal.State.MERGED : Proposal.State.CLOSED,
            there.get().url(),
            "Pull request %d of this branch was %s, so nothing was sent. To go on all the same, %s:%n%s"
                .formatted(
                    there.get().number(),
                    merged ? "merged" : "closed",
                    merged ? "make another" : "reopen it and push, or make another",
                    lines(found))));
  }

  /** Pushes the branch, never by force. */
  public Proposing push(@Body Proposing proposing) {
    if (!proposing.pushed()) {
      Release release = proposing.made();
      new Remote(it().git(), it().settings().pushRemote()).push(release.commit(), release.branch());
    }
    return proposing.withPushed();
  }

  /** Opens the pull request, or gives the one that is there our new part of its text. */
  public Proposing propose(@Body Proposing proposing) {
    Hosting.Proposed proposed =
        it().hosting()
            .propose(
                proposing.branch(),
                it().base().branch(),
                proposing.title().text(),
                proposing.body().text(),
                it().settings().mode() == PullRequestSettings.Mode.DRAFT,
                proposing.there());
    boolean draft = proposed.pullRequest().state() == PullRequest.State.DRAFT;
    return proposing.with(
        proposal(
            proposing,
            draft ? Proposal.State.DRAFT : Proposal.State.OPEN,
            proposed.pullRequest().url(),
            notes(proposing, proposed.remark())));
  }

  private static String notes(Proposing proposing, Optional<String> remark) {
    List<String> notes = new ArrayList<>();
    proposing.release().flatMap(Release::remark).ifPresent(notes::add);
    if (proposing.made().foreign()) {
      notes.add("others have committed to the branch too; this release is on top");
    }
    remark.ifPresent(notes::add);
    return notes.isEmpty() ? null : String.join(". ", notes);
  }

  /** The report with what became of it. */
  public Report conclude(@Body Proposing proposing) {
    return proposing.report().with(proposing.outcome().orElseThrow());
  }

  /**
   * What it came to when it could not be sent: the commit stays, and is sent by hand.
   *
   * @param proposing as the step was given it that failed
   */
  public Proposing notSent(@Body Proposing proposing, Exception cause) {
    return unsent(proposing, cause.getMessage());
  }

  /**
   * What it came to when there could be no commit.
   *
   * @param exchange whose body is what the step was given that failed
   */
  public Report failed(Exchange exchange, Exception cause) {
    Object body = exchange.getMessage().getBody();
    Report report = body instanceof Proposing proposing ? proposing.report() : (Report) body;
    String why =
        cause instanceof IOException e
            ? new Reason(e).toString()
            : String.valueOf(cause.getMessage());
    return report.with(
        new Proposal(
            body instanceof Proposing proposing && !proposing.models().isEmpty()
                ? proposing.branch()
                : null,
            null,
            null,
            Proposal.State.FAILED,
            why));
  }

  private Proposing unsent(Proposing proposing, String why) {
    return proposing.with(
        proposal(
            proposing,
            Proposal.State.BRANCH,
            proposing.there().map(it -> it.url()).orElse(null),
            "%s. The commit is on branch %s; send it with:%n%s"
                .formatted(why, proposing.branch(), lines(proposing))));
  }

  private static Proposal proposal(
      Proposing proposing, Proposal.State state, String url, String note) {
    return new Proposal(proposing.branch(), proposing.made().commit(), url, state, note);
  }

  private String lines(Proposing proposing) {
    List<String> lines = new ArrayList<>();
    if (!proposing.pushed()) {
      lines.add(
          CommandLines.push(
              it().git().checkout(), it().settings().pushRemote(), proposing.branch()));
    }
    if (proposing.there().filter(it -> it.live()).isEmpty()) {
      lines.add(
          CommandLines.create(
              it().hosting().repository(),
              it().base().branch(),
              it().hosting().head(proposing.branch()),
              proposing.title().text(),
              proposing.textFile(),
              it().settings().mode() != PullRequestSettings.Mode.OPEN));
    }
    return String.join("\n", lines);
  }

  /** What became of it, for people. */
  public String tell(@Body Report report) {
    Proposal proposal = report.pullRequest();
    StringBuilder text = new StringBuilder("Pull request: ").append(proposal.state());
    if (proposal.branch() != null) {
      text.append(", ").append(Printable.of(proposal.branch()));
    }
    if (proposal.commit() != null) {
      text.append(" at ").append(proposal.commit());
    }
    if (proposal.url() != null) {
      text.append(", ").append(Printable.of(proposal.url()));
    }
    if (proposal.note() != null) {
      text.append(". ");
      text.append(proposal.note().lines().map(Printable::of).collect(Collectors.joining("\n")));
    }
    return text.toString();
  }
}
