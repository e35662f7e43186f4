package zamba.publish.catalog;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zamba.publish.s3.Endpoint;
import zamba.publish.s3.Region;

/**
 * Everything a user configures, checked.
 *
 * @param source the private bucket's endpoint
 * @param regions the public buckets, in the order they are configured
 * @param catalog what is to be published
 * @param officialModels the folder that the models' folders are committed to
 * @param embeddedDir where the embedded server keeps its data, if it is to survive
 * @param values every property under our prefixes with its effective value, for the routes
 */
public record Configuration(
    Endpoint source,
    List<Region> regions,
    Catalog catalog,
    Path officialModels,
    Optional<Path> embeddedDir,
    Map<String, String> values) {

  public Configuration {
    regions = List.copyOf(regions);
    values = Map.copyOf(values);
  }
}
