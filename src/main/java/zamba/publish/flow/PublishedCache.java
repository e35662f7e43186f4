package zamba.publish.flow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import zamba.publish.catalog.Catalog;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.content.ObjectFacts;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.official.TrainingResults;
import zamba.publish.source.Listed;
import zamba.publish.source.Replication;

/**
 * What was found at each entry's source when it was last published, so that a run that finds the
 * same again need not read the companion files again. In memory only: a program that has just
 * started reads everything once.
 */
public final class PublishedCache {

  private record Model(CatalogEntry entry, List<Listed> artifacts, OfficialFolder folder) {}

  private record Weights(CatalogEntry entry, ObjectFacts origin, List<Listed> object) {
    static Weights of(CatalogEntry entry, Replication replication) {
      return new Weights(
          entry,
          replication.origin(),
          replication.source().map(it -> it.snapshot().objects()).orElse(List.of()));
    }
  }

  private final Map<String, Model> models = new ConcurrentHashMap<>();
  private final Map<String, Weights> weights = new ConcurrentHashMap<>();

  /** What each entry that waits for its source waits for. */
  private final Map<CatalogEntry, String> waits = new ConcurrentHashMap<>();

  /**
   * The official folder that a model had when it was published from these very artifacts: key,
   * ETag, size and time; empty if it was not.
   */
  Optional<OfficialFolder> folder(CatalogEntry entry, TrainingResults results) {
    return Optional.ofNullable(models.get(entry.name()))
        .filter(last -> last.entry().equals(entry))
        .filter(last -> last.artifacts().equals(results.snapshot().objects()))
        .map(Model::folder);
  }

  /** Whether the weights were published from this very object. */
  boolean held(CatalogEntry entry, Replication replication) {
    return Weights.of(entry, replication).equals(weights.get(entry.name()));
  }

  /** Keeps what an entry was published from, unless that failed. */
  void keep(Work work) {
    CatalogEntry entry = work.entry();
    waits.remove(entry);
    if (work.publication().failed()) {
      return;
    }
    if (work.model()) {
      models.put(
          entry.name(), new Model(entry, work.results().snapshot().objects(), work.folder()));
    } else {
      weights.put(entry.name(), Weights.of(entry, work.replication()));
    }
  }

  /** Whether an entry waits for something that it was not waiting for when last asked. */
  public boolean waitsAnew(@Body Work work) {
    String error = work.publication().error();
    return !error.equals(waits.put(work.entry(), error));
  }

  /** Forgets what is not in the catalog any more. */
  public void keepOnly(Catalog catalog) {
    models.keySet().retainAll(catalog.weightLookup().keySet());
    weights.keySet().retainAll(catalog.weights().keySet());
    waits.keySet().retainAll(catalog.entries());
  }
}
