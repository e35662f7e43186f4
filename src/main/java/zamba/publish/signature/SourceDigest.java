package zamba.publish.signature;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.region.Reading;
import zamba.publish.region.RegionOutcome;
import zamba.publish.region.RegionReplicas;
import zamba.publish.region.Sighting;
import zamba.publish.s3.Region;
import zamba.publish.source.Replication;
import zamba.publish.stream.PinnedReads;

/**
 * The SHA-256 of what is published, from the first of these that has it: the source's store, which
 * declares it; the bytes, if they come through this program anyway; a region's store, which
 * computes it; the source, read once for it. What the metadata of a public object say is none of
 * them, since it is not the source's.
 */
public final class SourceDigest {
  private static final Logger LOG = LoggerFactory.getLogger("publish.read");

  private final Mode mode;
  private final boolean signing;
  private final BiPredicate<String, Region> mayCopy;
  private final Reading reading;
  private final List<RegionReplicas> regions;

  /** What is done for it. */
  public enum Mode {
    /**
     * If it is to be signed, a store computes it on AWS, and it is read for if nothing else gives
     * it.
     */
    AUTO,
    /** A store computes it, if it can; nothing is read for it. */
    SERVER,
    /** Every source is read. */
    READ,
    /** It is not wanted. */
    OFF
  }

  /**
   * @param mode {@code manifest.sha256}
   * @param signing whether there is a key
   * @param mayCopy whether a region's store may be asked to copy from a store, named as in {@link
   *     Replication#store()}; if not, the bytes come through this program anyway
   * @param reading reads sources
   * @param regions whose clients read what is there
   */
  public SourceDigest(
      Mode mode,
      boolean signing,
      BiPredicate<String, Region> mayCopy,
      Reading reading,
      List<RegionReplicas> regions) {
    this.mode = mode;
    this.signing = signing;
    this.mayCopy = mayCopy;
    this.reading = reading;
    this.regions = List.copyOf(regions);
  }

  /** Whether it is wanted at all. */
  public boolean isWanted() {
    return mode != Mode.OFF;
  }

  /**
   * What is about to be copied, with its digest, if that is to be known before: so that the copies'
   * metadata have it.
   */
  public Replication before(Replication replication) {
    return mode != Mode.READ && streams(replication, regions.stream().map(RegionReplicas::region))
        ? replication
        : of(replication);
  }

  private boolean isWanted(boolean signs) {
    return mode == Mode.SERVER || (mode == Mode.AUTO && signs);
  }

  /**
   * The region whose store computes it: the first that may copy from the source's; without being
   * told to, only on AWS.
   */
  private Optional<RegionReplicas> computer(Replication replication) {
    return !isWanted(true) || replication.copyFromEtag().isEmpty()
        ? Optional.empty()
        : regions.stream()
            .filter(it -> mayCopy.test(replication.store(), it.region()))
            .filter(it -> mode == Mode.SERVER || it.region().endpoint().override().isEmpty())
            .findFirst();
  }

  private static Replication computed(Replication replication, RegionReplicas region) {
    return replication.with(region.digested(replication));
  }

  private boolean streams(Replication replication, Stream<Region> to) {
    return to.anyMatch(region -> !mayCopy.test(replication.store(), region));
  }

  /** From what a run would know a digest. */
  public enum Foreseen {
    /** It is known already. */
    KNOWN,
    /** From the bytes, which come through this program anyway. */
    ON_ITS_WAY,
    /** From a region's store, which would be asked to compute it. */
    STORE,
    /** From the source, which would be read for it. */
    READ,
    /** From nothing. */
    UNKNOWN
  }

  /**
   * From what {@link #before}, {@link #after} and {@link #of} would know it; asks nothing.
   *
   * @param lacking the regions that a copy would be made in
   * @param signs whether it would be signed
   */
  public Foreseen foreseen(Replication replication, List<Region> lacking, boolean signs) {
    boolean copies = !lacking.isEmpty();
    if (mode == Mode.READ && (copies || signs) && !replication.origin().isRead()) {
      return Foreseen.READ;
    }
    if (replication.origin().sha256().isPresent()) {
      return Foreseen.KNOWN;
    }
    if (copies
        && (PinnedReads.isOnTheWebOnly(replication) || streams(replication, lacking.stream()))) {
      return Foreseen.ON_ITS_WAY;
    }
    if (!isWanted(signing) || !(copies || signs)) {
      return Foreseen.UNKNOWN;
    }
    return computer(replication).isPresent()
        ? Foreseen.STORE
        : mode == Mode.AUTO ? Foreseen.READ : Foreseen.UNKNOWN;
  }

  /** What is to be said of that before; empty if nothing is. */
  public Optional<String> note(Foreseen foreseen) {
    return foreseen == Foreseen.STORE
        ? Optional.of(
            "its SHA-256 would be computed by a region's store, from a copy that nobody sees; a store that does not tell it "
                + (mode == Mode.SERVER
                    ? "leaves it unsigned, which fails"
                    : "makes the source come through this program once"))
        : Optional.empty();
  }

  /** What was copied, with all sums if its bytes came through this program. */
  public Replication after(Replication replication, List<RegionOutcome> outcomes) {
    return outcomes.stream()
        .filter(Sighting.class::isInstance)
        .map(outcome -> ((Sighting) outcome).sums())
        .filter(it -> !it.isEmpty())
        .findFirst()
        .map(sums -> replication.with(replication.origin().with(sums)))
        .orElse(replication);
  }

  /**
   * With its digest, if that can be known.
   *
   * @throws StoreException if the source cannot be read, or is not what it was
   */
  public Replication of(Replication replication) {
    boolean known = replication.origin().sha256().isPresent();
    if (mode == Mode.READ ? replication.origin().isRead() : known || !isWanted(signing)) {
      return replication;
    }
    Replication computed =
        computer(replication).map(it -> computed(replication, it)).orElse(replication);
    if (mode == Mode.SERVER || (mode == Mode.AUTO && computed.origin().sha256().isPresent())) {
      return computed;
    }
    LOG.info(
        "{}: its SHA-256 is told by nobody, so it comes through this program once (manifest.sha256)",
        replication.origin().location());
    return reading.read(replication, regions);
  }
}
