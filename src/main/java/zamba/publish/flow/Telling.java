package zamba.publish.flow;

import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import zamba.publish.publication.Publication;
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

  /** Whether there are so many entries that most of them are not told one by one. */
  public boolean isMany(@Body List<Work> works) {
    return Summary.isMany(works.size());
  }

  /**
   * Whether what became of one entry is told: not of what was found as it was left, and of many
   * only if something was written or is wrong.
   */
  public boolean isNews(@Body Work work, @Variable("many") Boolean many) {
    return work.worthTelling()
        && !(Boolean.TRUE.equals(many)
            && work.publication().status() == Publication.Status.PRESENT);
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
