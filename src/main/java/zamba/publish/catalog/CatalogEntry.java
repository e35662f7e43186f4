package zamba.publish.catalog;

import zamba.publish.s3.S3Location;

/**
 * One thing to publish, as configured.
 *
 * @param kind {@code model} or {@code weights}, which is a part of the names of routes
 * @param name the model's name, or the public name of the weights
 * @param source {@code s3://bucket/prefix/} of a model's training results, {@code s3://bucket/key}
 *     or {@code https://...} of weights
 */
public record CatalogEntry(String kind, String name, String source) {
  static final String MODEL = "model";
  static final String WEIGHTS = "weights";

  public CatalogEntry {
    if (!kind.equals(MODEL) && !kind.equals(WEIGHTS)) {
      throw new IllegalArgumentException("'" + kind + "' is neither model nor weights");
    }
  }

  /** The source in S3: a prefix for a model, an object for weights. */
  public S3Location location() {
    return S3Location.parse(source);
  }

  /** Whether the source is a web server and not S3. */
  public boolean onTheWeb() {
    return source.startsWith("https://");
  }
}
