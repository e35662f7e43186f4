package zamba.publish.source;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import zamba.publish.content.ObjectFacts;
import zamba.publish.publication.Replica;
import zamba.publish.report.Printable;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreException;
import zamba.publish.s3.UnsettledSourceException;

/** Looks into the private bucket; never reads a checkpoint. */
public final class SourceBucket {
  private static final Logger LOG = LoggerFactory.getLogger(SourceBucket.class);

  private final S3Client client;
  private final AtomicBoolean told = new AtomicBoolean();
  private final Function<S3Location, Predicate<String>> relevant;

  /**
   * @param client reads the bucket
   * @param relevant which keys of a prefix are kept of its listing, a new answer for each listing
   */
  public SourceBucket(S3Client client, Function<S3Location, Predicate<String>> relevant) {
    this.client = client;
    this.relevant = relevant;
  }

  /**
   * What is under a prefix, over all pages of the listing.
   *
   * @throws PrefixTooLargeException if that is too much to be a model's folder
   * @throws StoreException if the bucket is missing or listing is denied
   */
  public Listing list(S3Location prefix) {
    return Listing.of(client, prefix, relevant.apply(prefix), Listing.MOST_KEPT);
  }

  /**
   * The request that reads one object of a snapshot, and no other version of it than the snapshot
   * has.
   */
  public GetObjectRequest request(Snapshot snapshot, S3Location location) {
    return GetObjectRequest.builder()
        .bucket(location.bucket())
        .key(location.key())
        .ifMatch('"' + snapshot.object(location.key()).etag() + '"')
        .build();
  }

  /**
   * What is to be replicated of a model: its checkpoint.
   *
   * @param snapshot what the model consists of
   * @param location its checkpoint
   * @param publicName the name it is published under
   * @throws StoreException if it is denied
   * @throws ArchivedSourceException if it cannot be read before it is restored
   * @throws UnsettledSourceException if it is another than the snapshot has, or gone
   */
  public Replication checkpoint(Snapshot snapshot, S3Location location, String publicName) {
    Listed listed = snapshot.object(location.key());
    Optional<HeadObjectResponse> head = ObjectFacts.head(client, location);
    boolean same =
        head.filter(it -> ObjectFacts.unquote(it.eTag()).equals(listed.etag()))
            .filter(it -> it.contentLength() == listed.size())
            .isPresent();
    if (!same) {
      throw new UnsettledSourceException(
          "%s has changed since it was listed: it had %s, it %s. Nothing has become visible. Run again when nobody writes to it"
              .formatted(
                  location,
                  listed.told(),
                  head.map(it -> "has " + listed(location, it).told()).orElse("is gone")));
    }
    ArchivedSourceException.expectReadable(location, head.get());
    WatchedSource source =
        new WatchedSource(
            snapshot, () -> snapshot.of(list(snapshot.prefix())), version(head.get()));
    return Replication.of(
        publicName, location, ObjectFacts.of(location, head.get()), Optional.of(source));
  }

  /**
   * What is to be replicated of standalone weights.
   *
   * @param location the object
   * @param publicName the name it is published under
   * @throws StoreException if it is missing or denied
   * @throws ArchivedSourceException if it cannot be read before it is restored
   */
  public Replication source(S3Location location, String publicName) {
    HeadObjectResponse head = ObjectFacts.headOf(client, location);
    ArchivedSourceException.expectReadable(location, head);
    Snapshot found =
        Snapshot.of(location, Optional.of(listed(location, head)), StoreClock.of(head));
    WatchedSource source = new WatchedSource(found, () -> again(location), version(head));
    return Replication.of(
        publicName, location, ObjectFacts.of(location, head), Optional.of(source));
  }

  /**
   * Expects that nobody is uploading a newer one of the objects that a source consists of. Its age
   * does not tell: AWS dates an object of parts when its upload begins, and until it ends the old
   * object is there, beside small files that are new. Where unfinished uploads may not be listed,
   * nothing is expected.
   *
   * @throws UnsettledSourceException if somebody is
   */
  public void expectNoUpload(Replication replication) {
    replication.source().map(WatchedSource::snapshot).ifPresent(this::expectNoUpload);
  }

  private void expectNoUpload(Snapshot snapshot) {
    unfinished(snapshot)
        .ifPresent(
            upload -> {
              throw new UnsettledSourceException(
                  "%s is being uploaded, since %s, and %s is published when that has ended. If nobody is at work on it any more, abort it: aws s3api abort-multipart-upload --bucket … --key … --upload-id %s"
                      .formatted(
                          snapshot.prefix().withKey(upload.key()),
                          begun(upload),
                          snapshot.prefix(),
                          Printable.of(upload.uploadId())));
            });
  }

  private static Instant begun(MultipartUpload upload) {
    return Objects.requireNonNullElse(upload.initiated(), Instant.EPOCH);
  }

  private Optional<MultipartUpload> unfinished(Snapshot snapshot) {
    S3Location prefix = snapshot.prefix();
    try {
      return client
          .listMultipartUploadsPaginator(it -> it.bucket(prefix.bucket()).prefix(prefix.key()))
          .uploads()
          .stream()
          .filter(it -> snapshot.isOvertakenBy(it.key(), begun(it)))
          .findFirst();
    } catch (StoreException e) {
      if (told.compareAndSet(false, true)) {
        LOG.info(
            "What is still being uploaded to the source is not waited for, since that can't be listed: {}",
            e.getMessage());
      }
      return Optional.empty();
    }
  }

  /** An object of a bucket that keeps no versions has none, or the one called null. */
  private static Optional<String> version(HeadObjectResponse head) {
    return Optional.ofNullable(head.versionId()).filter(id -> !id.equals("null"));
  }

  private Snapshot again(S3Location location) {
    Optional<Listed> now = ObjectFacts.head(client, location).map(head -> listed(location, head));
    return Snapshot.of(location, now, Instant.EPOCH);
  }

  private static Listed listed(S3Location location, HeadObjectResponse head) {
    return new Listed(
        location.key(),
        ObjectFacts.unquote(head.eTag()),
        head.contentLength(),
        head.lastModified() == null ? Instant.EPOCH : head.lastModified());
  }

  /**
   * Looks at a source once more after its copies.
   *
   * @param replication what was copied
   * @param replicas what came of it
   * @throws UnsettledSourceException if the source has changed since it was found
   */
  public void expectUnchanged(Replication replication, List<Replica> replicas) {
    List<String> copied =
        replicas.stream()
            .filter(replica -> replica.status() == Replica.Status.COPIED)
            .map(Replica::region)
            .toList();
    replication.source().ifPresent(source -> source.expectUnchanged(copied));
  }
}
