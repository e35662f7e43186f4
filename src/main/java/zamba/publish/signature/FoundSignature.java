package zamba.publish.signature;

import java.util.Optional;
import zamba.publish.s3.Region;
import zamba.publish.vouch.TrustedKeys;

/**
 * The signature file beside a public object in one region, as far as it was found.
 *
 * @param region where
 * @param file the file, if there is one that counts
 * @param verified what it says, if there is one that counts
 * @param different why the one that is there does not count
 * @param failure why it is not known whether there is one
 */
public record FoundSignature(
    Region region,
    Optional<byte[]> file,
    Optional<TrustedKeys.Verified> verified,
    Optional<String> different,
    Optional<String> failure) {

  public static FoundSignature none(Region region) {
    return new FoundSignature(
        region, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  static FoundSignature counting(Region region, byte[] file, TrustedKeys.Verified verified) {
    return new FoundSignature(
        region, Optional.of(file), Optional.of(verified), Optional.empty(), Optional.empty());
  }

  static FoundSignature different(Region region, String why) {
    return new FoundSignature(
        region, Optional.empty(), Optional.empty(), Optional.of(why), Optional.empty());
  }

  static FoundSignature failed(Region region, String why) {
    return new FoundSignature(
        region, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(why));
  }

  /** Whether the region was asked and has none. */
  public boolean lacking() {
    return file.isEmpty() && different.isEmpty() && failure.isEmpty();
  }

  /** What is wrong with it. */
  public Optional<String> problem() {
    return different.or(() -> failure);
  }
}
