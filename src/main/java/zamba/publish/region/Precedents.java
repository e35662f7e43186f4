package zamba.publish.region;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import zamba.publish.content.ObjectFacts;
import zamba.publish.download.Visitors;
import zamba.publish.s3.StoreException;

/**
 * Knows of public names that were published before, for when the regions themselves cannot tell: by
 * what this program has seen in them while it runs, by what everyone may see where its own
 * credentials are refused, and by what refers to a name.
 */
public final class Precedents {
  /** A name takes about half a kilobyte. */
  private static final int MOST_NAMES = 10_000;

  private final Visitors visitors;
  private final Function<String, Optional<String>> references;

  /** By public name, the object that was last seen, wherever that was. */
  private final Map<String, ObjectFacts> seen =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ObjectFacts> eldest) {
              return size() > MOST_NAMES;
            }
          });

  /**
   * @param visitors look without credentials
   * @param references what says that a public name was published before, as a clause for people;
   *     empty if nothing is known to
   */
  public Precedents(Visitors visitors, Function<String, Optional<String>> references) {
    this.visitors = visitors;
    this.references = references;
  }

  /**
   * Takes note of what the regions hold, and if that does not tell, gives what else is known.
   *
   * @param sightings one for each region
   */
  Precedent of(String publicName, List<Sighting> sightings) {
    Optional<ObjectFacts> held =
        sightings.stream().map(Sighting::found).flatMap(Optional::stream).findFirst();
    if (held.isPresent()) {
      seen.put(publicName, held.get());
      return Precedent.NONE;
    }
    if (sightings.stream().allMatch(Sighting::answered)) {
      // Whoever removed it everywhere has freed the name.
      seen.remove(publicName);
      return Precedent.NONE;
    }
    return new Precedent(
        asEveryone(publicName, sightings).or(() -> Optional.ofNullable(seen.get(publicName))),
        references.apply(publicName));
  }

  /** What a region shows to everyone that has just refused these credentials. */
  private Optional<ObjectFacts> asEveryone(String publicName, List<Sighting> sightings) {
    return sightings.stream()
        .filter(it -> it.failure() instanceof StoreException e && e.denied())
        .map(it -> visitors.look(it.region(), publicName))
        .flatMap(Optional::stream)
        .findFirst();
  }
}
