package zamba.publish.publication;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * What the inspection of a file of weights found.
 *
 * @param verdict {@code safe}, {@code program}, {@code unsafe} or {@code unreadable}
 * @param reasons what speaks against it, each with record and byte
 * @param parameters elements of the model's floating-point tensors
 * @param tensors how many the model has
 * @param bytesRead bytes that were read to find out
 * @param summary the same in a line
 */
public record Inspected(
    String verdict,
    List<String> reasons,
    long parameters,
    long tensors,
    long bytesRead,
    @JsonIgnore String summary) {

  /** All that {@code verdict} can be. */
  public static final List<String> VERDICTS = List.of("safe", "program", "unsafe", "unreadable");

  public Inspected {
    reasons = List.copyOf(reasons);
  }
}
