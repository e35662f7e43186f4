package zamba.publish.flow;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * Collects the bodies of a split or a multicast into a list; if one failed, its exception is the
 * whole's. (Camel 4.18's own stopOnException can lose the exchange when it stops a parallel split
 * of a route that another route called.)
 *
 * <p>Camel's GroupedBodyAggregationStrategy keeps its list in an exchange property that survives
 * into the surrounding split, which then adds to the wrong list; ours nest.
 */
public final class BodiesInOrder implements AggregationStrategy {

  @Override
  public Exchange aggregate(Exchange collected, Exchange next) {
    // A failure that its route has turned into a body is over; the marks it leaves would make the
    // caller's route end here as well, or lose the exchange when a later step of it fails.
    next.getExchangeExtension().setErrorHandlerHandled(null);
    if (next.getException() == null) {
      next.getExchangeExtension().setRedeliveryExhausted(false);
      next.getExchangeExtension().setFailureHandled(false);
    }
    if (collected == null) {
      if (next.getException() == null) {
        next.getMessage().setBody(new ArrayList<>(List.of(next.getMessage().getBody())));
      }
      return next;
    }
    if (collected.getException() != null || next.getException() != null) {
      return collected.getException() != null ? collected : next;
    }
    @SuppressWarnings("unchecked")
    List<Object> bodies = collected.getMessage().getBody(List.class);
    bodies.add(next.getMessage().getBody());
    return collected;
  }
}
