package zamba.publish.publication;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * One run, plan or audit: what {@code report.file} holds.
 *
 * @param started when it began, ISO 8601 in UTC
 * @param finished when it ended, ISO 8601 in UTC
 * @param status {@code failed} if at least one publication or the pull request failed; else for a
 *     plan {@code pending} if there is something to publish; else {@code ok}
 * @param publications in the catalog's order
 * @param unreferenced what an audit found in the public buckets that nothing refers to; null, and
 *     not part of the report, for a run or a plan
 * @param pullRequest what became of the pull request; null, and not part of the report, if none was
 *     asked for
 */
public record Report(
    String started,
    String finished,
    String status,
    List<Publication> publications,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<PublicObject> unreferenced,
    @JsonInclude(JsonInclude.Include.NON_NULL) Proposal pullRequest) {

  private static final String FAILED = "failed";
  private static final String PENDING = "pending";

  public Report {
    publications = List.copyOf(publications);
    unreferenced = unreferenced == null ? null : List.copyOf(unreferenced);
  }

  /** The report of a run or a plan that began at {@code started} and ends now. */
  public static Report of(Instant started, Clock clock, List<Publication> publications) {
    return new Report(
        started.truncatedTo(ChronoUnit.MILLIS).toString(),
        clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(),
        status(publications),
        publications,
        null,
        null);
  }

  private static String status(List<Publication> publications) {
    if (publications.stream().anyMatch(Publication::failed)) {
      return FAILED;
    }
    return publications.stream().anyMatch(it -> it.status() == Publication.Status.PENDING)
        ? PENDING
        : "ok";
  }

  /** The same as an audit's. */
  public Report with(List<PublicObject> unreferencedObjects) {
    return new Report(started, finished, status, publications, unreferencedObjects, pullRequest);
  }

  /** The same with a pull request, which can have failed, or for a plan be pending, by itself. */
  public Report with(Proposal proposal) {
    String whole = failed() || proposal.failed() ? FAILED : proposal.planned() ? PENDING : status;
    return new Report(started, finished, whole, publications, unreferenced, proposal);
  }

  @JsonIgnore
  public boolean failed() {
    return status.equals(FAILED);
  }

  /** Whether something is there that cannot be told from other content. */
  @JsonIgnore
  public boolean unverified() {
    return publications.stream()
        .flatMap(publication -> publication.replicas().stream())
        .anyMatch(Replica::unverified);
  }

  /** Whether a run would publish something. */
  @JsonIgnore
  public boolean pending() {
    return status.equals(PENDING);
  }
}
