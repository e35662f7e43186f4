package zamba.publish.region;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.content.PinnedDigest;
import zamba.publish.download.Visitors;
import zamba.publish.publication.PublicObject;
import zamba.publish.publication.Replica;
import zamba.publish.s3.Region;
import zamba.publish.s3.StoreException;
import zamba.publish.source.Listing;
import zamba.publish.source.PrefixTooLargeException;
import zamba.publish.source.Replication;
import zamba.publish.transfer.Transfers;

/**
 * All regions, looked at together, and left as they are.
 *
 * @see RegionComparison what is made of it
 */
public final class RegionSurvey {
  private static final Logger LOG = LoggerFactory.getLogger(RegionSurvey.class);

  private final List<RegionReplicas> regions;
  private final Visitors visitors;
  private final Transfers transfers;
  private final Reading reading;
  private final Precedents precedents;

  /**
   * @param regions in the order they are configured
   * @param visitors look without credentials
   * @param transfers whose threads ask
   * @param reading tells what cannot be told by asking, if that is wanted
   * @param precedents know what was published before, where a region does not say
   */
  public RegionSurvey(
      List<RegionReplicas> regions,
      Visitors visitors,
      Transfers transfers,
      Reading reading,
      Precedents precedents) {
    this.precedents = precedents;
    this.regions = List.copyOf(regions);
    this.visitors = visitors;
    this.transfers = transfers;
    this.reading = reading;
  }

  /**
   * What every region holds before anything is written: one HEAD a region, all at once.
   *
   * @param replication what is about to be copied
   */
  public RegionComparison survey(Replication replication) {
    return settled(look(replication.publicName()).with(replication));
  }

  /** What each region holds under a public name, whatever its source is. */
  public RegionComparison look(String publicName) {
    return compared(publicName, Optional.empty(), each(region -> region.see(publicName)));
  }

  private RegionComparison compared(
      String publicName, Optional<Replication> source, List<Sighting> sightings) {
    return compared(publicName, source, sightings, Optional.empty());
  }

  private RegionComparison compared(
      String publicName,
      Optional<Replication> source,
      List<Sighting> sightings,
      Optional<PinnedDigest> pinned) {
    return new RegionComparison(
        publicName, source, sightings, precedents.of(publicName, sightings), pinned);
  }

  /**
   * What every region holds after the copies.
   *
   * @param outcomes what each region's own route saw at its end, in the regions' order
   */
  public List<Replica> compare(Replication replication, List<RegionOutcome> outcomes) {
    List<Sighting> sightings = outcomes.stream().map(Sighting.class::cast).toList();
    Map<String, String> sums =
        sightings.stream()
            .map(Sighting::sums)
            .filter(it -> !it.isEmpty())
            .findFirst()
            .orElse(Map.of());
    Replication known = replication.with(replication.origin().with(sums));
    return settled(compared(replication.publicName(), Optional.of(known), sightings)).found();
  }

  /** What a run would find in every region; it would copy what is missing. */
  public RegionComparison plan(Replication replication) {
    return settled(
        compared(
            replication.publicName(),
            Optional.of(replication),
            each(region -> region.plan(replication.publicName()))));
  }

  /**
   * What each region holds under a public name, and whether anyone can download it.
   *
   * @param source where it is published from, if that is known
   * @param pinned what it must have, if that is configured
   */
  public RegionComparison audit(
      String publicName, Optional<Replication> source, Optional<PinnedDigest> pinned) {
    return settled(compared(publicName, source, each(region -> visit(region, publicName)), pinned));
  }

  private RegionComparison settled(RegionComparison comparison) {
    return reading.settle(comparison, regions);
  }

  private Sighting visit(RegionReplicas region, String publicName) {
    long started = System.nanoTime();
    Sighting seen = region.see(publicName);
    if (seen.found().isEmpty()) {
      return seen;
    }
    try {
      return seen.with(visitors.refusal(region.region(), publicName).isEmpty());
    } catch (StoreException e) {
      return Sighting.failed(region.region(), e, started);
    }
  }

  /**
   * The objects under the public prefix of any region, but for those of these names. A region that
   * cannot be listed has none, which the log says.
   *
   * @param publicNames what is referred to
   */
  public List<PublicObject> others(Set<String> publicNames) {
    List<PublicObject> others = new ArrayList<>();
    each(region -> others(region, publicNames)).forEach(others::addAll);
    return others;
  }

  private static List<PublicObject> others(RegionReplicas replicas, Set<String> publicNames) {
    Region region = replicas.region();
    try {
      Predicate<String> other = key -> !publicNames.contains(region.vouchedFor(key));
      return Listing.of(replicas.client(), region.locate(""), other, Listing.MOST).kept().stream()
          .map(it -> new PublicObject(region.name(), region.bucket(), it.key(), it.size()))
          .toList();
    } catch (StoreException | PrefixTooLargeException e) {
      LOG.warn("{}: what nothing refers to is not known there: {}", region.name(), e.getMessage());
      return List.of();
    }
  }

  private <T> List<T> each(Function<RegionReplicas, T> question) {
    return transfers.together(
        regions.stream().<Supplier<T>>map(region -> () -> question.apply(region)).toList());
  }
}
