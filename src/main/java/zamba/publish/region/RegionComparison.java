package zamba.publish.region;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import zamba.publish.content.Comparison;
import zamba.publish.content.Comparison.Verdict;
import zamba.publish.content.ObjectFacts;
import zamba.publish.content.PinnedDigest;
import zamba.publish.publication.Replica;
import zamba.publish.s3.ErrorText;
import zamba.publish.s3.Region;
import zamba.publish.source.Replication;

/**
 * What all regions hold under one public name, compared with its source and with each other.
 *
 * <p>A region's object is what the source is if that is proved of itself, or of another region's
 * that it is proved to equal. A provable difference between any two of them makes at least one of
 * them different: not the one that is proved to be the source's content by more, and else not the
 * one that most others equal.
 */
public final class RegionComparison {
  private final String publicName;
  private final Optional<Replication> source;
  private final List<Sighting> sightings;
  private final Precedent precedent;
  private final List<Sighting> holders;

  /** What all of it must have; empty if nothing is known of it, or that is looked at elsewhere. */
  private final Optional<PinnedDigest> pinned;

  /** What most regions hold, as far as can be told: the first one that the most others equal. */
  private final Optional<Sighting> common;

  /**
   * @param precedent what else is known of the name, if a region does not say
   * @param pinned what has another digest is other content, whatever it equals
   */
  RegionComparison(
      String publicName,
      Optional<Replication> source,
      List<Sighting> sightings,
      Precedent precedent,
      Optional<PinnedDigest> pinned) {
    this.precedent = precedent;
    this.publicName = publicName;
    this.source = source;
    this.pinned = pinned;
    this.sightings = List.copyOf(sightings);
    this.holders = sightings.stream().filter(it -> it.found().isPresent()).toList();
    this.common = holders.stream().max(Comparator.comparingLong(this::agreement));
  }

  /** How many regions provably hold the same; of several with as many, the first counts most. */
  private long agreement(Sighting holder) {
    long same =
        holders.stream().filter(other -> compare(holder, other).verdict() == Verdict.SAME).count();
    return same * sightings.size() - sightings.indexOf(holder);
  }

  private static Comparison compare(Sighting one, Sighting other) {
    return Comparison.ofReplicas(one.found().orElseThrow(), other.found().orElseThrow());
  }

  /** The same regions, compared with that source. */
  public RegionComparison with(Replication replication) {
    return new RegionComparison(publicName, Optional.of(replication), sightings, precedent, pinned);
  }

  /** The same, with more known of what one region holds. */
  public RegionComparison with(Sighting known) {
    return new RegionComparison(
        publicName,
        source,
        sightings.stream().map(it -> it.region().equals(known.region()) ? known : it).toList(),
        precedent,
        pinned);
  }

  String publicName() {
    return publicName;
  }

  Optional<Replication> source() {
    return source;
  }

  /** What cannot be told without reading it; not that of which there is only one, and no source. */
  List<Sighting> unknown() {
    return source.isEmpty() && holders.size() < 2
        ? List.of()
        : holders.stream().filter(it -> comparison(it).verdict() == Verdict.UNKNOWN).toList();
  }

  /** What must have a digest that its store does not declare; of equal ones, the first. */
  List<Sighting> undigested() {
    return pinned.isEmpty()
        ? List.of()
        : distinct().stream()
            .filter(it -> !pinned.get().isDeclared(it.found().orElseThrow()))
            .toList();
  }

  /** Whether the source would be put back, and its digest is not declared. */
  boolean isSourceUndigested() {
    return holders.isEmpty()
        && lacking()
        && pinned.isPresent()
        && source.isPresent()
        && !source.get().copyFromEtag().isEmpty()
        && !pinned.get().isDeclared(source.get().origin());
  }

  /** What was found in one region. */
  public Sighting in(Region region) {
    return sightings.stream().filter(it -> it.region().equals(region)).findFirst().orElseThrow();
  }

  public List<Sighting> sightings() {
    return sightings;
  }

  /** The regions that hold something, in the regions' order. */
  public List<Sighting> holders() {
    return holders;
  }

  /** Whether every region holds something. */
  public boolean everywhere() {
    return holders.size() == sightings.size();
  }

  /** Whether all that the regions hold is proved to be one content, whatever the source's. */
  public boolean agreed() {
    return common.isPresent()
        && holders.stream()
            .allMatch(
                it ->
                    it.equals(common.get()) || compare(common.get(), it).verdict() == Verdict.SAME);
  }

  /**
   * Why nothing may be copied anywhere, and what to do; empty if the missing copies may be made. A
   * region that does not answer stops no other, but where it may hold the name with other content.
   *
   * @see OneContent what decides
   */
  public Optional<String> obstacle() {
    return new OneContent(this, publicName, precedent).obstacle();
  }

  /** Whether the missing copies may be made. */
  public boolean copyable() {
    return obstacle().isEmpty();
  }

  /**
   * The replicas, in the regions' order. One is verified if it is proved to be what the source is,
   * or where there is no source to compare with, what another region holds. What may not be copied
   * is a failure that says why.
   */
  public List<Replica> replicas() {
    Optional<String> obstacle = source.isPresent() ? obstacle() : Optional.empty();
    return sightings.stream().map(it -> replica(it, obstacle)).toList();
  }

  /** The same, as what is there and not as what may be done about it. */
  public List<Replica> found() {
    return sightings.stream().map(it -> replica(it, Optional.empty())).toList();
  }

  private Replica replica(Sighting sighting, Optional<String> obstacle) {
    Optional<String> none = Optional.empty();
    if (sighting.failure() != null) {
      return sighting.replica(
          publicName, Replica.Status.FAILED, none, ErrorText.of(sighting.failure()));
    }
    if (sighting.found().isEmpty()) {
      return obstacle.isPresent()
          ? sighting.replica(publicName, Replica.Status.FAILED, none, obstacle.get())
          : sighting.replica(publicName, Replica.Status.MISSING, none, null);
    }
    Comparison comparison = comparison(sighting);
    if (comparison.verdict() == Verdict.DIFFERENT) {
      return sighting.replica(
          publicName, Replica.Status.DIFFERENT, none, different(sighting, comparison));
    }
    return sighting.replica(
        publicName,
        sighting.copied() ? Replica.Status.COPIED : Replica.Status.PRESENT,
        comparison.proof(),
        null);
  }

  /** What is known of what a region holds, by the source and by the other regions. */
  public Comparison comparison(Sighting holder) {
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

  private String different(Sighting holder, Comparison comparison) {
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

  /** The regions that hold something. */
  public Set<String> holding() {
    return holders.stream().map(it -> it.region().name()).collect(Collectors.toSet());
  }

  /** What is known of the content where it is found: of what most regions hold. */
  public Optional<ObjectFacts> content() {
    return common.flatMap(Sighting::found);
  }

  /** The object's size where it is found, in bytes. */
  public Optional<Long> bytes() {
    return common.flatMap(Sighting::found).map(ObjectFacts::size);
  }

  /** Whether a region that could be asked lacks the object. */
  public boolean lacking() {
    return sightings.stream().anyMatch(Sighting::lacking);
  }

  /** Whether a run would copy the object anywhere. */
  public boolean toBeCopied() {
    return lacking() && copyable();
  }

  /** What the regions hold, each content once as far as that can be told, to be read. */
  public List<Replication> contents() {
    return distinct().stream().map(this::held).toList();
  }

  private List<Sighting> distinct() {
    List<Sighting> different = new ArrayList<>();
    for (Sighting holder : holders) {
      if (different.stream().noneMatch(it -> compare(it, holder).verdict() == Verdict.SAME)) {
        different.add(holder);
      }
    }
    return different;
  }

  /** Whether it can only be put back from a web server. */
  public boolean onlyOnTheWeb() {
    return holders.isEmpty() && source.isPresent() && source.get().copyFromEtag().isEmpty();
  }

  /**
   * What puts the object back where it is lacking: a copy of the source, if the regions are proved
   * to hold just that or none holds anything; else a copy of what the regions hold, if that is
   * proved to be one content.
   *
   * @throws IllegalStateException if nobody can tell what the right content is, saying why
   */
  public Replication healing() {
    if (found().stream().anyMatch(it -> it.status() == Replica.Status.DIFFERENT)) {
      throw cannot("the regions that have it differ, or have another digest than the catalog says");
    }
    Optional<String> otherDigest =
        pinned.flatMap(digest -> source.flatMap(it -> digest.contradicted(it.origin())));
    if (otherDigest.isPresent()) {
      throw cannot("%s has %s".formatted(source.get().origin().location(), otherDigest.get()));
    }
    if (source.isPresent() && !source.get().copyFromEtag().isEmpty() && copyable()) {
      return source.get();
    }
    Sighting donor =
        common.orElseThrow(
            () -> cannot(obstacle().orElse("no region has it, and the catalog names no source")));
    if (!agreed()) {
      throw cannot("what the regions have cannot be told from each other without reading it");
    }
    return held(donor);
  }

  private Replication held(Sighting holder) {
    ObjectFacts facts = holder.found().orElseThrow();
    return new Replication(
        publicName,
        facts.asFirst(),
        holder.region().name(),
        holder.region().locate(publicName),
        facts.etag(),
        Optional.empty(),
        Optional.empty());
  }

  private IllegalStateException cannot(String why) {
    return new IllegalStateException("%s is not put back: %s".formatted(publicName, why));
  }
}
