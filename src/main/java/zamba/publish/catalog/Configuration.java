package zamba.publish.catalog;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import zamba.publish.s3.CopySettings;
import zamba.publish.s3.Endpoint;
import zamba.publish.s3.Region;
import zamba.publish.s3.Replication;
import zamba.publish.s3.WebSettings;

/**
 * Everything a user configures, checked.
 *
 * @param source the private bucket's endpoint
 * @param regions the public buckets, in the order they are configured
 * @param catalog what is to be published
 * @param copies how checkpoints are copied
 * @param web what https sources must keep to
 * @param officialModels the folder that the models' folders are committed to
 * @param report the file the JSON report is written to
 * @param reportFormat what is shown of it at the end: {@code table} or {@code json}
 * @param embeddedDir where the embedded server keeps its data, if it is to survive
 * @param task what is done with the catalog
 * @param heal whether an audit puts back what it misses
 * @param trigger {@code once}, {@code every} or {@code none}
 * @param every the period of {@code every}, as Camel reads it
 * @param probe which stores are asked what they do: {@code auto}, {@code true} or {@code false}
 * @param compareRead whether what cannot be told by asking is told by reading
 * @param operation how it is run, watched and stopped
 */
public record Configuration(
    Endpoint source,
    List<Region> regions,
    Catalog catalog,
    CopySettings copies,
    WebSettings web,
    Path officialModels,
    Path report,
    String reportFormat,
    Optional<Path> embeddedDir,
    Task task,
    boolean heal,
    String trigger,
    String every,
    String probe,
    boolean compareRead,
    Operation operation) {

  /** Stands for the embedded server's address until it has one. */
  static final URI NOT_YET_EMBEDDED = URI.create("http://embedded.invalid");

  public Configuration {
    regions = List.copyOf(regions);
  }

  /** Whether the program goes on until it is stopped. */
  public boolean isDaemon() {
    return !trigger.equals("once");
  }

  /** Whether an endpoint is the embedded server, and that is not running yet. */
  public boolean wantsEmbedded() {
    return Stream.concat(Stream.of(source), regions.stream().map(Region::endpoint))
        .anyMatch(endpoint -> endpoint.override().equals(Optional.of(NOT_YET_EMBEDDED)));
  }

  /**
   * Whether a region's store may be asked to copy from another store by itself.
   *
   * @param store the other store, as in {@link Replication#store()}
   */
  public boolean mayCopy(String store, Region region) {
    Endpoint other =
        regions.stream()
            .filter(it -> it.name().equals(store))
            .map(Region::endpoint)
            .findFirst()
            .orElse(source);
    return switch (copies.mode()) {
      case AUTO -> other.override().equals(region.endpoint().override());
      case SERVER -> true;
      case STREAM -> false;
    };
  }
}
