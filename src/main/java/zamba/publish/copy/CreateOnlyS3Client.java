package zamba.publish.copy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import zamba.publish.content.Checksum;
import zamba.publish.content.ObjectFacts;
import zamba.publish.content.PartSizes;
import zamba.publish.content.SourceMetadata;
import zamba.publish.pace.AimdLimiter;
import zamba.publish.probe.StoreProbe;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreClient;
import zamba.publish.s3.StoreException;
import zamba.publish.s3.ThrottledSender;
import zamba.publish.source.BeforeVisible;
import zamba.publish.transfer.CopyListener.Copy;
import zamba.publish.transfer.CopyListener.Way;
import zamba.publish.transfer.CopySettings;
import zamba.publish.transfer.Transfers;

/**
 * An S3 client whose {@code copyObject} never overwrites, for objects of any size, on every store
 * that honours conditional writes.
 *
 * <p>CopyObject itself is limited to 5 GiB, and of the servers tried only AWS (since October 2025)
 * honours {@code If-None-Match} on it. So the copy is a multipart upload whose parts the store
 * copies from the source (UploadPartCopy, pinned to the source's ETag), many at once, and which
 * becomes visible in one conditional CompleteMultipartUpload. No byte of the object comes through
 * this client. Nothing is visible before that request, and at most one of several writers can
 * succeed with it.
 */
public final class CreateOnlyS3Client extends StoreClient {
  private static final String ABSENT = CopyInstruction.ABSENT;
  private static final Set<Class<?>> WRITES =
      Set.of(
          CreateMultipartUploadRequest.class,
          CompleteMultipartUploadRequest.class,
          AbortMultipartUploadRequest.class,
          PutObjectRequest.class);
  private final Region region;

  private final StoreProbe probe;
  private final S3Client parts;
  private final Transfers transfers;
  private final PartSender sender;
  private final ThrottledSender writing;
  private final Uploads uploads;
  private final StoreDigest digest;
  private final CopySettings settings;
  private final BeforeVisible gate;

  /**
   * @param delegate the region's client; closed with this one
   * @param parts a client for the parts, which does not retry; closed with this one
   * @param probe what the region's store does
   * @param transfers sends the parts, and does retry
   * @param gate what a copy passes before it becomes visible
   * @param likeAws whether the store is known to do what AWS does
   * @param answerWithin how long each attempt of a small request is waited for
   */
  CreateOnlyS3Client(
      S3Client delegate,
      S3Client parts,
      Region region,
      StoreProbe probe,
      Transfers transfers,
      CopySettings settings,
      BeforeVisible gate,
      boolean likeAws,
      Optional<Duration> answerWithin) {
    super(delegate, Optional.of(ThrottledSender.reading()), answerWithin);
    this.region = region;
    this.probe = probe;
    this.gate = gate;
    this.parts = new StoreClient(parts, Optional.empty(), answerWithin);
    this.transfers = transfers;
    AimdLimiter pace = transfers.pace();
    this.settings = settings;
    this.sender = new PartSender(this.parts, transfers, pace, settings.slowest());
    this.writing = new ThrottledSender(pace);
    this.digest = new StoreDigest(this, sender, region, settings.slowest());
    this.uploads =
        new Uploads(
            this,
            new StoreClient(parts, Optional.of(writing), Optional.empty()),
            region,
            settings,
            likeAws);
  }

  /** A write takes its turn with the parts, since S3 counts them together. */
  @Override
  protected Optional<ThrottledSender> patience(S3Request request) {
    return WRITES.contains(request.getClass()) ? Optional.of(writing) : super.patience(request);
  }

  /** Whether the store is known, without asking it, to honour conditions on a copy's source. */
  public boolean pins() {
    return probe.isKnown();
  }

  /** The region that it publishes into. */
  public Region region() {
    return region;
  }

  public Uploads uploads() {
    return uploads;
  }

  /**
   * Copies an object, server-side, if there is none at the destination.
   *
   * @param request see {@link CopyInstruction}
   * @throws StoreException if the source is no longer the one named by {@code copySourceIfMatch},
   *     if the destination exists, or if any request fails; then nothing has become visible by it
   */
  @Override
  public CopyObjectResponse copyObject(CopyObjectRequest request) {
    if (!ABSENT.equals(request.ifNoneMatch())) {
      throw new IllegalArgumentException("this client copies only with ifNoneMatch(\"*\")");
    }
    CopyInstruction copy = CopyInstruction.of(request, region);
    String etag = copy.origin().size() == 0 ? copyEmpty(copy) : copyParts(copy);
    return CopyObjectResponse.builder()
        .copyObjectResult(CopyObjectResult.builder().eTag(etag).build())
        .build();
  }

  /**
   * Expects that these credentials may write there; changes nothing.
   *
   * @throws StoreException if they may not, or if there is no such bucket
   */
  public void expectWritable(S3Location target) {
    new WritePermission(parts).expect(target);
  }

  /** The source with its SHA-256, if the region's store computes it; see {@link StoreDigest}. */
  public ObjectFacts digested(CopyInstruction copy) {
    return digest.of(copy);
  }

  /** Whether the store copies from there only what has the ETag that was asked for. */
  boolean pinsCopies(S3Location source) {
    return probe.traits(Optional.of(source)).conditionalSource();
  }

  /** There is no part to copy, so the source is looked at instead: is it still that empty one? */
  private String copyEmpty(CopyInstruction copy) {
    S3Location source = copy.source();
    headObject(it -> it.bucket(source.bucket()).key(source.key()).ifMatch('"' + copy.etag() + '"'));
    gate.pass(region, copy.publicName());
    return putEmpty(copy.target(), copy.origin(), copy.publicName());
  }

  /** Makes an empty object, if there is none: a multipart upload has at least one byte. */
  public String putEmpty(S3Location target, ObjectFacts origin, String publicName) {
    PutObjectRequest put =
        PutObjectRequest.builder()
            .bucket(target.bucket())
            .key(target.key())
            .contentType(Upload.CONTENT_TYPE)
            .metadata(settings.marked(SourceMetadata.of(origin, publicName)))
            .ifNoneMatch(ABSENT)
            .build();
    return putObject(put, RequestBody.empty()).eTag();
  }

  private String copyParts(CopyInstruction instruction) {
    ObjectFacts origin = instruction.origin();
    Upload.Plan plan =
        new Upload.Plan(
            instruction.target(),
            origin,
            instruction.publicName(),
            PartSizes.forCopy(origin.size(), instruction.etag()),
            Checksum.toAskFor(Checksum.of(origin)),
            pinsCopies(instruction.source()));
    Copy copy = copy(plan, Way.SERVER);
    transfers.listener().started(copy);
    boolean visible = false;
    try {
      String etag =
          uploads.publish(
              plan,
              upload -> {
                copyAll(instruction, upload, copy);
                gate.pass(region, instruction.publicName());
              });
      visible = true;
      return etag;
    } finally {
      transfers.listener().ended(copy, visible);
    }
  }

  /** How listeners know a copy into this region. */
  public Copy copy(Upload.Plan plan, Way way) {
    return new Copy(
        region.name(), plan.publicName(), plan.origin().size(), plan.sizes().count(), way);
  }

  /**
   * All parts; and on a store that copies whatever the source is by then, only if it still is what
   * it was when the last of them had been copied.
   */
  private void copyAll(CopyInstruction instruction, Upload upload, Copy copy) {
    copyMissing(instruction, upload, copy);
    if (!upload.plan().pinned()) {
      instruction.expectSource(ObjectFacts.look(this, instruction.source()).etag());
      uploads.expectWhole(upload);
    }
  }

  /** All parts, or the first failure once no part is under way any more. */
  private void copyMissing(CopyInstruction instruction, Upload upload, Copy copy) {
    tellDone(upload, copy);
    AtomicBoolean failed = new AtomicBoolean();
    List<CompletableFuture<Void>> parts = new ArrayList<>();
    for (int number : upload.missing()) {
      if (failed.get()) {
        break;
      }
      UploadPartCopyRequest part = instruction.part(upload, number);
      parts.add(
          sender
              .copy(part, upload, copy)
              .thenAccept(done -> arrived(upload, copy, done))
              .whenComplete((done, failure) -> failed.compareAndSet(false, failure != null)));
    }
    Transfers.join(parts);
  }

  /** Tells of the parts that an earlier attempt or run has brought. */
  public void tellDone(Upload upload, Copy copy) {
    PartSizes sizes = upload.plan().sizes();
    upload
        .done()
        .keySet()
        .forEach(number -> transfers.listener().partFound(copy, number, sizes.length(number)));
  }

  private void arrived(Upload upload, Copy copy, CompletedPart part) {
    upload.done().put(part.partNumber(), part);
    transfers
        .listener()
        .partDone(copy, part.partNumber(), upload.plan().sizes().length(part.partNumber()));
  }

  /**
   * Sends one part that is in memory, if the upload lacks it.
   *
   * @param crc the part's CRC64NVME
   */
  public CompletableFuture<Void> upload(
      Upload upload, Copy copy, int number, byte[] bytes, String crc) {
    if (upload.done().containsKey(number)) {
      return CompletableFuture.completedFuture(null);
    }
    return sender
        .upload(upload, copy, number, bytes, crc)
        .thenAccept(done -> arrived(upload, copy, done));
  }

  @Override
  public void close() {
    parts.close();
    super.close();
  }
}
