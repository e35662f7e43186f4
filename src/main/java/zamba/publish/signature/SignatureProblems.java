package zamba.publish.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import zamba.publish.region.RegionComparison;
import zamba.publish.vouch.TrustedKeys;

/** What is wrong with the signatures that were found; that one is lacking is not. */
public final class SignatureProblems {
  private SignatureProblems() {}

  /**
   * By themselves.
   *
   * @param sha256 the source's, if it is known
   */
  public static List<String> of(List<FoundSignature> found, Optional<String> sha256) {
    List<String> problems =
        new ArrayList<>(found.stream().flatMap(it -> it.problem().stream()).toList());
    Set<String> signed =
        found.stream()
            .flatMap(it -> it.verified().stream())
            .map(it -> it.statement().sha256())
            .collect(Collectors.toSet());
    if (signed.size() > 1) {
      problems.add("The regions' signatures are of several contents");
    }
    sha256
        .filter(it -> signed.size() == 1 && !signed.contains(it))
        .ifPresent(
            it ->
                problems.add(
                    "What is signed has the SHA-256 %s, and the source's is %s"
                        .formatted(signed.iterator().next(), it)));
    return problems;
  }

  /** The same, and against what the objects say of themselves. */
  public static List<String> of(
      List<FoundSignature> found, Optional<String> sha256, RegionComparison held) {
    List<String> problems = of(found, sha256);
    problems.addAll(contradictions(found, held));
    return problems;
  }

  /** What the objects themselves say against what is signed. */
  private static List<String> contradictions(List<FoundSignature> found, RegionComparison held) {
    return found.stream()
        .flatMap(it -> it.verified().stream())
        .map(TrustedKeys.Verified::statement)
        .distinct()
        .flatMap(it -> new Recorded(held.holders()).contradicting(it).stream())
        .distinct()
        .toList();
  }
}
