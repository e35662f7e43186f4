package zamba.publish.catalog;

import java.util.Optional;
import zamba.publish.content.PinnedDigest;
import zamba.publish.https.WebAddress;
import zamba.publish.s3.S3Location;

/**
 * One thing to publish, as configured.
 *
 * @param kind {@code model} or {@code weights}, which is a part of the names of routes
 * @param name the model's name, or the public name of the weights
 * @param address where it is: {@code s3://bucket/prefix/} of a model's training results, {@code
 *     s3://bucket/key} or {@code https://...} of weights. Whole, for requests only; {@link
 *     #source()} is what people are told
 * @param digest what the weights must have
 */
public record CatalogEntry(
    String kind, String name, String address, Optional<PinnedDigest> digest) {
  public static final String MODEL = "model";
  public static final String WEIGHTS = "weights";

  public CatalogEntry {
    if (!kind.equals(MODEL) && !kind.equals(WEIGHTS)) {
      throw new IllegalArgumentException("'" + kind + "' is neither model nor weights");
    }
  }

  /** One without a digest. */
  public CatalogEntry(String kind, String name, String address) {
    this(kind, name, address, Optional.empty());
  }

  /** The source in S3: a prefix for a model, an object for weights. */
  public S3Location location() {
    return S3Location.parse(address);
  }

  /** Whether the source is a web server and not S3. */
  public boolean onTheWeb() {
    return address.startsWith("https://");
  }

  /** The source on the web. */
  public WebAddress webAddress() {
    return WebAddress.parse(address);
  }

  /** Where it is, without what may be secret in an https address. */
  public String source() {
    return onTheWeb() ? webAddress().toString() : address;
  }

  /** Without secrets, too. */
  @Override
  public String toString() {
    return kind + " " + name + " = " + source();
  }
}
