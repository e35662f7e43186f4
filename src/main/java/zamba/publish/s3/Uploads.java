package zamba.publish.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

/**
 * One region's multipart uploads, from beginning to end: begun or taken up again, completed without
 * ever overwriting, kept for the next run or aborted.
 */
final class Uploads {
  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
  private static final int BEGINNINGS = 4;

  private final StoreClient client;
  private final CopySettings settings;
  private final Leftovers leftovers;
  private final Map<S3Location, Upload> kept = new ConcurrentHashMap<>();

  Uploads(StoreClient client, Region region, CopySettings settings) {
    this.client = client;
    this.settings = settings;
    this.leftovers = new Leftovers(client, region, settings.abortAfter());
  }

  /** Brings the parts of an upload into the store, those that are missing. */
  interface Sender {
    /**
     * Sends them, or gives up at the first that does not get through.
     *
     * @throws StoreException what the store said to that one
     */
    void send(Upload upload);
  }

  /**
   * Makes an object visible, if there is none.
   *
   * @return the new object's ETag
   * @throws StoreException if there is one ({@link StoreException#maybePublishedMeanwhile()}), or
   *     if a request fails; then nothing has become visible by it
   */
  String publish(Upload.Plan plan, Sender sender) {
    for (int beginning = 1; ; beginning++) {
      Upload upload = begin(plan);
      try {
        sender.send(upload);
        return complete(upload, Checksum.of(plan.origin()));
      } catch (RuntimeException | Error e) {
        giveUp(upload, e);
        if (beginning == BEGINNINGS || !needsNewUpload(plan.target(), e)) {
          throw e;
        }
        LOG.info("{}: {}. Starting over", plan.target(), e.getMessage());
      }
    }
  }

  /**
   * As AWS says for 409 (CompleteMultipartUpload, ConditionalRequestConflict), and likewise when
   * someone else has aborted the upload: start over, unless the object is there now.
   */
  boolean needsNewUpload(S3Location target, Throwable failure) {
    return failure instanceof StoreException e
        && e.uploadIsOver()
        && ObjectFacts.find(client, target).isEmpty();
  }

  /** An upload that this run has kept, or an earlier run has left, or a new one. */
  Upload begin(Upload.Plan plan) {
    Upload mine = kept.remove(plan.target());
    if (mine != null && mine.plan().equals(plan)) {
      return mine;
    }
    return leftover(plan).orElseGet(() -> create(plan));
  }

  private Upload create(Upload.Plan plan) {
    CreateMultipartUploadRequest request =
        CreateMultipartUploadRequest.builder()
            .bucket(plan.target().bucket())
            .key(plan.target().key())
            .contentType(RegionReplicas.CONTENT_TYPE)
            .metadata(Lineage.of(plan.origin(), plan.publicName()))
            // Of the whole object: one of checksums of parts could not be compared.
            .checksumAlgorithm(plan.checksum())
            .checksumType(ChecksumType.FULL_OBJECT)
            .build();
    return Upload.begun(plan, client.createMultipartUpload(request).uploadId());
  }

  /** An unfinished upload with parts that are of this very origin, cut alike. */
  private Optional<Upload> leftover(Upload.Plan plan) {
    String key = plan.target().key();
    List<MultipartUpload> found = leftovers.of(key);
    Optional<Upload> continued =
        found.stream().flatMap(it -> continued(plan, it).stream()).findFirst();
    leftovers.abortOld(key, continued.map(Upload::id).stream().toList());
    return continued;
  }

  private Optional<Upload> continued(Upload.Plan plan, MultipartUpload unfinished) {
    if (!plan.continuable()) {
      return Optional.empty();
    }
    List<Part> parts;
    try {
      parts = quietParts(plan.target(), unfinished.uploadId());
    } catch (StoreException e) {
      LOG.debug("{} is not continued", unfinished.uploadId(), e);
      return Optional.empty();
    }
    if (parts.isEmpty() || !parts.stream().allMatch(part -> isOf(plan.sizes(), part))) {
      return Optional.empty();
    }
    Upload upload = Upload.begun(plan, unfinished.uploadId());
    parts.forEach(part -> upload.done().put(part.partNumber(), completed(part)));
    LOG.info(
        "{}: continuing an unfinished upload, {} of {} parts are there",
        plan.target(),
        parts.size(),
        plan.sizes().count());
    return Optional.of(upload);
  }

  private static boolean isOf(PartSizes sizes, Part part) {
    return part.partNumber() <= sizes.count() && part.size() == sizes.length(part.partNumber());
  }

  private static CompletedPart completed(Part part) {
    return CompletedPart.builder()
        .partNumber(part.partNumber())
        .eTag(part.eTag())
        .checksumCRC64NVME(part.checksumCRC64NVME())
        .checksumCRC32(part.checksumCRC32())
        .checksumCRC32C(part.checksumCRC32C())
        .build();
  }

  /** The upload's parts, or none if someone is still adding to them. */
  private List<Part> quietParts(S3Location target, String uploadId) {
    List<Part> parts = parts(target, uploadId);
    Optional<Instant> last = parts.stream().map(Part::lastModified).max(Instant::compareTo);
    if (last.isEmpty()) {
      return parts;
    }
    Duration left = settings.resumeAfter().minus(Duration.between(last.get(), Instant.now()));
    if (left.isNegative() || left.isZero()) {
      return parts;
    }
    // Not by the clocks alone, which may differ: by whether anything is added while we look.
    Duration wait = left.compareTo(settings.resumeAfter()) < 0 ? left : settings.resumeAfter();
    LOG.info(
        "{} has an unfinished upload of a moment ago; waiting {} s to see if a publisher is at work on it",
        target,
        wait.toSeconds() + 1);
    sleep(wait);
    return parts(target, uploadId).equals(parts) ? parts : List.of();
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Transfers.StoppedException();
    }
  }

  private List<Part> parts(S3Location target, String uploadId) {
    return new ArrayList<>(
        client
            .listPartsPaginator(
                it -> it.bucket(target.bucket()).key(target.key()).uploadId(uploadId))
            .parts()
            .stream()
            .toList());
  }

  /**
   * The one request that makes the object visible, and only if there is none.
   *
   * @param guard the content's checksum, if known: the store does not complete any other content
   * @return the new object's ETag
   */
  String complete(Upload upload, Optional<Checksum> guard) {
    Upload.Plan plan = upload.plan();
    CompleteMultipartUploadRequest.Builder request =
        CompleteMultipartUploadRequest.builder()
            .bucket(plan.target().bucket())
            .key(plan.target().key())
            .uploadId(upload.id())
            .multipartUpload(it -> it.parts(upload.parts()))
            .checksumType(ChecksumType.FULL_OBJECT)
            .ifNoneMatch("*");
    guard.ifPresent(checksum -> checksum.put(request));
    try {
      return client.completeMultipartUpload(request.build()).eTag();
    } catch (StoreException e) {
      if (!e.mayHaveBeenDone()) {
        throw e;
      }
      // An earlier attempt may have been carried out though its answer never came.
      return ours(upload, e);
    }
  }

  private String ours(Upload upload, StoreException e) {
    Upload.Plan plan = upload.plan();
    return ObjectFacts.find(client, plan.target())
        .filter(
            found -> found.size() == plan.origin().size() && found.isRecordedCopyOf(plan.origin()))
        .map(ObjectFacts::etag)
        .orElseThrow(() -> e);
  }

  /**
   * What becomes of an upload that was not completed: kept, if going on with it can help, or
   * aborted. Failing to clean up must not hide why there was something to clean up.
   */
  void giveUp(Upload upload, Throwable reason) {
    boolean passing =
        reason instanceof Transfers.StoppedException
            || (reason instanceof StoreException e && e.mayPass());
    if (passing && upload.continuable()) {
      kept.put(upload.plan().target(), upload);
      return;
    }
    try {
      leftovers.abort(upload.plan().target().key(), upload.id());
    } catch (StoreException e) {
      reason.addSuppressed(e);
      if (e.status() != 404) {
        LOG.warn("Unfinished upload {} is left over: {}", upload.id(), e.getMessage());
      }
    }
  }

  /** Notes that an object is there, so that what is left of unfinished uploads to it can go. */
  void inPlace(S3Location target) {
    leftovers.inPlace(target.key());
  }
}
