package zamba.publish.flow;

import java.util.List;
import java.util.function.BiFunction;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * Collects what became of the parts of a {@link Work}, in their order, and puts it into that work.
 * If a part failed, the work is as it was and the failure is its own.
 */
public final class IntoWork implements AggregationStrategy {
  private final AggregationStrategy parts = new BodiesInOrder();
  private final BiFunction<Work, List<?>, Work> put;

  /**
   * @param put puts the parts' bodies into the work
   */
  public IntoWork(BiFunction<Work, List<?>, Work> put) {
    this.put = put;
  }

  @Override
  public Exchange aggregate(Exchange collected, Exchange next) {
    return parts.aggregate(collected, next);
  }

  @Override
  public void onCompletion(Exchange collected, Exchange whole) {
    if (collected != null) {
      Work work = whole.getMessage().getBody(Work.class);
      List<?> bodies = collected.getMessage().getBody(List.class);
      collected
          .getMessage()
          .setBody(collected.getException() == null ? put.apply(work, bodies) : work);
    }
  }
}
