package zamba.publish.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.flow.LiveCatalog;
import zamba.publish.queue.Queues.Sent;

/**
 * Sends an order for each entry. Events are the fast path, and this is the guarantee: it needs no
 * notification to have come.
 */
public final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private final LiveCatalog catalog;
  private final Queues queues;
  private final String process = Ids.hash(java.util.UUID.randomUUID().toString()).substring(0, 8);

  /**
   * @param catalog what is sent
   * @param queues take the orders
   */
  public Dispatcher(LiveCatalog catalog, Queues queues) {
    this.catalog = catalog;
    this.queues = queues;
  }

  /** A run of the whole catalog; an empty one while workers have as much to do already. */
  public Dispatched begin() {
    Instant now = Clock.systemUTC().instant();
    List<CatalogEntry> entries = catalog.current().entries();
    long waiting = queues.waiting();
    if (waiting > 0 && waiting >= entries.size()) {
      LOG.warn(
          "Nothing is sent: about {} messages are in the queue for {} entries. Workers are too few, or none runs",
          waiting,
          entries.size());
      return new Dispatched("", now, List.of());
    }
    return new Dispatched(NAME.format(now) + "-" + process, now, entries);
  }

  /**
   * Sends a run's orders.
   *
   * @throws UnfinishedException if SQS does not take all of them; the next run sends them
   */
  public void send(@Body Dispatched run) {
    queues.send(
        run.entries().stream()
            .map(CatalogEntry::name)
            .distinct()
            .map(name -> message(new Order(name, run.run()), Ids.hash(run.run(), name)))
            .toList());
    LOG.info("Run {}: a message for each of {} entries was sent", run.run(), run.entries().size());
  }

  /** An order as it is sent. */
  static Sent message(Order order, String deduplication) {
    try {
      return new Sent(JSON.writeValueAsString(order), Ids.group(order.publish()), deduplication);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
