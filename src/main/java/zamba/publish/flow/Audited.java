package zamba.publish.flow;

import java.util.List;
import java.util.Optional;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.region.RegionComparison;
import zamba.publish.signature.SignedRegions;
import zamba.publish.source.Replication;

/**
 * A public object that something refers to.
 *
 * @param entry the catalog's entry, or for a folder that none stands for, one made of it
 * @param publicName the object's name in every region; null for a folder that names none
 * @param source where it is published from; empty for a folder
 * @param sightings what the regions were last seen to hold
 * @param signed who was last seen to vouch for it
 */
public record Audited(
    CatalogEntry entry,
    String publicName,
    Optional<Replication> source,
    Optional<RegionComparison> sightings,
    Optional<SignedRegions> signed) {

  public Audited with(RegionComparison seen) {
    return new Audited(entry, publicName, source, Optional.of(seen), signed);
  }

  public Audited with(SignedRegions seen) {
    return new Audited(entry, publicName, source, sightings, Optional.of(seen));
  }

  /** Whether something of what vouches for it is lacking, and could be put back. */
  boolean signatureLacking() {
    return signed.filter(SignedRegions::lacking).isPresent()
        && sightings
            .filter(RegionComparison::everywhere)
            .filter(it -> it.found().stream().allMatch(r -> r.inPlace() && r.verified()))
            .isPresent();
  }

  Publication publication(
      Publication.Status status, Optional<Long> bytes, String error, List<Replica> replicas) {
    return new Publication(
        entry.name(),
        entry.kind(),
        status,
        source.map(it -> it.origin().location()).orElse(entry.source()),
        publicName,
        source.map(it -> it.origin().size()).or(() -> bytes).orElse(null),
        error,
        replicas,
        List.of());
  }
}
