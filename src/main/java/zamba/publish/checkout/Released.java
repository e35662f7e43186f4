package zamba.publish.checkout;

import java.util.Map;
import java.util.Optional;

/**
 * A model as a release makes it, beside what it was.
 *
 * @param model its name, such as {@code time_distributed}
 * @param source where it was published from, {@code s3://...}
 * @param oldPublicName what its official config named before; empty for a new model
 * @param publicName what it names now, such as {@code time_distributed_e5ee847e2a.ckpt}
 * @param before the files of {@code official_models/<model>/} by name, as they were
 * @param after the same as they are to be
 */
public record Released(
    String model,
    String source,
    Optional<String> oldPublicName,
    String publicName,
    Map<String, byte[]> before,
    Map<String, byte[]> after) {

  public Released {
    before = Map.copyOf(before);
    after = Map.copyOf(after);
  }
}
