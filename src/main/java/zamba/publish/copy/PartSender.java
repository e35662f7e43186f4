package zamba.publish.copy;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;
import zamba.publish.content.ContentSums;
import zamba.publish.pace.AimdLimiter;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreException;
import zamba.publish.transfer.CopyListener.Copy;
import zamba.publish.transfer.CopySettings;
import zamba.publish.transfer.PartTimes;
import zamba.publish.transfer.Transfers;

/**
 * Brings parts into one region's uploads. A part whose answer never came is asked for before it is
 * sent again: a slow store may have carried it out all the same.
 */
final class PartSender {
  private static final Logger LOG = LoggerFactory.getLogger(PartSender.class);

  private final S3Client parts;
  private final Transfers transfers;
  private final AimdLimiter pace;
  private final PartTimes times;

  /** Whether a part of a named version was refused, and one of the object was not. */
  private volatile boolean versionsRefused;

  /**
   * @param parts sends each request once
   * @param pace of the region
   * @param slowest how slow its store is waited for
   */
  PartSender(S3Client parts, Transfers transfers, AimdLimiter pace, CopySettings.Slowest slowest) {
    this.parts = parts;
    this.transfers = transfers;
    this.pace = pace;
    this.times = new PartTimes(slowest);
  }

  /** A part that the store copies. */
  CompletableFuture<CompletedPart> copy(UploadPartCopyRequest part, Upload upload, Copy copy) {
    return send(upload, copy, part.partNumber(), null, time -> copied(part, copy, time));
  }

  /**
   * A part that is in memory.
   *
   * @param crc its CRC64NVME, which the store compares; or the MD5, if it knows none
   */
  CompletableFuture<CompletedPart> upload(
      Upload upload, Copy copy, int number, byte[] bytes, String crc) {
    UploadPartRequest part =
        UploadPartRequest.builder()
            .bucket(upload.plan().target().bucket())
            .key(upload.plan().target().key())
            .uploadId(upload.id())
            .partNumber(number)
            .build();
    return upload.checksum().isEmpty()
        ? send(
            upload,
            copy,
            number,
            null,
            time ->
                uploaded(
                    part.toBuilder().contentMD5(ContentSums.contentMd5(bytes)).build(),
                    bytes,
                    time))
        : send(upload, copy, number, crc, time -> uploaded(part, bytes, crc, time));
  }

  /** One attempt. */
  private interface Attempt {
    CompletedPart within(Duration time);
  }

  private CompletableFuture<CompletedPart> send(
      Upload upload, Copy copy, int number, String crc, Attempt attempt) {
    long bytes = upload.plan().sizes().length(number);
    return transfers.send(
        copy,
        number,
        pace,
        new Transfers.Sending<CompletedPart>() {
          @Override
          public CompletedPart send(int count) {
            long started = System.nanoTime();
            CompletedPart done = attempt.within(times.allowed(bytes, count));
            times.took(bytes, Duration.ofNanos(System.nanoTime() - started));
            return done;
          }

          @Override
          public Optional<CompletedPart> arrived() {
            return find(upload, number, crc);
          }

          @Override
          public Duration grace(int count) {
            return times.allowed(bytes, count).dividedBy(2);
          }
        });
  }

  /** What the upload has under that number, if it is of the right size. */
  private Optional<CompletedPart> find(Upload upload, int number, String crc) {
    S3Location target = upload.plan().target();
    try {
      return StoredParts.stream(parts, target, upload.id())
          .filter(part -> part.partNumber() == number)
          .filter(part -> part.size() == upload.plan().sizes().length(number))
          .map(StoredParts::completed)
          .map(part -> crc == null ? part : part.toBuilder().checksumCRC64NVME(crc).build())
          .findFirst();
    } catch (StoreException e) {
      LOG.debug("Part {} of {} is sent again unseen", number, target, e);
      return Optional.empty();
    }
  }

  private CompletedPart copied(UploadPartCopyRequest part, Copy copy, Duration time) {
    UploadPartCopyRequest timed =
        part.toBuilder().overrideConfiguration(it -> it.apiCallAttemptTimeout(time)).build();
    CopyPartResult result = answered(timed, copy.region()).copyPartResult();
    return CompletedPart.builder()
        .partNumber(part.partNumber())
        .eTag(result.eTag())
        .checksumCRC64NVME(result.checksumCRC64NVME())
        .checksumCRC32(result.checksumCRC32())
        .checksumCRC32C(result.checksumCRC32C())
        .build();
  }

  /**
   * Of the version that was looked at, so that a delete or an overwrite in mid-copy does not break
   * it off; that needs s3:GetObjectVersion, which not everyone has who has s3:GetObject.
   */
  UploadPartCopyResponse answered(UploadPartCopyRequest part, String region) {
    UploadPartCopyRequest unversioned = part.toBuilder().sourceVersionId(null).build();
    if (part.sourceVersionId() == null || versionsRefused) {
      return parts.uploadPartCopy(unversioned);
    }
    try {
      return parts.uploadPartCopy(part);
    } catch (StoreException e) {
      if (!e.refusesToCopy()) {
        throw e;
      }
      UploadPartCopyResponse answer = parts.uploadPartCopy(unversioned);
      versionsRefused = true;
      LOG.info(
          "{}: versions of the source are not copied, only its objects; allow s3:GetObjectVersion there: {}",
          region,
          e.getMessage());
      return answer;
    }
  }

  private CompletedPart uploaded(UploadPartRequest part, byte[] bytes, String crc, Duration time) {
    try {
      return uploaded(part.toBuilder().checksumCRC64NVME(crc).build(), bytes, time);
    } catch (StoreException e) {
      if (!e.mayRefuseChecksum()) {
        throw e;
      }
      return uploaded(
          part.toBuilder().contentMD5(ContentSums.contentMd5(bytes)).build(), bytes, time);
    }
  }

  private CompletedPart uploaded(UploadPartRequest part, byte[] bytes, Duration time) {
    UploadPartResponse answer =
        parts.uploadPart(
            part.toBuilder().overrideConfiguration(it -> it.apiCallAttemptTimeout(time)).build(),
            // Not fromBytes, which copies them.
            RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes), bytes.length, Upload.CONTENT_TYPE));
    return CompletedPart.builder()
        .partNumber(part.partNumber())
        .eTag(answer.eTag())
        .checksumCRC64NVME(answer.checksumCRC64NVME())
        .build();
  }
}
