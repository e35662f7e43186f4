package zamba.publish.publication;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The outcome for one model or weights file over all regions.
 *
 * @param name the model's name, or the public name of standalone weights
 * @param kind {@code model} or {@code weights}
 * @param status whether anything was published, was there already, or failed
 * @param source where the bytes come from, as far as it was found
 * @param publicName the object's name in every public bucket, or null if it could not be derived
 * @param bytes the size of the source, or null if it was not found
 * @param error what went wrong, or null
 * @param replicas one entry a region that was looked at, in the regions' order
 * @param files how a plan would change the model's official folder; not part of the report if it
 *     would not
 * @param warnings what is not as it should be and does not keep it from being published; not part
 *     of the report if there is nothing
 * @param inspection what was found of the file of weights; not part of the report if it was not
 *     inspected
 * @param digests of its content, as far as they are known; not part of the report if none is
 * @param signature who vouches for it; not part of the report of what was not to be signed, and was
 *     not looked at
 */
public record Publication(
    String name,
    String kind,
    Status status,
    String source,
    String publicName,
    Long bytes,
    String error,
    List<Replica> replicas,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FileChange> files,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings,
    @JsonInclude(JsonInclude.Include.NON_NULL) Inspected inspection,
    @JsonInclude(JsonInclude.Include.NON_NULL) Digests digests,
    @JsonInclude(JsonInclude.Include.NON_NULL) Signature signature) {

  /** What became of a publication. */
  public enum Status {
    /** At least one replica was copied or the official folder was written. */
    PUBLISHED,
    /** Everything was in place. */
    PRESENT,
    /** A plan: a run would copy something or write the official folder. */
    PENDING,
    /**
     * Nothing was done, since the source is being written or was a moment ago, as {@code error}
     * says; the next run looks again.
     */
    WAITING,
    /** Something is missing; {@code error} says what. */
    FAILED;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Publication {
    replicas = List.copyOf(replicas);
    files = List.copyOf(files);
    warnings = List.copyOf(warnings);
  }

  /** One without warnings, not inspected. */
  public Publication(
      String name,
      String kind,
      Status status,
      String source,
      String publicName,
      Long bytes,
      String error,
      List<Replica> replicas,
      List<FileChange> files) {
    this(
        name,
        kind,
        status,
        source,
        publicName,
        bytes,
        error,
        replicas,
        files,
        List.of(),
        null,
        null,
        null);
  }

  /** The same, with more warnings. */
  public Publication plusWarnings(List<String> more) {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(more);
    return with(all, inspection, digests, signature);
  }

  /** The same, inspected. */
  public Publication withInspection(Inspected found) {
    return with(warnings, found, digests, signature);
  }

  /**
   * The same, with what is known of its content and who vouches for it.
   *
   * @param known null if nothing is
   * @param vouched null if that was not looked at
   */
  public Publication withSignature(Digests known, Signature vouched) {
    return with(warnings, inspection, known, vouched);
  }

  private Publication with(List<String> said, Inspected found, Digests known, Signature vouched) {
    return new Publication(
        name,
        kind,
        status,
        source,
        publicName,
        bytes,
        error,
        replicas,
        files,
        said,
        found,
        known,
        vouched);
  }

  @JsonIgnore
  public boolean failed() {
    return status == Status.FAILED;
  }
}
