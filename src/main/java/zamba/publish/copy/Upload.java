package zamba.publish.copy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import zamba.publish.content.ObjectFacts;
import zamba.publish.content.PartSizes;
import zamba.publish.s3.S3Location;

/**
 * A multipart upload: parts in the store that become visible all at once, or never.
 *
 * @param plan what it is to become
 * @param id the store's name for it
 * @param checksum the kind that the store keeps of the whole object, if it knows any
 * @param done the parts that are in the store, by number; grows while parts arrive
 */
public record Upload(
    Plan plan, String id, Optional<ChecksumAlgorithm> checksum, Map<Integer, CompletedPart> done) {
  /** Of all public objects. */
  static final String CONTENT_TYPE = "application/octet-stream";

  /**
   * What an upload is to become.
   *
   * @param target where
   * @param origin what its bytes are
   * @param publicName for the metadata
   * @param sizes its parts
   * @param checksum the kind that the store is asked to keep of the whole object
   * @param pinned whether no byte can get into it that is not of the source with that ETag
   */
  public record Plan(
      S3Location target,
      ObjectFacts origin,
      String publicName,
      PartSizes sizes,
      ChecksumAlgorithm checksum,
      boolean pinned) {

    /** Whether the parts of an upload tell which object they are of. */
    boolean continuable() {
      return sizes.count() > 1 && !origin.etag().isEmpty();
    }
  }

  static Upload begun(Plan plan, String id, Optional<ChecksumAlgorithm> checksum) {
    return new Upload(plan, id, checksum, new ConcurrentHashMap<>());
  }

  /** The numbers of the parts that are not in the store yet. */
  List<Integer> missing() {
    return IntStream.rangeClosed(1, plan.sizes().count())
        .filter(number -> !done.containsKey(number))
        .boxed()
        .toList();
  }

  List<CompletedPart> parts() {
    return IntStream.rangeClosed(1, plan.sizes().count()).mapToObj(done::get).toList();
  }

  /** Whether a part is in the store and its CRC64NVME is not known. */
  public boolean lacksChecksum(int number) {
    CompletedPart part = done.get(number);
    return part != null && part.checksumCRC64NVME() == null;
  }

  /** Whether a part is in the store, and with that CRC64NVME. */
  public boolean has(int number, String crc) {
    CompletedPart part = done.get(number);
    return part != null && crc.equals(part.checksumCRC64NVME());
  }

  public void putChecksum(int number, String crc) {
    done.computeIfPresent(number, (n, part) -> part.toBuilder().checksumCRC64NVME(crc).build());
  }

  /** Whether it is worth keeping. */
  boolean continuable() {
    return plan.continuable() && !done.isEmpty();
  }
}
