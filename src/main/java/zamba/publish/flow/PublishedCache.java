package zamba.publish.flow;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import zamba.publish.catalog.Catalog;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.content.ObjectFacts;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.official.TrainingResults;
import zamba.publish.publication.Publication;
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

  /** Whether the model was published from these very artifacts: key, ETag, size and time. */
  public boolean listed(
      @Variable("entry") CatalogEntry entry, @Variable("results") TrainingResults results) {
    Model last = models.get(entry.name());
    return last != null
        && last.entry().equals(entry)
        && last.artifacts().equals(results.snapshot().objects());
  }

  /** The official folder that was derived from it. */
  public OfficialFolder folder(@Variable("entry") CatalogEntry entry) {
    return models.get(entry.name()).folder();
  }

  /** Whether the weights were published from this very object. */
  public boolean held(
      @Variable("entry") CatalogEntry entry, @Variable("replication") Replication replication) {
    return Weights.of(entry, replication).equals(weights.get(entry.name()));
  }

  /** Keeps what a model was published from, unless that failed. */
  public void keep(
      @Variable("entry") CatalogEntry entry,
      @Variable("results") TrainingResults results,
      @Variable("official") OfficialFolder folder,
      @Body Publication publication) {
    waits.remove(entry);
    if (!publication.failed()) {
      models.put(entry.name(), new Model(entry, results.snapshot().objects(), folder));
    }
  }

  /** Whether an entry waits for something that it was not waiting for when last asked. */
  public boolean waitsAnew(@Variable("entry") CatalogEntry entry, @Body Publication publication) {
    return !publication.error().equals(waits.put(entry, publication.error()));
  }

  /** Keeps what weights were published from, unless that failed. */
  public void keepWeights(
      @Variable("entry") CatalogEntry entry,
      @Variable("replication") Replication replication,
      @Body Publication publication) {
    waits.remove(entry);
    if (!publication.failed()) {
      weights.put(entry.name(), Weights.of(entry, replication));
    }
  }

  /** Forgets what is not in the catalog any more. */
  public void keepOnly(Catalog catalog) {
    models.keySet().retainAll(catalog.weightLookup().keySet());
    weights.keySet().retainAll(catalog.weights().keySet());
    waits.keySet().retainAll(catalog.entries());
  }
}
