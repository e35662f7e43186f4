package zamba.publish.page;

import java.util.List;
import java.util.stream.Collectors;
import zamba.publish.page.view.Head;
import zamba.publish.page.view.Mark;
import zamba.publish.publication.Publication;
import zamba.publish.report.Bytes;

/** Says how it stands, at a glance. */
final class Heads {
  private static final int HUNDRED = 100;

  private Heads() {}

  static Head of(Status status) {
    List<Mark> marks = status.entries().stream().map(it -> Rows.mark(it.publication())).toList();
    long settled = marks.stream().filter(it -> !it.needsLook()).count();
    Mark worst = marks.stream().min(Mark::compareTo).orElse(Mark.NONE);
    boolean broke = status.status().equals(SeenRun.BROKE_OFF);
    return new Head(
        broke ? Mark.FAILED : worst == Mark.COPIED ? Mark.PRESENT : worst,
        headline(status, settled, broke),
        Shown.time(status.made()),
        status.lastInPlace() == null ? null : Shown.time(status.lastInPlace()),
        status.runs().stream().map(Heads::run).toList(),
        status.copies().stream().map(Heads::copy).toList(),
        status.ended());
  }

  private static String headline(Status status, long settled, boolean broke) {
    int all = status.entries().size();
    if (broke) {
      return "The last run broke off; the log says why";
    }
    if (status.runs().isEmpty()) {
      return "No run has ended yet";
    }
    if (all == 0) {
      return "The catalog is empty";
    }
    String regions = status.regions().stream().map(Shown::text).collect(Collectors.joining(", "));
    return settled == all
        ? "All %s in place in %s".formatted(Shown.count(all), regions)
        : "%s of %s in place in %s".formatted(Shown.count(settled), Shown.count(all), regions);
  }

  private static Head.Run run(SeenRun run) {
    Mark mark =
        switch (run.status()) {
          case "ok" ->
              run.publications().containsKey(Publication.Status.WAITING)
                  ? Mark.WAITING
                  : Mark.PRESENT;
          case "pending" -> Mark.PENDING;
          default -> Mark.FAILED;
        };
    return new Head.Run(mark, Shown.time(run.finished()), text(run));
  }

  private static String text(SeenRun run) {
    if (run.publications().isEmpty()) {
      return run.status();
    }
    return run.publications().entrySet().stream()
        .map(it -> it.getValue() + " " + it.getKey())
        .collect(Collectors.joining(", "));
  }

  private static Head.Copy copy(Copies.UnderWay copy) {
    int percent = copy.bytes() == 0 ? 0 : (int) (copy.done() * HUNDRED / copy.bytes());
    String text = "%s of %s".formatted(Bytes.text(copy.done()), Bytes.text(copy.bytes()));
    if (copy.secondsLeft() != null) {
      text += ", %s left".formatted(left(copy.secondsLeft()));
    }
    return new Head.Copy(Shown.text(copy.publicName()), Shown.text(copy.region()), percent, text);
  }

  private static String left(long seconds) {
    return seconds < 60 ? seconds + " s" : "%d:%02d min".formatted(seconds / 60, seconds % 60);
  }
}
