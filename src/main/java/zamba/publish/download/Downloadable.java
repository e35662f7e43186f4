package zamba.publish.download;

import java.util.List;
import zamba.publish.publication.Replica;

/**
 * Whether everyone can download the replicas.
 *
 * @param replicas these, with what was found
 * @param errors what must be mended before anything refers to them, a sentence each
 * @param warnings what should be
 */
public record Downloadable(List<Replica> replicas, List<String> errors, List<String> warnings) {

  public Downloadable {
    replicas = List.copyOf(replicas);
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
  }
}
