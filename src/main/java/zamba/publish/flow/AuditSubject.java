package zamba.publish.flow;

import java.util.List;
import java.util.Optional;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.source.Replication;

/**
 * A public object that something refers to.
 *
 * @param entry the catalog's entry, or for a folder that none stands for, one made of it
 * @param publicName the object's name in every region; null for a folder that names none
 * @param source where it is published from; empty for a folder
 */
public record AuditSubject(CatalogEntry entry, String publicName, Optional<Replication> source) {

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
