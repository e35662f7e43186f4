package zamba.publish.region;

import java.util.ArrayList;
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
  private final Weighing weighing;
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
    this.weighing = Weighing.of(source, this.sightings, pinned);
    this.holders = weighing.holders();
    this.common = weighing.common();
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
        : holders.stream().filter(it -> weighing.of(it).verdict() == Verdict.UNKNOWN).toList();
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
                    it.equals(common.get())
                        || Weighing.compare(common.get(), it).verdict() == Verdict.SAME);
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
    Comparison comparison = weighing.of(sighting);
    if (comparison.verdict() == Verdict.DIFFERENT) {
      return sighting.replica(
          publicName, Replica.Status.DIFFERENT, none, weighing.different(sighting, comparison));
    }
    return sighting.replica(
        publicName,
        sighting.copied() ? Replica.Status.COPIED : Replica.Status.PRESENT,
        comparison.proof(),
        null);
  }

  /** What is known of what a region holds, by the source and by the other regions. */
  public Comparison comparison(Sighting holder) {
    return weighing.of(holder);
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

  /**
   * Whether a copy may come to be: a region that did not say is asked again, and may lack it then.
   */
  public boolean mayBeCopied() {
    return copyable() && sightings.stream().anyMatch(it -> it.found().isEmpty());
  }

  /** What the regions hold, each content once as far as that can be told, to be read. */
  public List<Replication> contents() {
    return distinct().stream().map(this::held).toList();
  }

  private List<Sighting> distinct() {
    List<Sighting> different = new ArrayList<>();
    for (Sighting holder : holders) {
      if (different.stream()
          .noneMatch(it -> Weighing.compare(it, holder).verdict() == Verdict.SAME)) {
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
    return new Healing(this, pinned, common).replication();
  }

  Replication held(Sighting holder) {
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
}
