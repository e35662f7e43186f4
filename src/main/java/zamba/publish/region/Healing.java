package zamba.publish.region;

import java.util.Optional;
import zamba.publish.content.PinnedDigest;
import zamba.publish.publication.Replica;
import zamba.publish.source.Replication;

/**
 * How an object is put back where it is lacking.
 *
 * @param pinned what it must have
 * @param common what most regions hold, as far as can be told
 */
record Healing(RegionComparison regions, Optional<PinnedDigest> pinned, Optional<Sighting> common) {

  /**
   * What puts the object back where it is lacking: a copy of the source, if the regions are proved
   * to hold just that or none holds anything; else a copy of what the regions hold, if that is
   * proved to be one content.
   *
   * @throws IllegalStateException if nobody can tell what the right content is, saying why
   */
  Replication replication() {
    if (regions.found().stream().anyMatch(it -> it.status() == Replica.Status.DIFFERENT)) {
      throw cannot("the regions that have it differ, or have another digest than the catalog says");
    }
    Optional<Replication> source = regions.source();
    Optional<String> otherDigest =
        pinned.flatMap(digest -> source.flatMap(it -> digest.contradicted(it.origin())));
    if (otherDigest.isPresent()) {
      throw cannot("%s has %s".formatted(source.get().origin().location(), otherDigest.get()));
    }
    if (source.isPresent() && !source.get().copyFromEtag().isEmpty() && regions.copyable()) {
      return source.get();
    }
    Sighting donor =
        common.orElseThrow(
            () ->
                cannot(
                    regions
                        .obstacle()
                        .orElse("no region has it, and the catalog names no source")));
    if (!regions.agreed()) {
      throw cannot("what the regions have cannot be told from each other without reading it");
    }
    return regions.held(donor);
  }

  private IllegalStateException cannot(String why) {
    return new IllegalStateException("%s is not put back: %s".formatted(regions.publicName(), why));
  }
}
