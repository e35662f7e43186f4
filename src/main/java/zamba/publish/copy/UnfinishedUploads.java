package zamba.publish.copy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import zamba.publish.pace.Backoff;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreClient;
import zamba.publish.s3.StoreException;

/**
 * The unfinished uploads that killed runs have left in one region: invisible, but billed.
 *
 * <p>Only uploads to public names that this program was asked to publish count as ours. They are
 * listed when something is copied to the region, and not by a run that finds everything in place.
 */
final class UnfinishedUploads {
  private static final Logger LOG = LoggerFactory.getLogger(UnfinishedUploads.class);
  private static final Duration LISTING_HOLDS_FOR = Duration.ofMinutes(1);
  private static final int ABORTS = 4;

  private final StoreClient client;
  private final Region region;
  private final Duration abortAfter;
  private final boolean likeAws;
  private final Set<String> inPlace = new HashSet<>();
  private List<MultipartUpload> listed = List.of();
  private Instant listedAt = Instant.MIN;
  private boolean byPrefix;

  /**
   * @param abortAfter how long nothing must have been added to an upload before it is aborted
   * @param likeAws whether the store is known to list all uploads whose keys begin alike; if not,
   *     it may list those to one exact key only (MinIO)
   */
  UnfinishedUploads(StoreClient client, Region region, Duration abortAfter, boolean likeAws) {
    this.client = client;
    this.region = region;
    this.abortAfter = abortAfter;
    this.likeAws = likeAws;
  }

  /** Notes that an object is in place, so that nothing unfinished can become of its key. */
  synchronized void inPlace(String key) {
    if (inPlace.add(key)) {
      abortOld(key, Set.of());
    }
  }

  /** Unfinished uploads to a key, the newest first. */
  synchronized List<MultipartUpload> of(String key) {
    if (listedAt.isBefore(Instant.now().minus(LISTING_HOLDS_FOR))) {
      listedAt = Instant.now();
      listed = list(region.prefix());
      byPrefix = likeAws || !listed.isEmpty();
      inPlace.forEach(settled -> abortOld(settled, Set.of()));
    }
    if (!byPrefix) {
      List<MultipartUpload> more = new ArrayList<>(listed);
      more.removeIf(upload -> upload.key().equals(key));
      more.addAll(of(list(key), key));
      listed = List.copyOf(more);
    }
    return of(listed, key);
  }

  private List<MultipartUpload> list(String prefix) {
    try {
      return client
          .listMultipartUploadsPaginator(it -> it.bucket(region.bucket()).prefix(prefix))
          .uploads()
          .stream()
          .toList();
    } catch (StoreException e) {
      if (e.status() != 404) {
        // Without the bucket, the copy has more to say about it.
        LOG.info(
            "{}: no unfinished upload is continued or cleared away, since they can't be listed: {}",
            region.name(),
            e.getMessage());
      }
      return List.of();
    }
  }

  /**
   * Aborts what is listed for a key and old enough: by its last part, since one that was begun long
   * ago may be of a large object, or a slow store, and still at work.
   *
   * @param but upload ids to leave alone
   */
  synchronized void abortOld(String key, Set<String> but) {
    Instant limit = Instant.now().minus(abortAfter);
    for (MultipartUpload upload : of(listed, key)) {
      if (!but.contains(upload.uploadId()) && !upload.initiated().isAfter(limit)) {
        abortIfStill(upload, limit);
      }
    }
  }

  private void abortIfStill(MultipartUpload upload, Instant limit) {
    try {
      Instant last = lastAddition(upload);
      if (last.isAfter(limit)) {
        return;
      }
      abort(upload.key(), upload.uploadId());
      LOG.info(
          "{}: cleared away an unfinished upload of {}, begun {}, last added to {}",
          region.name(),
          upload.key(),
          upload.initiated(),
          last);
    } catch (StoreException e) {
      if (e.status() != 404) {
        LOG.info("{}: an old unfinished upload stays: {}", region.name(), e.getMessage());
      }
    }
    listed = listed.stream().filter(other -> !other.equals(upload)).toList();
  }

  /** When the last part came, by the store's clock; without parts, when the upload was begun. */
  private Instant lastAddition(MultipartUpload upload) {
    return StoredParts.stream(
            client, new S3Location(region.bucket(), upload.key()), upload.uploadId())
        .map(Part::lastModified)
        .filter(Objects::nonNull)
        .max(Instant::compareTo)
        .orElse(upload.initiated());
  }

  private static List<MultipartUpload> of(List<MultipartUpload> uploads, String key) {
    return uploads.stream()
        .filter(upload -> upload.key().equals(key))
        .sorted(Comparator.comparing(MultipartUpload::initiated).reversed())
        .toList();
  }

  /**
   * Aborts an upload, and once more if parts that were under way have landed since: "it might be
   * necessary to abort a given multipart upload multiple times in order to completely free all
   * storage consumed by all parts" (Amazon S3 API Reference, AbortMultipartUpload).
   *
   * @throws StoreException if the store does not; 404 if there was no such upload
   */
  void abort(String key, String uploadId) {
    client.abortMultipartUpload(it -> it.bucket(region.bucket()).key(key).uploadId(uploadId));
    for (int more = 1; more < ABORTS && holdsParts(key, uploadId); more++) {
      Backoff.pause(more);
      try {
        client.abortMultipartUpload(it -> it.bucket(region.bucket()).key(key).uploadId(uploadId));
      } catch (StoreException e) {
        if (e.status() != 404) {
          throw e;
        }
      }
    }
  }

  /** Whether the store says that an upload is unfinished and has parts. */
  boolean holdsParts(String key, String uploadId) {
    try {
      return client
          .listParts(it -> it.bucket(region.bucket()).key(key).uploadId(uploadId))
          .parts()
          .stream()
          .findAny()
          .isPresent();
    } catch (StoreException e) {
      LOG.debug("The parts of {} are not told", uploadId, e);
      return false;
    }
  }
}
