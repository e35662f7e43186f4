package zamba.publish.s3;

import java.io.InputStream;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import zamba.publish.report.Replica;

/**
 * The public objects of one region, as an idempotent repository: a public name was processed if the
 * bucket holds it. The bucket is the only memory, so adding, confirming and removing do nothing.
 */
public final class RegionReplicas extends ServiceSupport implements IdempotentRepository {
  static final String CONTENT_TYPE = "application/octet-stream";
  private static final String FOUND = "replicaFound";
  private static final String COPIED = "replicaCopied";
  private static final String STARTED = "replicaStarted";

  private final Region region;
  private final CreateOnlyS3Client client;

  /**
   * @param region which bucket, and where in it
   * @param clients makes the client
   */
  public RegionReplicas(Region region, Clients clients) {
    this.region = region;
    this.client = clients.publisher(region);
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
    return found.isPresent();
  }

  /** The request by which the region's store copies the object to itself, if it has none. */
  public CopyObjectRequest copyRequest(Replication replication) {
    if (replication.copyFromEtag().isEmpty()) {
      throw new IllegalStateException(
          "There is nothing to copy to %s from: no region has a replica that is proved to be %s. Run again"
              .formatted(region.locate(replication.publicName()), replication.origin().location()));
    }
    S3Location target = region.locate(replication.publicName());
    return CopyObjectRequest.builder()
        .sourceBucket(replication.copyFrom().bucket())
        .sourceKey(replication.copyFrom().key())
        .copySourceIfMatch('"' + replication.copyFromEtag() + '"')
        .destinationBucket(target.bucket())
        .destinationKey(target.key())
        .ifNoneMatch("*")
        .contentType(CONTENT_TYPE)
        .metadataDirective(MetadataDirective.REPLACE)
        .metadata(Lineage.of(replication.origin(), replication.publicName()))
        .build();
  }

  /**
   * Uploads what S3 cannot copy by itself.
   *
   * @param origin size and ETag of the content
   * @param content exactly that many bytes
   * @throws StoreException if a request fails or the object exists
   */
  void upload(String publicName, ObjectFacts origin, InputStream content) {
    client.upload(region.locate(publicName), origin, publicName, content);
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
    Optional<ObjectFacts> found =
        Optional.ofNullable(exchange.getProperty(FOUND, ObjectFacts.class))
            .or(() -> look(replication.publicName()));
    if (found.isEmpty()) {
      Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
      return failed(
          replication,
          exchange,
          cause == null
              ? region.locate(replication.publicName()) + " is not there after the copy"
              : cause.getMessage());
    }
    Comparison comparison = Comparison.of(replication.origin(), found.get());
    return switch (comparison.verdict()) {
      case SAME -> replica(replication, exchange, kept(copied), true, null);
      case UNKNOWN -> replica(replication, exchange, kept(copied), false, null);
      case DIFFERENT ->
          replica(
              replication,
              exchange,
              Replica.Status.DIFFERENT,
              false,
              different(replication, copied, comparison));
    };
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
  public Replica failed(Replication replication, Exchange exchange, String error) {
    return replica(replication, exchange, Replica.Status.FAILED, false, error);
  }

  private Replica replica(
      Replication replication,
      Exchange exchange,
      Replica.Status status,
      boolean verified,
      String error) {
    S3Location location = region.locate(replication.publicName());
    long started = exchange.getProperty(STARTED, System.nanoTime(), long.class);
    return new Replica(
        region.name(),
        location.bucket(),
        location.key(),
        status,
        verified,
        (System.nanoTime() - started) / 1_000_000,
        error);
  }

  /** What the bucket holds under a public name. */
  Optional<ObjectFacts> look(String publicName) {
    try {
      return Optional.of(ObjectFacts.look(client, region.locate(publicName)));
    } catch (StoreException e) {
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
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
