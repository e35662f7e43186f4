package zamba.publish.signature;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import zamba.publish.content.PinnedDigest;

/**
 * The signatures of one public object, as everyone finds them.
 *
 * @param found one a region, in the regions' order; none if no key is trusted
 * @param digestFiles what is wrong with the digest files beside those that count
 * @param healed what became of those that were put back; empty if none was to be
 */
public record SignedRegions(
    List<FoundSignature> found, List<String> digestFiles, Optional<Vouched> healed) {
  public SignedRegions {
    found = List.copyOf(found);
    digestFiles = List.copyOf(digestFiles);
  }

  SignedRegions with(Vouched outcome) {
    return new SignedRegions(found, digestFiles, Optional.of(outcome));
  }

  /** Whether a region lacks the signature or the digest file, or has no right digest file. */
  public boolean lacking() {
    return found.stream().anyMatch(FoundSignature::lacking) || !digestFiles.isEmpty();
  }

  /** The digest that is signed, if it is but one. */
  public Optional<PinnedDigest> digest() {
    Set<String> signed =
        found.stream()
            .flatMap(it -> it.verified().stream())
            .map(it -> it.statement().sha256())
            .collect(Collectors.toSet());
    return signed.size() == 1
        ? Optional.of(PinnedDigest.signed(signed.iterator().next()))
        : Optional.empty();
  }
}
