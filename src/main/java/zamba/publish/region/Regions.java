package zamba.publish.region;

import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.builder.RouteBuilder;
import zamba.publish.s3.Region;
import zamba.publish.source.SourceGate;
import zamba.publish.stream.Streaming;
import zamba.publish.transfer.CopySettings;

/** The configured regions, each with a route of its own made from one template. */
public final class Regions extends RouteBuilder {
  private static final String ROUTE = "replicate-to-";

  private final List<RegionReplicas> regions;
  private final CopySettings.Mode mode;
  private final SourceGate gate;

  /**
   * @param regions in the order they are configured
   * @param mode who may move the bytes
   * @param gate what all copies of one source pass
   */
  public Regions(List<RegionReplicas> regions, CopySettings.Mode mode, SourceGate gate) {
    this.regions = List.copyOf(regions);
    this.mode = mode;
    this.gate = gate;
  }

  /** Adds a route {@code replicate-to-<region>} for each region. */
  @Override
  public void configure() {
    for (RegionReplicas replicas : regions) {
      Region region = replicas.region();
      templatedRoute("replicate-to-region")
          .routeId(ROUTE + region.name())
          .parameter("region", region.name());
    }
  }

  /** The endpoints of those routes, each of which the source's gate will wait for. */
  public List<String> routes(@Body Copying asked) {
    gate.open(asked.replication(), regions.stream().map(it -> it.region().name()).toList());
    return regions.stream().map(replicas -> "direct:" + ROUTE + replicas.region().name()).toList();
  }

  /** The record of the region whose route has just failed. */
  public RegionOutcome failed(
      @ExchangeProperty(Exchange.FAILURE_ROUTE_ID) String route,
      Exchange exchange,
      Exception cause) {
    return region(route).failed(exchange, cause);
  }

  /**
   * What the region gives whose store has just refused to copy: the record of that, if nobody else
   * may do it, or what makes {@link Streaming} do it.
   */
  public RegionOutcome refused(
      @ExchangeProperty(Exchange.FAILURE_ROUTE_ID) String route,
      Exchange exchange,
      Exception cause) {
    return mode == CopySettings.Mode.SERVER
        ? failed(route, exchange, cause)
        : region(route).refused(exchange, cause);
  }

  private RegionReplicas region(String route) {
    return regions.stream()
        .filter(replicas -> route.equals(ROUTE + replicas.region().name()))
        .findFirst()
        .orElseThrow();
  }
}
