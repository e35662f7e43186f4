package zamba.publish.region;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import zamba.publish.content.Comparison;
import zamba.publish.content.Comparison.Verdict;
import zamba.publish.s3.ErrorText;
import zamba.publish.source.Replication;

/**
 * Whether copies may be made without giving one public name two contents.
 *
 * <pre>
 * a region holds what is not proved to be the source's     no
 * a region holds it, and all that hold it are proved to    yes
 * no region holds it, and all have said so                 yes
 * no region holds it, and one does not say:
 *   what was last seen of it is proved to be the source's  yes
 *   what was last seen of it is not                        no
 *   nothing was seen, but a config refers to the name      no
 *   nothing is known of it                                 yes: it is published for the first time
 * </pre>
 *
 * <p>The last row is what lets a region's failure stop no other.
 */
final class OneContent {
  private static final String NOTHING =
      "Nothing is copied to any region, since one name must not get two contents: ";

  private final RegionComparison regions;
  private final String publicName;
  private final Precedent precedent;

  OneContent(RegionComparison regions, String publicName, Precedent precedent) {
    this.regions = regions;
    this.publicName = publicName;
    this.precedent = precedent;
  }

  /** Why nothing may be copied, and what to do; empty if the missing copies may be made. */
  Optional<String> obstacle() {
    if (regions.everywhere()) {
      return Optional.empty();
    }
    return regions.holders().isEmpty() ? silence() : unproved();
  }

  private Optional<String> unproved() {
    List<String> unproved = new ArrayList<>();
    boolean unknown = false;
    for (Sighting holder : regions.holders()) {
      Comparison comparison = regions.comparison(holder);
      unknown |= comparison.verdict() == Verdict.UNKNOWN;
      if (comparison.verdict() != Verdict.SAME) {
        unproved.add(
            "%s holds %s, which %s (%s)"
                .formatted(
                    holder.region().name(),
                    holder.region().locate(publicName),
                    comparison.verdict() == Verdict.DIFFERENT
                        ? "has other content"
                        : "is not proved to have its content",
                    comparison.grounds()));
      }
    }
    return unproved.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%sthe source is %s, but %s%s"
                .formatted(
                    NOTHING,
                    regions.source().map(it -> it.origin().location()).orElse("not known"),
                    String.join("; ", unproved),
                    unknown
                        ? ". compare.read=true (--read) tells, by reading both sides once"
                        : ""));
  }

  private Optional<String> silence() {
    List<Sighting> silent = regions.sightings().stream().filter(it -> !it.answered()).toList();
    if (silent.isEmpty() || regions.sightings().stream().noneMatch(Sighting::lacking)) {
      return Optional.empty();
    }
    return regions
        .source()
        .map(Replication::origin)
        .flatMap(
            origin ->
                precedent
                    .doubt(origin)
                    .map(
                        doubt ->
                            "%s%s did not answer (%s), and may hold %s with other content than %s: %s, and no region that answers has it any more. See to it that %s answers, and run again; if its bucket is gone for good, take that region out of the configuration"
                                .formatted(
                                    NOTHING,
                                    names(silent),
                                    ErrorText.of(silent.get(0).failure()),
                                    publicName,
                                    origin.location(),
                                    doubt,
                                    names(silent))));
  }

  private static String names(List<Sighting> sightings) {
    return sightings.stream().map(it -> it.region().name()).collect(Collectors.joining(", "));
  }
}
