package zamba.publish.copy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import zamba.publish.content.Checksum;
import zamba.publish.content.ObjectFacts;
import zamba.publish.content.PartSizes;
import zamba.publish.content.SourceMetadata;
import zamba.publish.pace.Backoff;
import zamba.publish.pace.StoppedException;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreClient;
import zamba.publish.s3.StoreException;
import zamba.publish.transfer.CopySettings;

/**
 * One region's multipart uploads, from beginning to end: begun or taken up again, completed without
 * ever overwriting, kept for the next run or aborted.
 */
public final class Uploads {
  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
  private static final int BEGINNINGS = 4;
  private static final int COMPLETIONS = 4;

  /** A store may take minutes (Amazon S3 API Reference, CompleteMultipartUpload). */
  private static final Duration COMPLETION_TIMEOUT = Duration.ofMinutes(10);

  private final StoreClient client;
  private final StoreClient once;
  private final CopySettings settings;
  private final UnfinishedUploads leftovers;
  private final StoredParts storedParts;
  private final Map<S3Location, Upload> kept = new ConcurrentHashMap<>();

  /**
   * @param once a client that does not retry, for completions
   * @param likeAws as in {@link UnfinishedUploads}
   */
  Uploads(
      StoreClient client, StoreClient once, Region region, CopySettings settings, boolean likeAws) {
    this.client = client;
    this.once = once;
    this.settings = settings;
    this.leftovers = new UnfinishedUploads(client, region, settings.abortAfter(), likeAws);
    this.storedParts = new StoredParts(client, settings.resumeAfter());
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
  public boolean needsNewUpload(S3Location target, Throwable failure) {
    return failure instanceof StoreException e
        && e.uploadIsOver()
        && ObjectFacts.find(client, target).isEmpty();
  }

  /** An upload that this run has kept, or an earlier run has left, or a new one. */
  public Upload begin(Upload.Plan plan) {
    Upload mine = kept.remove(plan.target());
    if (mine != null && mine.plan().equals(plan)) {
      return mine;
    }
    return leftover(plan).orElseGet(() -> create(plan));
  }

  /**
   * With a checksum of the kind asked for; of S3's own kind, if the store has not that; or none.
   */
  private Upload create(Upload.Plan plan) {
    try {
      return create(plan, Optional.of(plan.checksum()));
    } catch (StoreException e) {
      if (!e.mayRefuseChecksum()) {
        throw e;
      }
      LOG.info("{}: {}. Asking for another checksum", plan.target(), e.getMessage());
    }
    if (plan.checksum() != ChecksumAlgorithm.CRC64_NVME) {
      try {
        return create(plan, Optional.of(ChecksumAlgorithm.CRC64_NVME));
      } catch (StoreException e) {
        if (!e.mayRefuseChecksum()) {
          throw e;
        }
      }
    }
    return create(plan, Optional.empty());
  }

  private Upload create(Upload.Plan plan, Optional<ChecksumAlgorithm> checksum) {
    CreateMultipartUploadRequest.Builder request =
        CreateMultipartUploadRequest.builder()
            .bucket(plan.target().bucket())
            .key(plan.target().key())
            .contentType(Upload.CONTENT_TYPE)
            .metadata(
                settings.marked(
                    SourceMetadata.of(
                        plan.origin(), plan.publicName(), plan.sizes(), plan.pinned())));
    // Of the whole object: one of checksums of parts could not be compared.
    checksum.ifPresent(
        kind -> request.checksumAlgorithm(kind).checksumType(ChecksumType.FULL_OBJECT));
    return Upload.begun(plan, client.createMultipartUpload(request.build()).uploadId(), checksum);
  }

  /** An unfinished upload with parts that are of this very origin, cut alike. */
  private Optional<Upload> leftover(Upload.Plan plan) {
    String key = plan.target().key();
    List<MultipartUpload> found = leftovers.of(key);
    Set<String> atWork = new HashSet<>();
    Optional<Upload> continued =
        found.stream().flatMap(it -> continued(plan, it, atWork).stream()).findFirst();
    continued.map(Upload::id).ifPresent(atWork::add);
    leftovers.abortOld(key, atWork);
    return continued;
  }

  /**
   * @param atWork is added the upload's id if someone was seen to add to it
   */
  private Optional<Upload> continued(
      Upload.Plan plan, MultipartUpload unfinished, Set<String> atWork) {
    if (!plan.continuable()) {
      return Optional.empty();
    }
    List<Part> parts;
    try {
      Optional<List<Part>> quiet = storedParts.quiet(plan.target(), unfinished.uploadId());
      if (quiet.isEmpty()) {
        atWork.add(unfinished.uploadId());
        return Optional.empty();
      }
      parts = quiet.get();
    } catch (StoreException e) {
      LOG.debug("{} is not continued", unfinished.uploadId(), e);
      return Optional.empty();
    }
    if (parts.isEmpty() || !parts.stream().allMatch(part -> isOf(plan.sizes(), part))) {
      return Optional.empty();
    }
    Upload upload = Upload.begun(plan, unfinished.uploadId(), Optional.of(kind(unfinished, plan)));
    parts.forEach(part -> upload.done().put(part.partNumber(), StoredParts.completed(part)));
    LOG.info(
        "{}: continuing an unfinished upload, {} of {} parts are there",
        plan.target(),
        parts.size(),
        plan.sizes().count());
    return Optional.of(upload);
  }

  /** As the store says, if it does. */
  private static ChecksumAlgorithm kind(MultipartUpload unfinished, Upload.Plan plan) {
    ChecksumAlgorithm told = unfinished.checksumAlgorithm();
    return told == null || told == ChecksumAlgorithm.UNKNOWN_TO_SDK_VERSION
        ? plan.checksum()
        : told;
  }

  private static boolean isOf(PartSizes sizes, Part part) {
    return part.partNumber() <= sizes.count() && part.size() == sizes.length(part.partNumber());
  }

  /** See {@link StoredParts#expectWhole}. */
  void expectWhole(Upload upload) {
    storedParts.expectWhole(upload);
  }

  /**
   * The one request that makes the object visible, and only if there is none.
   *
   * @param guard the content's checksum, if known: the store does not complete any other content
   * @return the new object's ETag
   */
  public String complete(Upload upload, Optional<Checksum> guard) {
    S3Location target = upload.plan().target();
    CompleteMultipartUploadRequest.Builder request =
        CompleteMultipartUploadRequest.builder()
            .bucket(target.bucket())
            .key(target.key())
            .uploadId(upload.id())
            .multipartUpload(it -> it.parts(upload.parts()))
            .ifNoneMatch("*")
            .overrideConfiguration(it -> it.apiCallAttemptTimeout(COMPLETION_TIMEOUT));
    upload.checksum().ifPresent(kind -> request.checksumType(ChecksumType.FULL_OBJECT));
    guard
        .filter(it -> upload.checksum().equals(Optional.of(Checksum.toAskFor(Optional.of(it)))))
        .ifPresent(checksum -> checksum.put(request));
    for (int attempt = 1; ; attempt++) {
      try {
        return once.completeMultipartUpload(request.build()).eTag();
      } catch (StoreException e) {
        if (!e.mayHaveBeenDone() && (attempt == 1 || !e.maybePublishedMeanwhile())) {
          throw e;
        }
        // An earlier attempt may have been carried out though its answer never came.
        Optional<ObjectFacts> found = ObjectFacts.find(client, target);
        if (found.filter(it -> isOurs(upload, it)).isPresent()) {
          return found.get().etag();
        }
        // If it is another writer's, the store says so to who asks once more.
        if (!e.mayPass() || attempt == COMPLETIONS) {
          throw e;
        }
        Backoff.pause(attempt);
      }
    }
  }

  /**
   * Whether an object is what this upload has become. Its metadata says what it was copied from, as
   * that of another publisher's copy would; but then this upload still has its parts.
   */
  private boolean isOurs(Upload upload, ObjectFacts found) {
    ObjectFacts origin = upload.plan().origin();
    return found.size() == origin.size()
        && found.isRecordedCopyOf(origin)
        && !leftovers.holdsParts(upload.plan().target().key(), upload.id());
  }

  /**
   * What becomes of an upload that was not completed: kept, if going on with it can help, or
   * aborted. Failing to clean up must not hide why there was something to clean up.
   */
  public void giveUp(Upload upload, Throwable reason) {
    boolean passing =
        reason instanceof StoppedException || (reason instanceof StoreException e && e.mayPass());
    if (passing && upload.continuable()) {
      kept.put(upload.plan().target(), upload);
      return;
    }
    discard(upload.plan().target(), upload.id());
  }

  /** Aborts an upload that nothing will come of. */
  void discard(S3Location target, String id) {
    try {
      leftovers.abort(target.key(), id);
    } catch (StoreException e) {
      if (e.status() != 404) {
        LOG.warn("Unfinished upload {} is left over: {}", id, e.getMessage());
      }
    }
  }

  /** Notes that an object is there, so that what is left of unfinished uploads to it can go. */
  public void inPlace(S3Location target) {
    leftovers.inPlace(target.key());
  }
}
