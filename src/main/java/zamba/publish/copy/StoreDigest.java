package zamba.publish.copy;

import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import zamba.publish.content.ContentSums;
import zamba.publish.content.ObjectFacts;
import zamba.publish.report.Bytes;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreException;
import zamba.publish.transfer.CopySettings;
import zamba.publish.transfer.PartTimes;

/**
 * The SHA-256 of an object as a region's store computes it. The object is copied as the one part of
 * an upload that is never completed: nothing becomes visible by that and nothing can be
 * overwritten, whatever the store makes of conditions, and no permission is needed that a copy does
 * not need. The answer has "the Base64 encoded, 256-bit SHA256 checksum of the part ... present if
 * the multipart upload request was created with the SHA256 checksum algorithm" (Amazon S3 API
 * Reference, CopyPartResult), and the part is all of the object.
 */
public final class StoreDigest {
  private static final Logger LOG = LoggerFactory.getLogger("publish.read");

  /** Of a part (Amazon S3 User Guide, "Amazon S3 multipart upload limits"). */
  private static final long LARGEST = 5L << 30;

  private static final int SHA256_BYTES = 32;

  /** No public object is named so, and no upload to it is taken for the beginning of a copy. */
  private static final String SUFFIX = ".digest";

  private final CreateOnlyS3Client client;
  private final PartSender sender;
  private final Region region;
  private final CopySettings.Slowest slowest;

  /** Whether the store was seen to give none. */
  private volatile boolean givesNone;

  /**
   * @param client the region's
   * @param sender asks for the part, for as long as that takes
   * @param slowest how slow its store is waited for
   */
  StoreDigest(
      CreateOnlyS3Client client, PartSender sender, Region region, CopySettings.Slowest slowest) {
    this.client = client;
    this.sender = sender;
    this.region = region;
    this.slowest = slowest;
  }

  /**
   * What is about to be copied, with its SHA-256; as it was, if the store does not give it, which
   * the log then says.
   *
   * @param copy of the source, pinned to its ETag
   */
  public ObjectFacts of(CopyInstruction copy) {
    ObjectFacts origin = copy.origin();
    Optional<String> obstacle = obstacle(copy);
    if (obstacle.isPresent()) {
      LOG.info(
          "{}: {} does not compute its SHA-256: {}",
          origin.location(),
          region.name(),
          obstacle.get());
      return origin;
    }
    LOG.info(
        "{}: asking the store of {} for its SHA-256 (manifest.sha256)",
        origin.location(),
        region.name());
    try {
      Optional<String> sha256 = ask(copy);
      givesNone = sha256.isEmpty();
      LOG.info(
          "{}: {}",
          origin.location(),
          givesNone
              ? "the store of " + region.name() + " copies without telling a SHA-256"
              : "its SHA-256 was computed by the store of "
                  + region.name()
                  + ", from a copy that nobody sees");
      return sha256.map(it -> origin.with(Map.of(ContentSums.SHA256, it))).orElse(origin);
    } catch (StoreException e) {
      LOG.info(
          "{}: {} does not compute its SHA-256: {}",
          origin.location(),
          region.name(),
          e.getMessage());
      return origin;
    }
  }

  private Optional<String> obstacle(CopyInstruction copy) {
    long size = copy.origin().size();
    if (givesNone) {
      return Optional.of("its store did not do so before");
    }
    if (size == 0 || size > LARGEST) {
      return Optional.of(
          "a store does so of 1 byte to %s at once, and this is %s"
              .formatted(Bytes.text(LARGEST), Bytes.text(size)));
    }
    return client.pinsCopies(copy.source())
        ? Optional.empty()
        : Optional.of(
            "its store ignores x-amz-copy-source-if-match, so what it reads may be something else by then");
  }

  private Optional<String> ask(CopyInstruction copy) {
    S3Location hidden = copy.target().withKey(copy.target().key() + SUFFIX);
    // What killed runs have left of these goes like what they have left of copies.
    client.uploads().inPlace(hidden);
    String upload =
        client
            .createMultipartUpload(
                it ->
                    it.bucket(hidden.bucket())
                        .key(hidden.key())
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                        .checksumType(ChecksumType.COMPOSITE))
            .uploadId();
    try {
      Duration time = new PartTimes(slowest).allowed(copy.origin().size(), 1);
      UploadPartCopyRequest part =
          copy.whole(hidden, upload).toBuilder()
              .overrideConfiguration(it -> it.apiCallAttemptTimeout(time))
              .build();
      String sha256 = sender.answered(part, region.name()).copyPartResult().checksumSHA256();
      return Optional.ofNullable(sha256).filter(StoreDigest::isSha256);
    } finally {
      client.uploads().discard(hidden, upload);
    }
  }

  private static boolean isSha256(String base64) {
    try {
      return Base64.getDecoder().decode(base64).length == SHA256_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
