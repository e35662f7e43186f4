package zamba.publish.signature;

import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.region.Reading;
import zamba.publish.region.RegionOutcome;
import zamba.publish.region.RegionReplicas;
import zamba.publish.region.Sighting;
import zamba.publish.source.Replication;

/**
 * The SHA-256 of what is published, from the first of these that has it: the source's store, which
 * declares it; the bytes, if they come through this program anyway; the source, read once for it.
 * What the metadata of a public object say is none of them, since it is not the source's.
 */
public final class SourceDigest {
  private static final Logger LOG = LoggerFactory.getLogger("publish.read");

  private final Mode mode;
  private final boolean signing;
  private final Predicate<Replication> streams;
  private final Reading reading;
  private final List<RegionReplicas> regions;

  /** What is done for it. */
  public enum Mode {
    /** It is read for if it is to be signed and nothing else gives it. */
    AUTO,
    /** Nothing is read for it. */
    SERVER,
    /** Every source is read. */
    READ,
    /** It is not wanted. */
    OFF
  }

  /**
   * @param mode {@code manifest.sha256}
   * @param signing whether there is a key
   * @param streams whether the bytes of a replication come through this program anyway, as far as
   *     that is known before
   * @param reading reads sources
   * @param regions whose clients read what is there
   */
  public SourceDigest(
      Mode mode,
      boolean signing,
      Predicate<Replication> streams,
      Reading reading,
      List<RegionReplicas> regions) {
    this.mode = mode;
    this.signing = signing;
    this.streams = streams;
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
    return mode != Mode.READ && streams.test(replication) ? replication : of(replication);
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
    boolean read =
        switch (mode) {
          case READ -> !replication.origin().isRead();
          case AUTO -> signing && replication.origin().sha256().isEmpty();
          case SERVER, OFF -> false;
        };
    if (!read) {
      return replication;
    }
    LOG.info(
        "{}: its SHA-256 is declared by nobody, so it comes through this program once (manifest.sha256)",
        replication.origin().location());
    return reading.read(replication, regions);
  }
}
