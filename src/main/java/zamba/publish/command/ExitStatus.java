package zamba.publish.command;

import zamba.publish.publication.Report;

/** With what the program ends, for scripts; each number means this one thing. */
public enum ExitStatus {
  /** Everything is published or was already there; a plan found nothing to do. */
  DONE(0),

  /** At least one publication failed; a plan found that one would; the run broke off. */
  FAILED(1),

  /** The configuration or the command line is unusable; nothing was attempted. */
  UNUSABLE(2),

  /** A plan found something to publish. */
  PENDING(3),

  /** Everything is there, but of something it cannot be told what it is without reading it. */
  UNVERIFIED(4),

  /** Memory ran out, and the program ended at once. */
  OUT_OF_MEMORY(5),

  /**
   * Told to stop before there was a report: what a shell says of a process that SIGTERM ended, 128
   * and the signal's number.
   */
  TERMINATED(143);

  private final int number;

  ExitStatus(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** That of a run, a plan or an audit. */
  public static ExitStatus of(Report report) {
    if (report.failed()) {
      return FAILED;
    }
    if (report.pending()) {
      return PENDING;
    }
    return report.unverified() ? UNVERIFIED : DONE;
  }
}
