package zamba.publish.signature;

import java.util.List;
import zamba.publish.region.Sighting;

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
