package zamba.publish.publication;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Who vouches for a public object: what became of the signature file beside it, over all regions.
 *
 * @param status what was found or done
 * @param key the SHA-256 of the public key's PEM in hexadecimal, as signature files name it; null,
 *     and not part of the report, if nobody vouches
 * @param note why nobody does, or what is wrong; null, and not part of the report, if nothing is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Signature(Status status, String key, String note) {

  /** What became of it. */
  public enum Status {
    /** This run put it into at least one region; it is in all. */
    SIGNED,
    /** It is in every region, and of a trusted key. */
    PRESENT,
    /** Nobody vouches; {@code note} says why. */
    NONE,
    /** An audit: a region lacks it. */
    MISSING,
    /** A region has one that does not verify, or vouches for other content; it was left alone. */
    DIFFERENT,
    /** It could not be looked at or written. */
    FAILED;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Nobody vouches. */
  public static Signature none(String why) {
    return new Signature(Status.NONE, null, why);
  }
}
