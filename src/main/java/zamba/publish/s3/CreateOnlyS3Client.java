package zamba.publish.s3;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * An S3 client whose {@code copyObject} never overwrites, for objects of any size, on every store
 * that honours conditional writes.
 *
 * <p>CopyObject itself is limited to 5 GiB, and of the servers tried only AWS (since October 2025)
 * honours {@code If-None-Match} on it. So the copy is a multipart upload whose parts the store
 * copies from the source (UploadPartCopy, pinned to the source's ETag) and which becomes visible in
 * one conditional CompleteMultipartUpload. No byte of the object comes through this client. Nothing
 * is visible before that request, and at most one of several writers can succeed with it.
 */
final class CreateOnlyS3Client extends StoreClient {
  private static final Logger LOG = LoggerFactory.getLogger(CreateOnlyS3Client.class);
  private static final String ABSENT = "*";
  private static final int PARTS_AT_ONCE = 4;

  private final ExecutorService workers;
  private volatile boolean closed;

  /**
   * @param delegate the region's client; closed with this one
   * @param region names the threads
   */
  CreateOnlyS3Client(S3Client delegate, String region) {
    super(delegate);
    this.workers =
        Executors.newFixedThreadPool(
            PARTS_AT_ONCE,
            task -> {
              Thread thread = new Thread(task, "copy-to-" + region);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Copies an object, server-side, if there is none at the destination.
   *
   * @param request source, destination, {@code copySourceIfMatch}, content type and metadata, where
   *     {@code source-size} is the source's size in bytes; {@code ifNoneMatch} must be {@code *}
   * @throws StoreException if the source is no longer the one named by {@code copySourceIfMatch},
   *     if the destination exists, or if any request fails; then nothing has become visible by it
   */
  @Override
  public CopyObjectResponse copyObject(CopyObjectRequest request) {
    if (!ABSENT.equals(request.ifNoneMatch())) {
      throw new IllegalArgumentException("this client copies only with ifNoneMatch(\"*\")");
    }
    S3Location target = new S3Location(request.destinationBucket(), request.destinationKey());
    long size = Long.parseLong(request.metadata().get(Lineage.SOURCE_SIZE));
    String etag =
        size == 0
            ? copyEmpty(request, target)
            : multipart(
                target,
                request.contentType(),
                request.metadata(),
                // The store computes the checksum as it copies. AWS has it anyway; asking for the
                // full-object kind keeps the SDK from asking for a composite one.
                ChecksumAlgorithm.CRC64_NVME,
                uploadId -> copyParts(request, target, uploadId, PartSizes.forCopy(size)));
    return CopyObjectResponse.builder()
        .copyObjectResult(CopyObjectResult.builder().eTag(etag).build())
        .build();
  }

  /**
   * Uploads a stream, if there is no object at the destination, holding one part in memory.
   *
   * @param target where to
   * @param origin what is uploaded: size and ETag for the metadata
   * @param publicName for the metadata
   * @param content yields exactly as many bytes as the origin's size, or throws
   */
  void upload(S3Location target, ObjectFacts origin, String publicName, InputStream content) {
    String type = RegionReplicas.CONTENT_TYPE;
    Map<String, String> metadata = Lineage.of(origin, publicName);
    if (origin.size() == 0) {
      putEmpty(target, type, metadata);
    } else {
      multipart(
          target,
          type,
          metadata,
          ChecksumAlgorithm.CRC32,
          uploadId -> uploadParts(content, target, uploadId, PartSizes.forUpload(origin.size())));
    }
  }

  /** There is no part to copy, so the source is looked at instead: is it still that empty one? */
  private String copyEmpty(CopyObjectRequest request, S3Location target) {
    headObject(
        source ->
            source
                .bucket(request.sourceBucket())
                .key(request.sourceKey())
                .ifMatch(request.copySourceIfMatch()));
    return putEmpty(target, request.contentType(), request.metadata());
  }

  private String putEmpty(S3Location target, String type, Map<String, String> metadata) {
    PutObjectRequest request =
        PutObjectRequest.builder()
            .bucket(target.bucket())
            .key(target.key())
            .contentType(type)
            .metadata(metadata)
            .ifNoneMatch(ABSENT)
            .build();
    return putObject(request, RequestBody.empty()).eTag();
  }

  private interface Parts {
    List<CompletedPart> transfer(String uploadId);
  }

  private String multipart(
      S3Location target,
      String type,
      Map<String, String> metadata,
      ChecksumAlgorithm checksum,
      Parts parts) {
    CreateMultipartUploadRequest create =
        CreateMultipartUploadRequest.builder()
            .bucket(target.bucket())
            .key(target.key())
            .contentType(type)
            .metadata(metadata)
            .checksumAlgorithm(checksum)
            .checksumType(ChecksumType.FULL_OBJECT)
            .build();
    String uploadId = createMultipartUpload(create).uploadId();
    try {
      return complete(target, uploadId, parts.transfer(uploadId));
    } catch (RuntimeException | Error e) {
      abort(target, uploadId, e);
      throw e;
    }
  }

  /** The request that makes the object visible, and only if there is none. */
  private String complete(S3Location target, String uploadId, List<CompletedPart> parts) {
    CompleteMultipartUploadRequest request =
        CompleteMultipartUploadRequest.builder()
            .bucket(target.bucket())
            .key(target.key())
            .uploadId(uploadId)
            .multipartUpload(upload -> upload.parts(parts))
            .checksumType(ChecksumType.FULL_OBJECT)
            .ifNoneMatch(ABSENT)
            .build();
    return completeMultipartUpload(request).eTag();
  }

  /** All parts in order, or the first failure once no part is under way any more. */
  private List<CompletedPart> copyParts(
      CopyObjectRequest request, S3Location target, String uploadId, PartSizes sizes) {
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    List<CompletableFuture<CompletedPart>> copies = new ArrayList<>();
    for (int number = 1; number <= sizes.count(); number++) {
      UploadPartCopyRequest part = partCopy(request, target, uploadId, sizes, number);
      copies.add(
          CompletableFuture.supplyAsync(
              () -> failure.get() == null ? copy(part, failure) : null, workers));
    }
    CompletableFuture.allOf(copies.toArray(new CompletableFuture<?>[0])).join();
    if (failure.get() != null) {
      throw failure.get();
    }
    return copies.stream().map(CompletableFuture::join).toList();
  }

  private CompletedPart copy(
      UploadPartCopyRequest part, AtomicReference<RuntimeException> failure) {
    try {
      if (closed) {
        throw new IllegalStateException("the program is stopping");
      }
      CopyPartResult result = uploadPartCopy(part).copyPartResult();
      return CompletedPart.builder()
          .partNumber(part.partNumber())
          .eTag(result.eTag())
          .checksumCRC64NVME(result.checksumCRC64NVME())
          .build();
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
      return null;
    }
  }

  private static UploadPartCopyRequest partCopy(
      CopyObjectRequest request, S3Location target, String uploadId, PartSizes sizes, int number) {
    UploadPartCopyRequest.Builder part =
        UploadPartCopyRequest.builder()
            .sourceBucket(request.sourceBucket())
            .sourceKey(request.sourceKey())
            .copySourceIfMatch(request.copySourceIfMatch())
            .destinationBucket(target.bucket())
            .destinationKey(target.key())
            .uploadId(uploadId)
            .partNumber(number);
    // A range is allowed only for a source over 5 MB (UploadPartCopy, x-amz-copy-source-range).
    return sizes.count() == 1
        ? part.build()
        : part.copySourceRange("bytes=" + sizes.first(number) + "-" + sizes.last(number)).build();
  }

  private List<CompletedPart> uploadParts(
      InputStream content, S3Location target, String uploadId, PartSizes sizes) {
    List<CompletedPart> parts = new ArrayList<>();
    for (int number = 1; number <= sizes.count(); number++) {
      byte[] bytes = FullRead.of(content, (int) sizes.length(number));
      UploadPartRequest request =
          UploadPartRequest.builder()
              .bucket(target.bucket())
              .key(target.key())
              .uploadId(uploadId)
              .partNumber(number)
              .checksumAlgorithm(ChecksumAlgorithm.CRC32)
              .build();
      UploadPartResponse answer = uploadPart(request, RequestBody.fromBytes(bytes));
      parts.add(
          CompletedPart.builder()
              .partNumber(number)
              .eTag(answer.eTag())
              .checksumCRC32(answer.checksumCRC32())
              .build());
    }
    FullRead.expectEnd(content);
    return parts;
  }

  /** Failing to clean up must not hide why there was something to clean up. */
  private void abort(S3Location target, String uploadId, Throwable reason) {
    try {
      abortMultipartUpload(
          abort -> abort.bucket(target.bucket()).key(target.key()).uploadId(uploadId));
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
      if (!(e instanceof StoreException store && store.status() == 404)) {
        LOG.warn("Unfinished upload {} is left over: {}", uploadId, e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    // Not shutdownNow: parts that wait would then never be done, and neither would who waits for
    // them.
    closed = true;
    workers.shutdown();
    super.close();
  }
}
