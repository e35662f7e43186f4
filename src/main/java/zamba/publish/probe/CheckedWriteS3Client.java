package zamba.publish.probe;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import zamba.publish.content.ObjectFacts;
import zamba.publish.s3.S3Location;

/**
 * An S3 client that does what it can for {@code If-None-Match: *} on a store that ignores it: looks
 * right before the write and refuses it as S3 would, and looks right after, and says so if what is
 * there is another writer's. On a store that honours the condition it adds no request.
 */
public final class CheckedWriteS3Client extends DelegatingS3Client {
  private static final Logger LOG = LoggerFactory.getLogger(CheckedWriteS3Client.class);
  private static final String ABSENT = "*";

  private final StoreProbe probe;

  /**
   * @param delegate the region's client; closed with this one
   * @param probe what that region's store does
   */
  public CheckedWriteS3Client(S3Client delegate, StoreProbe probe) {
    super(delegate);
    this.probe = probe;
  }

  /** The first one is when the store is probed, if it is: only now is a copy needed. */
  @Override
  public UploadPartCopyResponse uploadPartCopy(UploadPartCopyRequest request) {
    probe.traits(Optional.of(new S3Location(request.sourceBucket(), request.sourceKey())));
    return super.uploadPartCopy(request);
  }

  @Override
  public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
    if (!ABSENT.equals(request.ifNoneMatch()) || probe.traits(Optional.empty()).conditionalPut()) {
      return super.putObject(request, body);
    }
    S3Location target = new S3Location(request.bucket(), request.key());
    expectNone(target);
    PutObjectResponse answer = super.putObject(request, body);
    expectOurs(target, ObjectFacts.unquote(answer.eTag()));
    return answer;
  }

  @Override
  public CompleteMultipartUploadResponse completeMultipartUpload(
      CompleteMultipartUploadRequest request) {
    if (!ABSENT.equals(request.ifNoneMatch())
        || probe.traits(Optional.empty()).conditionalComplete()) {
      return super.completeMultipartUpload(request);
    }
    S3Location target = new S3Location(request.bucket(), request.key());
    expectNone(target);
    CompleteMultipartUploadResponse answer = super.completeMultipartUpload(request);
    String written = ObjectFacts.unquote(answer.eTag());
    expectOurs(target, written.isEmpty() ? etag(request.multipartUpload().parts()) : written);
    return answer;
  }

  /** As S3 makes it of the parts' MD5s, for a store that gives none in its answer (Ceph 16). */
  private static String etag(List<CompletedPart> parts) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      for (CompletedPart part : parts) {
        md5.update(HexFormat.of().parseHex(ObjectFacts.unquote(part.eTag())));
      }
      return HexFormat.of().formatHex(md5.digest()) + "-" + parts.size();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void expectNone(S3Location target) {
    if (etag(target).isPresent()) {
      throw preconditionFailed("it appeared while it was being copied");
    }
  }

  private void expectOurs(S3Location target, String written) {
    Optional<String> found = etag(target);
    if (!found.equals(Optional.of(written))) {
      LOG.warn(
          "{} was written by another writer at the same moment: this one wrote ETag {}, {}. Run again when the other has ended",
          target,
          written,
          found.map(etag -> "there is now ETag " + etag).orElse("there is now no object"));
      throw preconditionFailed("another writer wrote it at the same moment");
    }
  }

  private Optional<String> etag(S3Location target) {
    try {
      return Optional.of(
          ObjectFacts.unquote(headObject(r -> r.bucket(target.bucket()).key(target.key())).eTag()));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  private static RuntimeException preconditionFailed(String message) {
    return S3Exception.builder()
        .statusCode(412)
        .message(message)
        .awsErrorDetails(
            AwsErrorDetails.builder().errorCode("PreconditionFailed").errorMessage(message).build())
        .build();
  }
}
