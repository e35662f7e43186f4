package zamba.publish.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * One run: what {@code report.file} holds.
 *
 * @param started when the run began, ISO 8601 in UTC
 * @param finished when it ended, ISO 8601 in UTC
 * @param status {@code ok}, or {@code failed} if at least one publication failed
 * @param publications in the catalog's order
 */
public record Report(
    String started, String finished, String status, List<Publication> publications) {

  public Report {
    publications = List.copyOf(publications);
  }

  /** The report of a run that began at {@code started} and ends now. */
  public static Report of(Instant started, Clock clock, List<Publication> publications) {
    return new Report(
        started.truncatedTo(ChronoUnit.MILLIS).toString(),
        clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(),
        publications.stream().anyMatch(Publication::failed) ? "failed" : "ok",
        publications);
  }

  @JsonIgnore
  public boolean failed() {
    return status.equals("failed");
  }
}
