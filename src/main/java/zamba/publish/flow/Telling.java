package zamba.publish.flow;

import org.apache.camel.Body;
import zamba.publish.publication.Report;
import zamba.publish.report.Summary;

/** What the routes' log steps tell people. */
public final class Telling {
  private final Summary story;

  /**
   * @param story writes it
   */
  public Telling(Summary story) {
    this.story = story;
  }

  /** What became of one entry. */
  public String entry(@Body Work work) {
    return story.of(work.publication());
  }

  /** What became of all. */
  public String run(@Body Report report) {
    return story.of(report);
  }

  /** That there was nothing to do. */
  public String quietRun(@Body Report report) {
    return story.line(report);
  }

  /** What a run would do. */
  public String plan(@Body Report report) {
    return story.planned(report);
  }

  /** What an audit found. */
  public String audit(@Body Report report) {
    return story.audited(report);
  }
}
