package zamba.publish.catalog;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import zamba.publish.official.OfficialFolder;
import zamba.publish.report.Publication;
import zamba.publish.s3.Listing;
import zamba.publish.s3.ObjectFacts;
import zamba.publish.s3.Replication;

/**
 * What was found at each entry's source when it was last published, so that a run that finds the
 * same again need not read the companion files again. In memory only: a program that has just
 * started reads everything once.
 */
public final class LastTime {

  private record Model(CatalogEntry entry, String digest, OfficialFolder folder) {}

  private record Weights(CatalogEntry entry, ObjectFacts origin) {}

  private final Map<String, Model> models = new ConcurrentHashMap<>();
  private final Map<String, Weights> weights = new ConcurrentHashMap<>();

  /** Whether the model was published from this very listing. */
  public boolean listed(
      @Variable("entry") CatalogEntry entry, @Variable("listing") Listing listing) {
    Model last = models.get(entry.name());
    return last != null && last.entry().equals(entry) && last.digest().equals(listing.digest());
  }

  /** The official folder that was derived from it. */
  public OfficialFolder folder(@Variable("entry") CatalogEntry entry) {
    return models.get(entry.name()).folder();
  }

  /** Whether the weights were published from this very object. */
  public boolean held(
      @Variable("entry") CatalogEntry entry, @Variable("replication") Replication replication) {
    return new Weights(entry, replication.origin()).equals(weights.get(entry.name()));
  }

  /** Keeps what a model was published from, unless that failed. */
  public void keep(
      @Variable("entry") CatalogEntry entry,
      @Variable("listing") Listing listing,
      @Variable("official") OfficialFolder folder,
      @Body Publication publication) {
    if (!publication.failed()) {
      models.put(entry.name(), new Model(entry, listing.digest(), folder));
    }
  }

  /** Keeps what weights were published from, unless that failed. */
  public void keepWeights(
      @Variable("entry") CatalogEntry entry,
      @Variable("replication") Replication replication,
      @Body Publication publication) {
    if (!publication.failed()) {
      weights.put(entry.name(), new Weights(entry, replication.origin()));
    }
  }

  /** Forgets what is not in the catalog any more. */
  public void keepOnly(Catalog catalog) {
    models.keySet().retainAll(catalog.weightLookup().keySet());
    weights.keySet().retainAll(catalog.weights().keySet());
  }
}
