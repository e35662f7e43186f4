package zamba.publish.signature;

import java.util.ArrayList;
import java.util.List;
import zamba.publish.content.ObjectFacts;
import zamba.publish.region.Sighting;
import zamba.publish.vouch.Statement;

/**
 * What the objects in the regions say of themselves.
 *
 * @param holders the regions that hold something
 */
public record Recorded(List<Sighting> holders) {

  /** Whether each of the regions that hold something was made to be signed; true if none does. */
  public boolean toBeSigned() {
    return holders.stream().allMatch(it -> it.found().orElseThrow().record().toBeSigned());
  }

  /** Whether each of the regions that hold something says that it has this SHA-256. */
  public boolean recordsSha256(String sha256) {
    return holders.stream().allMatch(it -> recordedSha256(it).equals(sha256));
  }

  /**
   * What they say against what is signed.
   *
   * @return a clause for each contradiction, for people
   */
  public List<String> contradicting(Statement signed) {
    List<String> others = new ArrayList<>();
    List<String> recording = recordingOtherThan(signed.sha256());
    if (!recording.isEmpty()) {
      others.add(
          "What is signed has the SHA-256 %s, and the object's metadata in %s name another"
              .formatted(signed.sha256(), String.join(", ", recording)));
    }
    for (Sighting holder : holders) {
      ObjectFacts facts = holder.found().orElseThrow();
      boolean otherSize = signed.annotations().size().filter(it -> it != facts.size()).isPresent();
      boolean otherCrc =
          facts.crc64nvme().isPresent()
              && signed.annotations().crc64nvme().isPresent()
              && !facts.crc64nvme().equals(signed.annotations().crc64nvme());
      if (otherSize || otherCrc) {
        others.add(
            "What is signed has another %s than %s"
                .formatted(otherSize ? "size" : "CRC64NVME", facts.location()));
      }
    }
    return others;
  }

  /** The regions whose objects say of themselves that they have another SHA-256. */
  public List<String> recordingOtherThan(String sha256) {
    return holders.stream()
        .filter(it -> !recordedSha256(it).isEmpty() && !recordedSha256(it).equals(sha256))
        .map(it -> it.region().name())
        .toList();
  }

  private static String recordedSha256(Sighting holder) {
    return holder.found().orElseThrow().record().sha256();
  }
}
