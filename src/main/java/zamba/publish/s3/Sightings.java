package zamba.publish.s3;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import zamba.publish.report.Replica;
import zamba.publish.s3.Comparison.Verdict;

/** What all regions hold under one public name, compared with its source and with each other. */
public final class Sightings {
  private final String publicName;
  private final Optional<Replication> source;
  private final List<Sighting> sightings;
  private final List<Sighting> holders;

  /** What most regions hold, as far as can be told: the first one that the most others equal. */
  private final Optional<Sighting> common;

  Sightings(String publicName, Optional<Replication> source, List<Sighting> sightings) {
    this.publicName = publicName;
    this.source = source;
    this.sightings = sightings;
    this.holders = sightings.stream().filter(it -> it.found().isPresent()).toList();
    this.common = holders.stream().max(Comparator.comparingLong(this::agreement));
  }

  /** How many regions provably hold the same; of several with as many, the first counts most. */
  private long agreement(Sighting holder) {
    long same =
        holders.stream().filter(other -> compare(holder, other).verdict() == Verdict.SAME).count();
    return same * sightings.size() - sightings.indexOf(holder);
  }

  private static Comparison compare(Sighting reference, Sighting other) {
    ObjectFacts replica = reference.found().orElseThrow();
    Comparison direct = Comparison.of(replica, other.found().orElseThrow());
    return direct.verdict() == Verdict.UNKNOWN
        ? Comparison.of(replica.asFirst(), other.found().orElseThrow())
        : direct;
  }

  /**
   * The replicas, in the regions' order. One is verified if it is proved to be what the source is,
   * or where there is no source to compare with, what another region holds.
   */
  public List<Replica> replicas() {
    return sightings.stream().map(this::replica).toList();
  }

  private Replica replica(Sighting sighting) {
    if (sighting.error() != null) {
      return replica(sighting, Replica.Status.FAILED, Optional.empty(), sighting.error());
    }
    if (sighting.found().isEmpty()) {
      return replica(sighting, Replica.Status.MISSING, Optional.empty(), null);
    }
    Comparison comparison = comparison(sighting);
    return comparison.verdict() == Verdict.DIFFERENT
        ? replica(
            sighting, Replica.Status.DIFFERENT, Optional.empty(), different(sighting, comparison))
        : replica(sighting, Replica.Status.PRESENT, comparison.proof(), null);
  }

  private Replica replica(
      Sighting sighting, Replica.Status status, Optional<String> proof, String error) {
    S3Location location = sighting.region().locate(publicName);
    return new Replica(
        sighting.region().name(),
        location.bucket(),
        location.key(),
        status,
        proof.isPresent(),
        proof.orElse(null),
        sighting.millis(),
        sighting.anonymous(),
        error);
  }

  /** With the source, if that tells anything; else with the other regions. */
  private Comparison comparison(Sighting holder) {
    Comparison withCommon = compare(common.orElseThrow(), holder);
    if (source.isPresent()) {
      Comparison withSource = Comparison.of(source.get().origin(), holder.found().orElseThrow());
      return withSource.verdict() == Verdict.UNKNOWN && withCommon.verdict() == Verdict.DIFFERENT
          ? withCommon
          : withSource;
    }
    return holder.equals(common.orElseThrow()) ? withAnyOther(holder) : withCommon;
  }

  private Comparison withAnyOther(Sighting holder) {
    return holders.stream()
        .filter(other -> !other.equals(holder))
        .map(other -> compare(other, holder))
        .filter(it -> it.verdict() == Verdict.SAME)
        .findFirst()
        .orElse(new Comparison(Verdict.UNKNOWN, Optional.empty(), "there is no other to compare"));
  }

  private String different(Sighting holder, Comparison comparison) {
    boolean withSource =
        source.isPresent()
            && Comparison.of(source.get().origin(), holder.found().orElseThrow()).verdict()
                == Verdict.DIFFERENT;
    String other =
        withSource
            ? source.get().origin().location()
            : common.orElseThrow().found().orElseThrow().location();
    return "%s has other content than %s: %s. Find out which one is right, and delete the wrong one"
        .formatted(holder.found().orElseThrow().location(), other, comparison.grounds());
  }

  /** The object's size where it is found, in bytes. */
  public Optional<Long> bytes() {
    return common.flatMap(Sighting::found).map(ObjectFacts::size);
  }

  /** Whether a region that could be asked lacks the object. */
  public boolean lacking() {
    return sightings.stream().anyMatch(it -> it.error() == null && it.found().isEmpty());
  }

  /** Whether it can only be put back from a web server. */
  public boolean onlyOnTheWeb() {
    return holders.isEmpty() && source.isPresent() && source.get().copyFromEtag().isEmpty();
  }

  /**
   * What puts the object back where it is lacking: a copy of the source, if a region is proved to
   * hold just that or none holds anything; else a copy of what the regions hold, if that is proved
   * to be one content.
   *
   * @throws IllegalStateException if nobody can tell what the right content is, saying why
   */
  public Replication healing() {
    if (replicas().stream().anyMatch(it -> it.status() == Replica.Status.DIFFERENT)) {
      throw cannot("the regions that have it differ");
    }
    if (source.isPresent() && !source.get().copyFromEtag().isEmpty() && sourceIsRight()) {
      return source.get();
    }
    Sighting donor =
        common.orElseThrow(() -> cannot("no region has it, and the catalog names no source"));
    if (holders.stream().anyMatch(other -> compare(donor, other).verdict() != Verdict.SAME)) {
      throw cannot("what the regions have cannot be told from each other without reading it");
    }
    ObjectFacts facts = donor.found().orElseThrow();
    return new Replication(
        publicName,
        facts.asFirst(),
        donor.region().name(),
        donor.region().locate(publicName),
        facts.etag(),
        Optional.empty());
  }

  private boolean sourceIsRight() {
    return holders.isEmpty()
        || holders.stream()
            .map(it -> Comparison.of(source.orElseThrow().origin(), it.found().orElseThrow()))
            .anyMatch(it -> it.verdict() == Verdict.SAME);
  }

  private IllegalStateException cannot(String why) {
    return new IllegalStateException("%s is not put back: %s".formatted(publicName, why));
  }
}
