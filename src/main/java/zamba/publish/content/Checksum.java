package zamba.publish.content;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;

/**
 * A full-object checksum of a kind that S3 computes for a multipart upload, too, and compares with
 * the one that CompleteMultipartUpload carries (Amazon S3 User Guide, "Checking object integrity":
 * the CRCs; the SHAs are composite there).
 *
 * @param algorithm as in {@link ObjectFacts#checksums()}
 * @param value base64
 */
public record Checksum(String algorithm, String value) {
  public static final String CRC64NVME = "CRC64NVME";

  /** The best first. */
  public static final List<String> ALGORITHMS = List.of(CRC64NVME, "CRC32C", "CRC32");

  public static Optional<Checksum> of(ObjectFacts facts) {
    return ALGORITHMS.stream()
        .filter(facts.checksums()::containsKey)
        .map(algorithm -> new Checksum(algorithm, facts.checksums().get(algorithm)))
        .findFirst();
  }

  /**
   * The kind to ask of an upload whose origin has this checksum; S3's own default if it has none.
   */
  public static ChecksumAlgorithm toAskFor(Optional<Checksum> checksum) {
    return switch (checksum.map(Checksum::algorithm).orElse(CRC64NVME)) {
      case "CRC32C" -> ChecksumAlgorithm.CRC32_C;
      case "CRC32" -> ChecksumAlgorithm.CRC32;
      default -> ChecksumAlgorithm.CRC64_NVME;
    };
  }

  /** Says in the request what the content must be. */
  public void put(CompleteMultipartUploadRequest.Builder complete) {
    switch (algorithm) {
      case "CRC32C" -> complete.checksumCRC32C(value);
      case "CRC32" -> complete.checksumCRC32(value);
      default -> complete.checksumCRC64NVME(value);
    }
  }
}
