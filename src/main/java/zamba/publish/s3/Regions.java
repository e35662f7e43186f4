package zamba.publish.s3;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.apache.camel.builder.RouteBuilder;
import zamba.publish.report.Replica;

/** The configured regions, each with a route of its own made from one template. */
public final class Regions extends RouteBuilder {
  private static final String ROUTE = "replicate-to-";

  private final List<RegionReplicas> regions;

  /**
   * @param regions in the order they are configured
   */
  public Regions(List<RegionReplicas> regions) {
    this.regions = List.copyOf(regions);
  }

  /** Adds a route {@code replicate-to-<region>} for each region. */
  @Override
  public void configure() {
    for (RegionReplicas replicas : regions) {
      Region region = replicas.region();
      templatedRoute("replicate-to-region")
          .routeId(ROUTE + region.name())
          .parameter("region", region.name())
          .parameter("bucket", region.bucket());
    }
  }

  /** The endpoints of those routes. */
  public List<String> routes() {
    return regions.stream().map(replicas -> "direct:" + ROUTE + replicas.region().name()).toList();
  }

  /** The replica of the region whose route has just failed. */
  public Replica failed(
      @Variable("replication") Replication replication,
      @ExchangeProperty(Exchange.FAILURE_ROUTE_ID) String route,
      Exchange exchange,
      Exception cause) {
    return regions.stream()
        .filter(replicas -> route.equals(ROUTE + replicas.region().name()))
        .findFirst()
        .orElseThrow()
        .failed(replication, exchange, Cause.of(cause));
  }
}
