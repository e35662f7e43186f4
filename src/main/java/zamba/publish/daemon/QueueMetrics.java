package zamba.publish.daemon;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import zamba.publish.queue.Queues;
import zamba.publish.queue.Traffic;

/** The queues in numbers. How old the oldest message is only CloudWatch knows. */
public final class QueueMetrics {
  private static final List<String> STATES = List.of("visible", "in-flight", "delayed");

  private final Queues queues;
  private final Map<String, URI> addresses;
  private final Map<String, Map<String, Long>> counts = new ConcurrentHashMap<>();

  /**
   * Registers every gauge.
   *
   * @param traffic what this process has received
   * @param addresses the queues by what they are for: {@code work}, {@code events}, {@code dead}
   */
  public QueueMetrics(
      MeterRegistry registry, Traffic traffic, Queues queues, Map<String, URI> addresses) {
    this.queues = queues;
    this.addresses = Map.copyOf(addresses);
    addresses.keySet().forEach(queue -> STATES.forEach(state -> ofState(registry, queue, state)));
    Gauge.builder("zamba.queue.received", traffic::received)
        .description("Messages that this process has received")
        .register(registry);
    Gauge.builder("zamba.queue.redelivered", traffic::redelivered)
        .description("Of these, those that had been delivered before")
        .register(registry);
    Gauge.builder("zamba.queue.dead", traffic::dead)
        .description("Messages that this process has put into the dead-letter queue")
        .register(registry);
    Gauge.builder("zamba.queue.waiting", traffic::waiting)
        .description("Messages whose entry waits for its source to be whole")
        .register(registry);
  }

  private void ofState(MeterRegistry registry, String queue, String state) {
    Gauge.builder(
            "zamba.queue.messages",
            () -> counts.getOrDefault(queue, Map.of()).getOrDefault(state, 0L))
        .description("Messages in a queue, about, as SQS last told")
        .tag("queue", queue)
        .tag("state", state)
        .register(registry);
  }

  /** Asks a queue anew. */
  public void look(String queue) {
    counts.put(queue, queues.count(addresses.get(queue)));
  }

  /** What the queues are for. */
  public List<String> names() {
    return addresses.keySet().stream().sorted().toList();
  }
}
