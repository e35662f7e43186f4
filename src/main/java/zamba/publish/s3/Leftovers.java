package zamba.publish.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * The unfinished uploads that killed runs have left in one region: invisible, but billed.
 *
 * <p>Only uploads to public names that this program was asked to publish count as ours. They are
 * listed when something is copied to the region, and not by a run that finds everything in place.
 */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private static final Duration LISTING_HOLDS_FOR = Duration.ofMinutes(1);

  private final StoreClient client;
  private final Region region;
  private final Duration abortAfter;
  private final Set<String> inPlace = new HashSet<>();
  private List<MultipartUpload> listed = List.of();
  private Instant listedAt = Instant.MIN;

  Leftovers(StoreClient client, Region region, Duration abortAfter) {
    this.client = client;
    this.region = region;
    this.abortAfter = abortAfter;
  }

  /** Notes that an object is in place, so that nothing unfinished can become of its key. */
  synchronized void inPlace(String key) {
    if (inPlace.add(key)) {
      abortOld(key, List.of());
    }
  }

  /** Unfinished uploads to a key, the newest first. */
  synchronized List<MultipartUpload> of(String key) {
    if (listedAt.isBefore(Instant.now().minus(LISTING_HOLDS_FOR))) {
      list();
      inPlace.forEach(settled -> abortOld(settled, List.of()));
    }
    return of(listed, key);
  }

  private void list() {
    listedAt = Instant.now();
    try {
      listed =
          client
              .listMultipartUploadsPaginator(
                  it -> it.bucket(region.bucket()).prefix(region.prefix()))
              .uploads()
              .stream()
              .toList();
    } catch (StoreException e) {
      listed = List.of();
      if (e.status() != 404) {
        // Without the bucket, the copy has more to say about it.
        LOG.info(
            "{}: no unfinished upload is continued or cleared away, since they can't be listed: {}",
            region.name(),
            e.getMessage());
      }
    }
  }

  /**
   * Aborts what is listed for a key and old enough.
   *
   * @param but upload ids to leave alone
   */
  synchronized void abortOld(String key, List<String> but) {
    Instant limit = Instant.now().minus(abortAfter);
    for (MultipartUpload upload : of(listed, key)) {
      if (!but.contains(upload.uploadId()) && !upload.initiated().isAfter(limit)) {
        try {
          abort(key, upload.uploadId());
          LOG.info(
              "{}: cleared away an unfinished upload of {}, begun {}",
              region.name(),
              key,
              upload.initiated());
        } catch (StoreException e) {
          LOG.info("{}: an old unfinished upload stays: {}", region.name(), e.getMessage());
        }
        listed = listed.stream().filter(other -> !other.equals(upload)).toList();
      }
    }
  }

  private static List<MultipartUpload> of(List<MultipartUpload> uploads, String key) {
    return uploads.stream()
        .filter(upload -> upload.key().equals(key))
        .sorted(Comparator.comparing(MultipartUpload::initiated).reversed())
        .toList();
  }

  void abort(String key, String uploadId) {
    client.abortMultipartUpload(it -> it.bucket(region.bucket()).key(key).uploadId(uploadId));
  }
}
