package zamba.publish.copy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Part;
import zamba.publish.content.PartSizes;
import zamba.publish.pace.Backoff;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.SourceChangedException;
import zamba.publish.s3.StoreClient;

/** The parts that a store has of uploads that are not completed. */
final class StoredParts {
  private static final Logger LOG = LoggerFactory.getLogger(StoredParts.class);

  private final StoreClient client;
  private final Duration resumeAfter;

  /**
   * @param resumeAfter for how long nothing must have been added to an upload that is nobody's
   */
  StoredParts(StoreClient client, Duration resumeAfter) {
    this.client = client;
    this.resumeAfter = resumeAfter;
  }

  List<Part> list(S3Location target, String uploadId) {
    return stream(client, target, uploadId).toList();
  }

  /** All of an upload's parts, from the first on: S3Proxy knows no part-number-marker. */
  static Stream<Part> stream(S3Client client, S3Location target, String uploadId) {
    return client
        .listPartsPaginator(it -> it.bucket(target.bucket()).key(target.key()).uploadId(uploadId))
        .parts()
        .stream();
  }

  /** The upload's parts; empty if someone is still adding to them. */
  Optional<List<Part>> quiet(S3Location target, String uploadId) {
    List<Part> parts = list(target, uploadId);
    Optional<Instant> last = parts.stream().map(Part::lastModified).max(Instant::compareTo);
    if (last.isEmpty()) {
      return Optional.of(parts);
    }
    Duration left = resumeAfter.minus(Duration.between(last.get(), Instant.now()));
    if (left.isNegative() || left.isZero()) {
      return Optional.of(parts);
    }
    // Not by the clocks alone, which may differ: by whether anything is added while we look.
    Duration wait = left.compareTo(resumeAfter) < 0 ? left : resumeAfter;
    LOG.info(
        "{} has an unfinished upload of a moment ago; waiting {} s to see if a publisher is at work on it",
        target,
        wait.toSeconds() + 1);
    Backoff.sleep(wait.toMillis());
    return Optional.of(parts).filter(list(target, uploadId)::equals);
  }

  /**
   * Asks the store whether it has all parts, each of the size it is to have.
   *
   * @throws SourceChangedException if it has not, naming the first
   */
  void expectWhole(Upload upload) {
    PartSizes sizes = upload.plan().sizes();
    List<Part> parts = list(upload.plan().target(), upload.id());
    for (int number = 1; number <= sizes.count(); number++) {
      int wanted = number;
      Optional<Part> part = parts.stream().filter(it -> it.partNumber() == wanted).findFirst();
      if (part.isEmpty() || part.get().size() != sizes.length(number)) {
        throw new SourceChangedException(
            "Part %d of %d of the copy to %s has %s bytes instead of %d: its source was changed meanwhile. Nothing of it has become visible; run again"
                .formatted(
                    number,
                    sizes.count(),
                    upload.plan().target(),
                    part.map(it -> it.size().toString()).orElse("no"),
                    sizes.length(number)));
      }
    }
  }

  static CompletedPart completed(Part part) {
    return CompletedPart.builder()
        .partNumber(part.partNumber())
        .eTag(part.eTag())
        .checksumCRC64NVME(part.checksumCRC64NVME())
        .checksumCRC32(part.checksumCRC32())
        .checksumCRC32C(part.checksumCRC32C())
        .build();
  }
}
