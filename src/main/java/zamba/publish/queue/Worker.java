package zamba.publish.queue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import zamba.publish.flow.Work;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.s3.ErrorText;
import zamba.publish.turns.Stopping;

/** What becomes of the messages of one queue: done with, put away, or back in the queue. */
public final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final String RECEIPT = "CamelAwsSqsReceiptHandle";
  private static final String ID = "CamelAwsSqsMessageId";

  private final URI queue;
  private final Queues queues;
  private final Stopping stopping;
  private final Traffic traffic;

  /**
   * @param queue whose messages these are
   * @param stopping whether nothing new is to be begun
   * @param traffic is told what became of messages
   */
  public Worker(URI queue, Queues queues, Stopping stopping, Traffic traffic) {
    this.queue = queue;
    this.queues = queues;
    this.stopping = stopping;
    this.traffic = traffic;
  }

  /**
   * Whether the message was done with.
   *
   * @param works what was published, each with its conclusion
   * @throws HopelessException if an entry failed and always would
   * @throws UnfinishedException if an entry failed
   */
  public void judge(@Variable("works") List<Work> works) {
    List<Publication> failed =
        works.stream().map(Work::publication).filter(Publication::failed).toList();
    if (works.stream().anyMatch(it -> it.publication().status() == Publication.Status.WAITING)) {
      traffic.waits();
    }
    if (failed.isEmpty()) {
      return;
    }
    String errors = failed.stream().map(Publication::error).collect(Collectors.joining(". "));
    boolean hopeless =
        works.stream().filter(it -> it.publication().failed()).allMatch(Worker::isHopeless);
    if (hopeless && !stopping.asked()) {
      throw new HopelessException(errors);
    }
    throw new UnfinishedException(errors);
  }

  /** Whether it was refused for what it is, which it will be next time as well. */
  private static boolean isHopeless(Work work) {
    return work.looked().obstacle().isPresent()
        || work.publication().replicas().stream()
            .anyMatch(it -> it.status() == Replica.Status.DIFFERENT);
  }

  /** Whether a message that is hopeless can be put away here. */
  public boolean buries() {
    return queues.hasDead();
  }

  /** Puts a message away for good. */
  public void bury(
      @Variable("message") String message, @Header(ID) String id, Exception cause, Exchange its) {
    queues.bury(message, id, ErrorText.of(cause));
    traffic.died();
    LOG.error(
        "{} no repetition would help was put into the dead-letter queue: {}",
        told(its, "Message %s, which"),
        ErrorText.of(cause));
  }

  /**
   * Gives a message back that was not done with. While the program stops, another worker may have
   * it at once; else when it becomes visible again, which is the pause before it is tried again.
   */
  public void giveBack(@Header(RECEIPT) String receipt, Exception cause, Exchange its) {
    Optional<Duration> after =
        stopping.asked()
            ? Optional.of(Duration.ZERO)
            : ErrorText.find(cause, TooEarlyException.class).map(TooEarlyException::later);
    after.ifPresent(it -> show(receipt, it));
    if (ErrorText.find(cause, TooEarlyException.class).isPresent()) {
      LOG.debug("{}", cause.getMessage());
    } else if (stopping.asked()) {
      LOG.info("{} went back into the queue, since the program stops", told(its, "Message %s"));
    } else if (after.isEmpty()) {
      LOG.warn(
          "{} comes back after queue.visibility{}: {}",
          told(its, "Message %s"),
          ErrorText.find(cause, HopelessException.class).isPresent()
              ? ", though no repetition helps, since there is no queue.dead-url to put it into"
              : "",
          ErrorText.of(cause));
    }
  }

  private void show(String receipt, Duration after) {
    try {
      queues.show(queue, receipt, after);
    } catch (SdkException e) {
      LOG.warn("A message comes back only after queue.visibility: {}", e.getMessage());
    }
  }

  private static String told(Exchange exchange, String text) {
    return text.formatted(
        StrictTree.shown(exchange.getMessage().getHeader(ID, "without an id", String.class)));
  }
}
