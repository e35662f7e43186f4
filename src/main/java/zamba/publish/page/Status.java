package zamba.publish.page;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import zamba.publish.publication.FileChange;
import zamba.publish.publication.PublicObject;
import zamba.publish.publication.Publication;

/**
 * How it stands: what the page shows, and what {@code /api/status} says.
 *
 * @param made when this was put together, ISO 8601 in UTC
 * @param status the last run's, as in its report; {@code broke off} if it ended without one; {@code
 *     unknown} before the first
 * @param lastInPlace when the whole catalog was last in place, as far as this process saw it; null
 *     if it never was
 * @param regions the public buckets' names, in their order
 * @param runs the last ones, the newest last
 * @param copies those that are under way
 * @param entries each model and weights file as it was last looked at
 * @param unreferenced what the last audit found that nothing refers to
 * @param ended how many runs have ended
 * @param live whether it goes on
 */
public record Status(
    String made,
    String status,
    String lastInPlace,
    List<String> regions,
    List<SeenRun> runs,
    List<Copies.UnderWay> copies,
    List<Entry> entries,
    List<PublicObject> unreferenced,
    @JsonIgnore int ended,
    @JsonIgnore boolean live) {

  /**
   * One of them.
   *
   * @param publication as in the report
   * @param seen when that was, ISO 8601 in UTC
   * @param facts what the model is; not part of the JSON if that is not known
   * @param before what it was before it last changed; likewise
   * @param changes what changes in its official folder
   */
  public record Entry(
      @JsonUnwrapped Publication publication,
      String seen,
      @JsonInclude(JsonInclude.Include.NON_NULL) Facts facts,
      @JsonInclude(JsonInclude.Include.NON_NULL) Facts before,
      @JsonIgnore List<FileChange> changes) {}
}
