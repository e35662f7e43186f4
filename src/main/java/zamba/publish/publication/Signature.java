package zamba.publish.publication;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * Who vouches for a public object: what became of the signature file beside it, over all regions.
 *
 * @param status what was found or done
 * @param key the SHA-256 of the public key's PEM in hexadecimal, as signature files name it; null,
 *     and not part of the report, if nobody vouches
 * @param note why nobody does, or what is wrong; null, and not part of the report, if nothing is
 * @param files a plan: what vouches for it in each region, as far as a run would look at it; not
 *     part of the report if there is nothing
 * @param bytesToRead a plan: how many bytes of the source a run would read to know its digest;
 *     null, and not part of the report, if none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Signature(
    Status status,
    String key,
    String note,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<SideFile> files,
    Long bytesToRead) {
  public Signature {
    files = List.copyOf(files);
  }

  /** What was found or done; not a plan's. */
  public Signature(Status status, String key, String note) {
    this(status, key, note, List.of(), null);
  }

  /** What became of it. */
  public enum Status {
    /** This run put it into at least one region; it is in all. */
    SIGNED,
    /** It is in every region, and of a trusted key. */
    PRESENT,
    /** A plan: a run would put it into at least one region. */
    PENDING,
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

  /** The same, with what a plan has found. */
  public Signature planned(List<SideFile> found, Long toRead) {
    return new Signature(status, key, note, found, toRead);
  }

  /** A plan: whether a run would write any of its files. */
  @JsonIgnore
  public boolean isToBeWritten() {
    return files.stream().anyMatch(SideFile::isToBeWritten);
  }

  /** Nobody vouches. */
  public static Signature none(String why) {
    return new Signature(Status.NONE, null, why);
  }
}
