package zamba.publish.region;

import java.util.Optional;
import zamba.publish.content.Comparison;
import zamba.publish.content.ObjectFacts;

/**
 * What is known of a public name's past, where a region that may hold it does not say and no other
 * holds it.
 *
 * @param seen what was seen under that name, in this program's life or by asking without
 *     credentials
 * @param reference what says that the name was published before, such as a committed config, as a
 *     clause for people
 */
record Precedent(Optional<ObjectFacts> seen, Optional<String> reference) {

  /** Nothing: as far as anybody here knows, the name was never published. */
  static final Precedent NONE = new Precedent(Optional.empty(), Optional.empty());

  /**
   * Why a region that does not say might hold other content than the source under this name.
   *
   * @return empty if it was never published, or what was seen is proved to be the source's content
   */
  Optional<String> doubt(ObjectFacts origin) {
    if (seen.isEmpty()) {
      return reference;
    }
    Comparison comparison = Comparison.of(origin, seen.get());
    return switch (comparison.verdict()) {
      case SAME -> Optional.empty();
      case DIFFERENT -> Optional.of(wasSeen("with other content", comparison));
      case UNKNOWN -> Optional.of(wasSeen("and is not proved to have its content", comparison));
    };
  }

  private String wasSeen(String as, Comparison comparison) {
    return "%s was seen %s (%s)".formatted(seen.orElseThrow().location(), as, comparison.grounds());
  }
}
