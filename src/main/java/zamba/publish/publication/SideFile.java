package zamba.publish.publication;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * A file that vouches for a public object, beside it in one region, as a plan has found it.
 *
 * @param region the region's name, such as {@code us}
 * @param name the file's name, which is the public name and {@code .sig} or {@code .sha256}
 * @param status what is there
 * @param note what is wrong, or not known yet; null, and not part of the report, if nothing is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SideFile(String region, String name, Status status, String note) {

  /** What is there. */
  public enum Status {
    /** Nothing; a run would write it. */
    MISSING,
    /** One that a run would keep: a signature that verifies, or that digest. */
    PRESENT,
    /** One that a run would compare as soon as it knows the digest. */
    UNKNOWN,
    /** One that a run would not keep and not replace: it would fail. */
    DIFFERENT,
    /** The region does not say, or would not take it. */
    FAILED;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether a run would write it. */
  @JsonIgnore
  public boolean isToBeWritten() {
    return status == Status.MISSING;
  }
}
