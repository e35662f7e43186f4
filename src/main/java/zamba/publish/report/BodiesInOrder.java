package zamba.publish.report;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * Collects the bodies of a split or a multicast into a list.
 *
 * <p>Camel's GroupedBodyAggregationStrategy keeps its list in an exchange property that survives
 * into the surrounding split, which then adds to the wrong list; ours nest.
 */
public final class BodiesInOrder implements AggregationStrategy {

  @Override
  public Exchange aggregate(Exchange collected, Exchange next) {
    // A failure that its route has turned into a body is over; the mark it leaves would make the
    // caller's route end here as well.
    next.getExchangeExtension().setErrorHandlerHandled(null);
    Object body = next.getMessage().getBody();
    if (collected == null) {
      next.getMessage().setBody(new ArrayList<>(List.of(body)));
      return next;
    }
    @SuppressWarnings("unchecked")
    List<Object> bodies = collected.getMessage().getBody(List.class);
    bodies.add(body);
    return collected;
  }
}
