package zamba.publish.queue;

import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import zamba.publish.report.Printable;
import zamba.publish.turns.Stopping;

/**
 * Sees every request to the queues: counts what comes, notes whether they answer, and lets nothing
 * be received once the program stops.
 */
public final class Traffic implements ExecutionInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);

  private final Stopping stopping;
  private final LongAdder received = new LongAdder();
  private final LongAdder redelivered = new LongAdder();
  private final LongAdder dead = new LongAdder();
  private final LongAdder waiting = new LongAdder();
  private volatile boolean over;
  private volatile Optional<String> problem = Optional.empty();

  /**
   * @param stopping whether the program stops
   */
  public Traffic(Stopping stopping) {
    this.stopping = stopping;
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    if (context.request() instanceof ReceiveMessageRequest) {
      stopping.check();
    }
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    if (context.response() instanceof ReceiveMessageResponse response) {
      received.add(response.messages().size());
      response.messages().stream()
          .filter(Traffic::cameBefore)
          .forEach(it -> redelivered.increment());
    }
    if (problem.isPresent()) {
      problem = Optional.empty();
      LOG.info("The queues answer again");
    }
  }

  private static boolean cameBefore(Message message) {
    String count = message.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT);
    return count != null && !count.equals("1");
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    if (over || stopping.asked()) {
      return;
    }
    String text =
        "%s failed: %s"
            .formatted(
                context.request().getClass().getSimpleName().replaceAll("Request$", ""),
                Printable.of(String.valueOf(context.exception().getMessage())));
    if (problem.isEmpty()) {
      LOG.error("{}. It is tried again until it succeeds", text);
    }
    problem = Optional.of(text);
  }

  /** From now on nothing that fails is worth telling: requests are being given up. */
  public void stop() {
    over = true;
  }

  void died() {
    dead.increment();
  }

  void waits() {
    waiting.increment();
  }

  /** Why the last request to a queue failed; empty if it did not. */
  public Optional<String> problem() {
    return problem;
  }

  /** Messages that came. */
  public long received() {
    return received.sum();
  }

  /** Of these, those that had come before. */
  public long redelivered() {
    return redelivered.sum();
  }

  /** Messages that were put away. */
  public long dead() {
    return dead.sum();
  }

  /** Messages whose entry waits for its source. */
  public long waiting() {
    return waiting.sum();
  }
}
