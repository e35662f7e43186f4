package zamba.publish.region;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import zamba.publish.content.Comparison;
import zamba.publish.content.Comparison.Verdict;
import zamba.publish.content.PinnedDigest;
import zamba.publish.source.Replication;

/**
 * Weighs what each region holds against the source, and against what the other regions hold.
 *
 * @param holders the regions that hold something, in the regions' order
 * @param pinned what has another digest is other content, whatever it equals
 * @param common what most regions hold, as far as can be told: the first one that the most equal
 */
record Weighing(
    Optional<Replication> source,
    List<Sighting> holders,
    Optional<PinnedDigest> pinned,
    Optional<Sighting> common) {

  static Weighing of(
      Optional<Replication> source, List<Sighting> sightings, Optional<PinnedDigest> pinned) {
    List<Sighting> holders = sightings.stream().filter(it -> it.found().isPresent()).toList();
    return new Weighing(
        source,
        holders,
        pinned,
        holders.stream().max(Comparator.comparingLong(it -> agreement(it, holders))));
  }

  /** How many regions provably hold the same; of several with as many, the first counts most. */
  private static long agreement(Sighting holder, List<Sighting> holders) {
    long same =
        holders.stream().filter(other -> compare(holder, other).verdict() == Verdict.SAME).count();
    return same * holders.size() - holders.indexOf(holder);
  }

  static Comparison compare(Sighting one, Sighting other) {
    return Comparison.ofReplicas(one.found().orElseThrow(), other.found().orElseThrow());
  }

  /** What is known of what a region holds, by the source and by the other regions. */
  Comparison of(Sighting holder) {
    Optional<String> otherDigest = otherDigest(holder);
    if (otherDigest.isPresent()) {
      return Comparison.different(otherDigest.get());
    }
    Comparison own = withSource(holder);
    if (own.verdict() == Verdict.DIFFERENT) {
      return own;
    }
    for (Sighting other : holders) {
      Comparison withOther = compare(other, holder);
      if (withOther.verdict() == Verdict.DIFFERENT && yieldsTo(holder, own, other)) {
        return Comparison.different(
            withOther.grounds() + ", compared with " + other.found().orElseThrow().location());
      }
      if (own.byRecord() && isContradictedBy(other, holder)) {
        return Comparison.unknown(
            "its record says that it was copied from the source, as does that of %s, but their ETags differ"
                .formatted(other.found().orElseThrow().location()));
      }
    }
    return own.verdict() == Verdict.SAME ? own : withTheProved(holder, own);
  }

  /** By its own digest, or by that of another region's that it is proved to equal. */
  private Optional<String> otherDigest(Sighting holder) {
    return pinned.flatMap(
        digest ->
            holders.stream()
                .filter(it -> it.equals(holder) || compare(it, holder).verdict() == Verdict.SAME)
                .map(it -> digest.contradicted(it.found().orElseThrow()))
                .flatMap(Optional::stream)
                .findFirst());
  }

  private boolean isContradictedBy(Sighting other, Sighting holder) {
    return Comparison.recordCounts(other.found().orElseThrow())
        && compare(other, holder).verdict() == Verdict.UNKNOWN
        && Comparison.contradict(other.found().orElseThrow(), holder.found().orElseThrow());
  }

  /** Of two that differ, whether this is the one that is wrong, as far as can be told. */
  private boolean yieldsTo(Sighting holder, Comparison own, Sighting other) {
    Comparison others = withSource(other);
    if (others.verdict() == Verdict.DIFFERENT) {
      return false;
    }
    int difference = weight(others) - weight(own);
    return difference > 0 || (difference == 0 && !isCommon(holder));
  }

  private boolean isCommon(Sighting holder) {
    Sighting most = common.orElseThrow();
    return holder.equals(most) || compare(most, holder).verdict() == Verdict.SAME;
  }

  private static int weight(Comparison comparison) {
    return comparison.verdict() != Verdict.SAME ? 0 : comparison.byRecord() ? 1 : 2;
  }

  private Comparison withSource(Sighting holder) {
    if (source.isEmpty()) {
      return Comparison.unknown("there is no source to compare with");
    }
    Comparison direct = Comparison.of(source.get().origin(), holder.found().orElseThrow());
    boolean ours =
        holder.copied() || source.get().uploadedTo().equals(Optional.of(holder.region().name()));
    return direct.verdict() == Verdict.UNKNOWN && ours
        ? Comparison.asCopied(source.get().origin(), holder.found().orElseThrow(), direct)
        : direct;
  }

  /** By another region's: one that is proved to be the source's, or if there is none, any. */
  private Comparison withTheProved(Sighting holder, Comparison own) {
    return holders.stream()
        .filter(other -> !other.equals(holder))
        .filter(other -> source.isEmpty() || withSource(other).verdict() == Verdict.SAME)
        .map(other -> compare(other, holder))
        .filter(it -> it.verdict() == Verdict.SAME)
        .findFirst()
        .orElse(own);
  }

  /** What is wrong with one that is different, for people. */
  String different(Sighting holder, Comparison comparison) {
    if (otherDigest(holder).isPresent()) {
      return "%s has %s. It was left alone; find out which one is right before anything is changed, since users may have downloaded it under this name"
          .formatted(holder.found().orElseThrow().location(), comparison.grounds());
    }
    boolean withSource = withSource(holder).verdict() == Verdict.DIFFERENT;
    String other =
        withSource
            ? source.orElseThrow().origin().location()
            : holders.stream()
                .filter(it -> compare(it, holder).verdict() == Verdict.DIFFERENT)
                .map(it -> it.found().orElseThrow().location())
                .collect(Collectors.joining(", "));
    return "%s has other content than %s: %s. It was %s; find out which one is right before anything is changed, since users may have downloaded it under this name"
        .formatted(
            holder.found().orElseThrow().location(),
            other,
            comparison.grounds(),
            holder.copied() ? "copied by this run and does not match its source" : "left alone");
  }
}
