package zamba.publish.flow;

import java.util.List;
import org.apache.camel.Body;
import zamba.publish.download.DownloadGate;
import zamba.publish.region.RegionComparison;
import zamba.publish.region.RegionOutcome;
import zamba.publish.region.RegionSurvey;
import zamba.publish.stream.Streaming;

/** What is done with all regions together, for the routes. */
public final class AllRegions {
  private final RegionSurvey survey;
  private final Streaming streaming;
  private final DownloadGate downloads;

  /**
   * @param survey looks at them
   * @param streaming serves those whose stores cannot copy
   * @param downloads asks whether everyone can download
   */
  public AllRegions(RegionSurvey survey, Streaming streaming, DownloadGate downloads) {
    this.survey = survey;
    this.streaming = streaming;
    this.downloads = downloads;
  }

  /** See {@link RegionSurvey#survey}. */
  public Work survey(@Body Work work) {
    return work.withHeld(survey.survey(work.replication()));
  }

  /** See {@link RegionSurvey#plan}. */
  public Work plan(@Body Work work) {
    RegionComparison held = survey.plan(work.replication());
    return work.withHeld(held).withReplicas(held.replicas());
  }

  /**
   * Puts what the regions' routes gave into the work.
   *
   * @param outcomes one a region, in the regions' order
   */
  public static Work outcomes(Work work, List<?> outcomes) {
    return work.withOutcomes(outcomes.stream().map(RegionOutcome.class::cast).toList());
  }

  /** See {@link Streaming#serve}. */
  public Work stream(@Body Work work) {
    return work.withOutcomes(streaming.serve(work.replication(), work.outcomes()));
  }

  /** See {@link RegionSurvey#compare}; what is there if nothing may be copied. */
  public Work compare(@Body Work work) {
    return work.withReplicas(
        work.survey().copyable()
            ? survey.compare(work.replication(), work.outcomes())
            : work.survey().replicas());
  }

  /** See {@link DownloadGate#ask}. */
  public Work ask(@Body Work work) {
    return work.with(downloads.ask(work.replication(), work.unchanged(), work.replicas()));
  }
}
