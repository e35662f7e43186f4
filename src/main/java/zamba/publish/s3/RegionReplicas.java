package zamba.publish.s3;

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
import zamba.publish.report.Replica;

/**
 * The public objects of one region, as an idempotent repository: a public name was processed if the
 * bucket holds it. The bucket is the only memory, so adding, confirming and removing do nothing.
 */
public final class RegionReplicas extends ServiceSupport implements IdempotentRepository {
  private static final Logger LOG = LoggerFactory.getLogger(RegionReplicas.class);
  static final String CONTENT_TYPE = "application/octet-stream";
  private static final String FOUND = "replicaFound";
  private static final String COPIED = "replicaCopied";
  private static final String STARTED = "replicaStarted";

  private final Region region;
  private final CreateOnlyS3Client client;
  private final Predicate<String> canCopyFrom;

  /** Stores that were seen to refuse. */
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

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

  CreateOnlyS3Client publisher() {
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

  @Override
  public boolean contains(Exchange exchange, String publicName) {
    exchange.setProperty(STARTED, System.nanoTime());
    Optional<ObjectFacts> found = look(publicName);
    found.ifPresent(facts -> exchange.setProperty(FOUND, facts));
    if (found.isPresent()) {
      client.uploads().inPlace(region.locate(publicName));
    }
    return found.isPresent();
  }

  /**
   * The request by which the region's store copies the object to itself, if it has none.
   *
   * @throws CopyRefusedException if the store is known not to do that
   */
  public CopyObjectRequest copyRequest(@Body Replication replication) {
    S3Location target = region.locate(replication.publicName());
    if (replication.copyFromEtag().isEmpty()) {
      throw new IllegalStateException(
          "There is nothing to copy to %s from: no region has a replica that is proved to be %s. Run again"
              .formatted(target, replication.origin().location()));
    }
    if (!canCopyFrom.test(replication.store())) {
      throw new CopyRefusedException("its store is another than that of " + replication.copyFrom());
    }
    if (refused.contains(replication.store())) {
      throw new CopyRefusedException("its store has refused to copy before");
    }
    return CreateOnlyS3Client.request(replication, target);
  }

  /** Notes that the region's store has refused to copy, and what for. */
  Refusal refused(Replication replication, Exchange exchange, String reason) {
    refused.add(replication.store());
    LOG.info(
        "{}: {} comes through this program: {}", region.name(), replication.publicName(), reason);
    return new Refusal(region.name(), started(exchange));
  }

  /**
   * Notes on the exchange that this run made the copy.
   *
   * @param answer the store's answer; still the request if another writer was first, since the
   *     route goes on after that error
   */
  public void copied(@Body Object answer, Exchange exchange) {
    if (answer instanceof CopyObjectResponse) {
      exchange.setProperty(COPIED, true);
    }
  }

  /**
   * Compares the object with its origin: as the guard found it, or as it is after the copy.
   *
   * @throws StoreException if the bucket does not say
   */
  public Replica verify(Replication replication, Exchange exchange) {
    boolean copied =
        exchange.getProperty(COPIED, false, boolean.class)
            || replication.uploadedTo().equals(Optional.of(region.name()));
    return compare(
        replication,
        started(exchange),
        copied,
        Optional.ofNullable(exchange.getProperty(FOUND, ObjectFacts.class))
            .or(() -> look(replication.publicName())),
        Optional.ofNullable(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class)));
  }

  /**
   * What a run would find here: a replica, or none and whether it may be made. Changes nothing, and
   * a failure is a failed replica.
   */
  Replica plan(Replication replication) {
    long started = System.nanoTime();
    try {
      Optional<ObjectFacts> found = look(replication.publicName());
      if (found.isPresent()) {
        return compare(replication, started, false, found, Optional.empty());
      }
      client.expectWritable(region.locate(replication.publicName()));
      return replica(replication, started, Replica.Status.MISSING, Optional.empty(), null);
    } catch (StoreException e) {
      return failed(replication, started, e.getMessage());
    }
  }

  /**
   * The replica of a region that was sent the object by this program.
   *
   * @param startedNanos when the region's turn began
   * @param failure why it did not get it
   */
  Replica streamed(Replication replication, long startedNanos, Optional<Throwable> failure) {
    boolean look =
        failure.isEmpty()
            || (failure.get() instanceof StoreException e && e.maybePublishedMeanwhile());
    try {
      return look
          ? compare(
              replication, startedNanos, failure.isEmpty(), look(replication.publicName()), failure)
          : failed(replication, startedNanos, Cause.of(failure.get()));
    } catch (StoreException e) {
      return failed(replication, startedNanos, e.getMessage());
    }
  }

  /** Whether a failed upload is to be made again from its beginning. */
  boolean needsNewUpload(String publicName, Throwable failure) {
    try {
      return client.uploads().needsNewUpload(region.locate(publicName), failure);
    } catch (StoreException e) {
      return false;
    }
  }

  private Replica compare(
      Replication replication,
      long startedNanos,
      boolean copied,
      Optional<ObjectFacts> found,
      Optional<? extends Throwable> cause) {
    if (found.isEmpty()) {
      return failed(
          replication,
          startedNanos,
          cause
              .map(Cause::of)
              .orElse(region.locate(replication.publicName()) + " is not there after the copy"));
    }
    Comparison comparison = Comparison.of(replication.origin(), found.get());
    boolean different = comparison.verdict() == Comparison.Verdict.DIFFERENT;
    return replica(
        replication,
        startedNanos,
        different ? Replica.Status.DIFFERENT : kept(copied),
        comparison.proof(),
        different ? different(replication, copied, comparison) : null);
  }

  private static Replica.Status kept(boolean copied) {
    return copied ? Replica.Status.COPIED : Replica.Status.PRESENT;
  }

  private String different(Replication replication, boolean copied, Comparison comparison) {
    return "%s has other content than %s: %s. It was %s; find out which one is right%s"
        .formatted(
            region.locate(replication.publicName()),
            replication.origin().location(),
            comparison.grounds(),
            copied ? "copied by this run and does not match its source" : "left alone",
            ", and delete the object if it is the wrong one");
  }

  /** The record of a region that could not be served. */
  Replica failed(Replication replication, Exchange exchange, String error) {
    return failed(replication, started(exchange), error);
  }

  private Replica failed(Replication replication, long startedNanos, String error) {
    return replica(replication, startedNanos, Replica.Status.FAILED, Optional.empty(), error);
  }

  private static long started(Exchange exchange) {
    return exchange.getProperty(STARTED, System.nanoTime(), long.class);
  }

  private Replica replica(
      Replication replication,
      long startedNanos,
      Replica.Status status,
      Optional<String> proof,
      String error) {
    S3Location location = region.locate(replication.publicName());
    return new Replica(
        region.name(),
        location.bucket(),
        location.key(),
        status,
        proof.isPresent(),
        proof.orElse(null),
        (System.nanoTime() - startedNanos) / 1_000_000,
        null,
        error);
  }

  /** What the bucket holds under a public name. */
  Optional<ObjectFacts> look(String publicName) {
    return ObjectFacts.find(client, region.locate(publicName));
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
