package zamba.publish.page;

import java.util.EnumMap;
import java.util.Map;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Report;

/**
 * What is remembered of a run, a plan or an audit.
 *
 * @param started when it began, ISO 8601 in UTC; null if it broke off
 * @param finished when it ended, likewise
 * @param status as in the report; {@code broke off} if it ended without one
 * @param publications how many there were of each status
 */
public record SeenRun(
    String started, String finished, String status, Map<Publication.Status, Integer> publications) {

  static final String BROKE_OFF = "broke off";

  static SeenRun of(Report report) {
    Map<Publication.Status, Integer> counts = new EnumMap<>(Publication.Status.class);
    report.publications().forEach(it -> counts.merge(it.status(), 1, Integer::sum));
    return new SeenRun(report.started(), report.finished(), report.status(), counts);
  }
}
