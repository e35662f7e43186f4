package zamba.publish.region;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import zamba.publish.content.ObjectFacts;
import zamba.publish.copy.Clients;
import zamba.publish.copy.CopyInstruction;
import zamba.publish.copy.CopyRefusedException;
import zamba.publish.copy.CreateOnlyS3Client;
import zamba.publish.s3.ErrorText;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreException;
import zamba.publish.source.Replication;

/**
 * The public objects of one region, as an idempotent repository: a public name was processed if the
 * bucket holds it. The bucket is the only memory, so adding, confirming and removing do nothing.
 */
public final class RegionReplicas extends ServiceSupport implements IdempotentRepository {
  private static final Logger LOG = LoggerFactory.getLogger(RegionReplicas.class);

  private final Region region;
  private final CreateOnlyS3Client client;
  private final Predicate<String> canCopyFrom;

  private final Set<Refused> refused = ConcurrentHashMap.newKeySet();

  /**
   * @param region which bucket, and where in it
   * @param clients makes the client
   * @param canCopyFrom whether this region's store may be asked to copy from a store, named as in
   *     {@link Replication#store()}
   */
  public RegionReplicas(Region region, Clients clients, Predicate<String> canCopyFrom) {
    this.region = region;
    this.client = clients.publisher(region);
    this.canCopyFrom = canCopyFrom;
  }

  /** The region. */
  public Region region() {
    return region;
  }

  /**
   * The client whose {@code copyObject} the region's aws2-s3 endpoint calls; for the caller to
   * close.
   */
  public S3Client client() {
    return client;
  }

  /** The source with its SHA-256, if this region's store is asked for it and gives it. */
  public ObjectFacts digested(Replication replication) {
    return client.digested(CopyInstruction.of(replication, region));
  }

  public CreateOnlyS3Client publisher() {
    return client;
  }

  /**
   * Whether the bucket holds an object of that public name.
   *
   * @throws StoreException if the bucket does not say: an answer of 403 or 5xx is not a "no"
   */
  @Override
  public boolean contains(String publicName) {
    return look(publicName).isPresent();
  }

  /**
   * The same as the survey of all regions has found it. A region that did not say then is asked
   * again when the route tries again.
   */
  @Override
  public boolean contains(Exchange exchange, String publicName) {
    long now = System.nanoTime();
    Copying asked = exchange.getMessage().getBody(Copying.class);
    new Turn(asked, now, Optional.empty()).keep(exchange);
    boolean again = exchange.getMessage().getHeader(Exchange.REDELIVERED, false, boolean.class);
    Sighting seen = again ? see(publicName) : asked.survey().in(region);
    long started = now - seen.millis() * 1_000_000;
    new Turn(asked, started, seen.found()).keep(exchange);
    if (seen.failure() instanceof RuntimeException failure) {
      throw failure;
    }
    if (again) {
      asked.survey().with(seen).obstacle().ifPresent(why -> stop(asked.replication(), seen, why));
    }
    if (seen.found().isPresent()) {
      client.uploads().inPlace(region.locate(publicName));
    }
    return seen.found().isPresent();
  }

  /** What a region says at last may be why nothing must be copied: not here, nor elsewhere. */
  private static void stop(Replication replication, Sighting seen, String why) {
    replication.source().ifPresent(source -> source.refuse(why));
    if (seen.lacking()) {
      throw new IllegalStateException(why);
    }
  }

  /**
   * The request by which the region's store copies the object to itself, if it has none.
   *
   * @throws CopyRefusedException if the store is known not to do that
   */
  public CopyObjectRequest copyRequest(@Body Copying asked, Exchange exchange) {
    Replication replication = asked.replication();
    if (refused.contains(Refused.of(replication, exchange))) {
      throw new CopyRefusedException(
          "its store has refused to copy from " + replication.copyFrom().bucket() + " in this run");
    }
    return copyRequest(replication);
  }

  /** The same, for who does not know of refusals. */
  public CopyObjectRequest copyRequest(Replication replication) {
    S3Location target = region.locate(replication.publicName());
    if (replication.copyFromEtag().isEmpty()) {
      throw new IllegalStateException(
          "There is nothing to copy to %s from: no region has a replica that is proved to be %s. Run again"
              .formatted(target, replication.origin().location()));
    }
    if (!canCopyFrom.test(replication.store())) {
      throw new CopyRefusedException("its store is another than that of " + replication.copyFrom());
    }
    return CopyInstruction.of(replication, region).request();
  }

  /** Notes that the region's store has refused to copy, and if it always will, remembers it. */
  Refusal refused(Exchange exchange, Exception cause) {
    Turn turn = Turn.of(exchange);
    Replication replication = turn.replication();
    replication.out(region.name());
    Refused refusal = Refused.of(replication, exchange);
    refused.removeIf(it -> !it.run().equals(refusal.run()));
    if (ErrorText.find(cause, StoreException.class)
        .filter(StoreException::refusesForGood)
        .isPresent()) {
      refused.add(refusal);
    }
    String reason = ErrorText.of(cause);
    LOG.info(
        "{}: {} comes through this program: {}", region.name(), replication.publicName(), reason);
    return new Refusal(region.name(), turn.started());
  }

  /**
   * What is there now: as the guard found it, or as it is after the copy.
   *
   * @param answer the store's, if this run made the copy; else what the route was given, or still
   *     the request if another writer was first, since the route goes on after that error
   * @throws StoreException if the bucket does not say
   */
  public RegionOutcome verify(@Body Object answer, Exchange exchange) {
    Turn turn = Turn.of(exchange);
    Replication replication = turn.replication();
    replication.out(region.name());
    boolean copied =
        answer instanceof CopyObjectResponse
            || replication.uploadedTo().equals(Optional.of(region.name()));
    return seen(
        replication.publicName(),
        // What it waited for other regions is not its own time.
        turn.started() + replication.waitedNanos(region.name()),
        copied,
        turn.found().or(() -> look(replication.publicName())),
        Optional.ofNullable(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
  }

  /** What is there, and if the bucket does not say, why. */
  Sighting see(String publicName) {
    long started = System.nanoTime();
    try {
      return Sighting.of(region, look(publicName), false, started);
    } catch (StoreException e) {
      return Sighting.failed(region, e, started);
    }
  }

  /**
   * What is there, and if there is nothing, whether it may be made; else why not. Changes nothing.
   */
  Sighting plan(String publicName) {
    long started = System.nanoTime();
    Sighting seen = see(publicName);
    if (!seen.lacking()) {
      return seen;
    }
    try {
      client.expectWritable(region.locate(publicName));
      return seen;
    } catch (StoreException e) {
      return Sighting.unwritable(region, e, started);
    }
  }

  /**
   * What is there in a region that was sent the object by this program.
   *
   * @param startedNanos when the region's turn began
   * @param failure why it did not get it
   */
  public Sighting streamed(
      Replication replication, long startedNanos, Optional<Throwable> failure) {
    boolean look =
        failure.isEmpty()
            || (failure.get() instanceof StoreException e && e.maybePublishedMeanwhile());
    if (!look) {
      return Sighting.failed(region, failure.get(), startedNanos);
    }
    try {
      String name = replication.publicName();
      return seen(name, startedNanos, failure.isEmpty(), look(name), failure);
    } catch (StoreException e) {
      return Sighting.failed(region, e, startedNanos);
    }
  }

  private Sighting seen(
      String publicName,
      long startedNanos,
      boolean copied,
      Optional<ObjectFacts> found,
      Optional<? extends Throwable> cause) {
    return found.isPresent()
        ? Sighting.of(region, found, copied, startedNanos)
        : Sighting.failed(
            region,
            cause.isPresent()
                ? cause.get()
                : new IllegalStateException(
                    region.locate(publicName) + " is not there after the copy"),
            startedNanos);
  }

  /** Whether a failed upload is to be made again from its beginning. */
  public boolean needsNewUpload(String publicName, Throwable failure) {
    try {
      return client.uploads().needsNewUpload(region.locate(publicName), failure);
    } catch (StoreException e) {
      return false;
    }
  }

  /** The record of a region that could not be served. */
  Sighting failed(Exchange exchange, Throwable cause) {
    Turn turn = Turn.of(exchange);
    turn.replication().out(region.name());
    return Sighting.failed(region, cause, turn.started());
  }

  /** What the bucket holds under a public name. */
  public Optional<ObjectFacts> look(String publicName) {
    return ObjectFacts.find(client, region.locate(publicName), client.pins());
  }

  @Override
  public boolean add(String publicName) {
    return true;
  }

  @Override
  public boolean remove(String publicName) {
    return true;
  }

  @Override
  public boolean confirm(String publicName) {
    return true;
  }

  @Override
  public void clear() {
    // What is published stays published.
  }
}
