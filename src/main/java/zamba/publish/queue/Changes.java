package zamba.publish.queue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.flow.LiveCatalog;
import zamba.publish.flow.Work;
import zamba.publish.official.TrainingResults;
import zamba.publish.s3.ErrorText;
import zamba.publish.s3.S3Location;
import zamba.publish.source.Settling;

/** Makes orders of what a bucket tells: for each entry that is whole, one. */
public final class Changes {
  private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

  /** Of a source that is told to be young though nothing must have settled. */
  private static final Duration SHORTEST = Duration.ofSeconds(2);

  private final LiveCatalog catalog;
  private final Queues queues;
  private final Settling settling;
  private final Traffic traffic;

  /**
   * @param catalog has the entries
   * @param queues take the orders
   * @param settling how long nothing of a source must have been written
   * @param traffic is told of entries that wait
   */
  public Changes(LiveCatalog catalog, Queues queues, Settling settling, Traffic traffic) {
    this.catalog = catalog;
    this.queues = queues;
    this.settling = settling;
    this.traffic = traffic;
  }

  /** The entries whose source the notices are about; the others' are no business of ours. */
  public List<Work> works(@Body List<Notice> notices) {
    return catalog.current().entries().stream()
        .filter(entry -> !entry.onTheWeb())
        .filter(entry -> notices.stream().anyMatch(notice -> isAbout(notice, entry)))
        .map(Work::of)
        .toList();
  }

  private static boolean isAbout(Notice notice, CatalogEntry entry) {
    S3Location source = entry.location();
    if (!notice.bucket().equals(source.bucket())) {
      return false;
    }
    return entry.kind().equals(CatalogEntry.MODEL)
        ? notice.key().startsWith(source.key()) && TrainingResults.isArtifact(notice.key())
        : notice.key().equals(source.key());
  }

  /**
   * Sends an order for an entry. Of one state of a model's folder there is one, however many
   * notices told of it, and of a later state another.
   */
  public Heard order(@Body Work work, @Variable("notices") List<Notice> notices) {
    String name = work.entry().name();
    String state =
        work.found()
            .results()
            .map(it -> it.snapshot().objects().toString())
            .orElseGet(notices::toString);
    String id = Ids.hash(work.entry().kind(), name, state);
    queues.send(List.of(Dispatcher.message(new Order(name, "event-" + id.substring(0, 32)), id)));
    LOG.info("{} has changed; a message for it was sent", name);
    return Heard.DONE;
  }

  /** An entry whose folder is not whole: the event of what is missing will find it so. */
  public Heard waits(@Body Work work, Exception cause) {
    traffic.waits();
    LOG.info("{} is waiting: {}", work.entry().name(), ErrorText.of(cause));
    return Heard.DONE;
  }

  /** An entry of which something is too young. */
  public Heard young(@Body Work work, Exception cause) {
    LOG.info("{} is looked at again: {}", work.entry().name(), ErrorText.of(cause));
    return Heard.AGAIN;
  }

  /** An entry that could not be looked at. */
  public Heard failed(@Body Work work, Exception cause) {
    return new Heard(
        false, Optional.of("%s: %s".formatted(work.entry().name(), ErrorText.of(cause))));
  }

  /**
   * Whether the notices are done with.
   *
   * @throws UnfinishedException if an entry could not be looked at
   * @throws TooEarlyException if one is to be looked at again
   */
  public void conclude(@Body List<?> all) {
    List<Heard> heard =
        all.stream().filter(Heard.class::isInstance).map(Heard.class::cast).toList();
    List<String> errors = Heard.errors(heard);
    if (!errors.isEmpty()) {
      throw new UnfinishedException(String.join(". ", errors));
    }
    if (heard.stream().anyMatch(Heard::again)) {
      throw new TooEarlyException(
          settling.settle().compareTo(SHORTEST) > 0 ? settling.settle() : SHORTEST);
    }
  }
}
