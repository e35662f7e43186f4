package zamba.publish.catalog;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import software.amazon.awssdk.services.s3.model.S3Object;
import zamba.publish.official.OfficialFolder;
import zamba.publish.report.Publication;
import zamba.publish.s3.ObjectFacts;
import zamba.publish.s3.Replication;

/**
 * What was found at each entry's source when it was last published, so that a run that finds the
 * same again need not read the companion files again. In memory only: a program that has just
 * started reads everything once.
 */
public final class LastTime {

  /** An object as a listing shows it. An ETag changes with the content. */
  private record Listed(String key, String etag, Long size) {}

  private record Model(CatalogEntry entry, List<Listed> listing, OfficialFolder folder) {}

  private record Weights(CatalogEntry entry, ObjectFacts origin) {}

  private final Map<String, Model> models = new ConcurrentHashMap<>();
  private final Map<String, Weights> weights = new ConcurrentHashMap<>();

  /** Whether the model was published from this very listing. */
  public boolean listed(
      @Variable("entry") CatalogEntry entry, @Variable("listing") List<S3Object> listing) {
    Model last = models.get(entry.name());
    return last != null && last.entry().equals(entry) && last.listing().equals(listed(listing));
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
      @Variable("listing") List<S3Object> listing,
      @Variable("official") OfficialFolder folder,
      @Body Publication publication) {
    if (!publication.failed()) {
      models.put(entry.name(), new Model(entry, listed(listing), folder));
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

  private static List<Listed> listed(List<S3Object> listing) {
    return listing.stream()
        .map(object -> new Listed(object.key(), object.eTag(), object.size()))
        .collect(Collectors.toList());
  }
}
