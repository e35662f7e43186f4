package zamba.publish.flow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import zamba.publish.catalog.Catalog;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.content.ObjectFacts;
import zamba.publish.folder.FolderDigest;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.folder.OfficialModels;
import zamba.publish.official.TrainingResults;
import zamba.publish.publication.Publication;
import zamba.publish.source.Listed;
import zamba.publish.source.Replication;

/**
 * What was found at each entry's source when it was last published, so that a run that finds the
 * same again need not read the companion files again; and when all of it was last verified. In
 * memory only: a program that has just started reads and verifies everything once. Of a model it
 * keeps what a listing says of its six artifacts and a digest of its folder, whatever the prefix
 * and the files hold.
 */
public final class PublishedCache {

  /**
   * An entry that was found in place in every region.
   *
   * @param publication as it was found
   * @param nanos when, by {@link System#nanoTime}
   */
  record Verified(Publication publication, long nanos) {}

  private record Model(CatalogEntry entry, List<Listed> artifacts, FolderDigest folder) {}

  private record Weights(CatalogEntry entry, ObjectFacts origin, List<Listed> object) {
    static Weights of(CatalogEntry entry, Replication replication) {
      return new Weights(
          entry,
          replication.origin(),
          replication.source().map(it -> it.snapshot().objects()).orElse(List.of()));
    }
  }

  private final OfficialModels officialModels;
  private final Map<CatalogEntry, Verified> verified = new ConcurrentHashMap<>();
  private final Map<String, Model> models = new ConcurrentHashMap<>();
  private final Map<String, Weights> weights = new ConcurrentHashMap<>();

  /** What each entry that waits for its source waits for. */
  private final Map<CatalogEntry, String> waits = new ConcurrentHashMap<>();

  /**
   * @param officialModels where the models' folders are
   */
  public PublishedCache(OfficialModels officialModels) {
    this.officialModels = officialModels;
  }

  /**
   * The official folder that a model had when it was published from these very artifacts: key,
   * ETag, size and time; empty if it was not, or if its folder is not as it was left.
   */
  Optional<OfficialFolder> folder(CatalogEntry entry, TrainingResults results) {
    return Optional.ofNullable(models.get(entry.name()))
        .filter(last -> last.entry().equals(entry))
        .filter(last -> last.artifacts().equals(results.snapshot().objects()))
        .flatMap(last -> officialModels.committed(entry.name(), last.folder()));
  }

  /** Whether the weights were published from this very object. */
  boolean held(CatalogEntry entry, Replication replication) {
    return Weights.of(entry, replication).equals(weights.get(entry.name()));
  }

  /** Keeps what an entry was published from, unless that failed. */
  void keep(Work work) {
    CatalogEntry entry = work.entry();
    waits.remove(entry);
    if (work.publication().status() == Publication.Status.PRESENT) {
      verified.put(entry, new Verified(work.publication(), System.nanoTime()));
    } else {
      doubt(entry);
    }
    if (work.publication().failed()) {
      return;
    }
    if (work.model()) {
      models.put(
          entry.name(),
          new Model(entry, work.results().snapshot().objects(), FolderDigest.of(work.folder())));
    } else {
      weights.put(entry.name(), Weights.of(entry, work.replication()));
    }
  }

  /** Whatever was verified of an entry, it may be otherwise now. */
  void doubt(CatalogEntry entry) {
    verified.remove(entry);
  }

  /** When an entry was last verified, and what was found then; empty if it is to be verified. */
  Optional<Verified> verified(CatalogEntry entry) {
    return Optional.ofNullable(verified.get(entry));
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
    Set<CatalogEntry> entries = Set.copyOf(catalog.entries());
    waits.keySet().retainAll(entries);
    verified.keySet().retainAll(entries);
  }
}
