package zamba.publish.region;

import java.util.Optional;
import org.apache.camel.Exchange;
import zamba.publish.content.ObjectFacts;
import zamba.publish.source.Replication;

/**
 * One exchange's way through this region's route.
 *
 * @param asked what the route was given
 * @param started when, by {@link System#nanoTime()}
 * @param found what the guard found in the region
 */
record Turn(Copying asked, long started, Optional<ObjectFacts> found) {
  /** The exchange's property that has it. */
  private static final String PROPERTY = "zamba.publish.turn";

  /** Keeps it. */
  void keep(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  static Turn of(Exchange exchange) {
    return exchange.getProperty(PROPERTY, Turn.class);
  }

  Replication replication() {
    return asked.replication();
  }
}
