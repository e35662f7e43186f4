package zamba.publish.queue;

import java.util.List;
import java.util.Optional;

/**
 * What became of a notice for one entry.
 *
 * @param again whether the notice must come back, since the entry's source is too young
 * @param error why it could not be looked at; empty if it could
 */
public record Heard(boolean again, Optional<String> error) {
  static final Heard DONE = new Heard(false, Optional.empty());
  static final Heard AGAIN = new Heard(true, Optional.empty());

  static List<String> errors(List<Heard> all) {
    return all.stream().flatMap(it -> it.error().stream()).toList();
  }
}
