package zamba.publish.stream;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import zamba.publish.content.ContentCheck;
import zamba.publish.content.ContentSums;
import zamba.publish.content.NotAdmittedException;
import zamba.publish.content.ObjectFacts;
import zamba.publish.content.PinnedDigest;
import zamba.publish.region.Refusal;
import zamba.publish.region.RegionOutcome;
import zamba.publish.region.RegionReplicas;
import zamba.publish.region.Sighting;
import zamba.publish.s3.Region;
import zamba.publish.s3.StoreException;
import zamba.publish.s3.UnsettledSourceException;
import zamba.publish.source.Blocks;
import zamba.publish.source.ObjectBlocks;
import zamba.publish.source.Replication;
import zamba.publish.source.WatchedSource;
import zamba.publish.transfer.Transfers;

/**
 * Copies what the stores cannot copy by themselves: the source is read once, a block at a time, and
 * every block sent to all regions that need it. Create-only, and with the same proofs as a copy by
 * the store.
 */
public final class Streaming {
  private static final int PASSES = 3;

  private final S3Client privateS3;
  private final List<RegionReplicas> regions;
  private final Transfers transfers;

  /** One stream at a time keeps within memory; the line is the bottleneck anyway. */
  private final Semaphore turn = new Semaphore(1, true);

  /** Opens the source, once for each pass. */
  interface Source {
    Blocks open() throws IOException;
  }

  /**
   * @param privateS3 reads the private bucket
   * @param regions where to, in the order they are configured
   * @param transfers sends the blocks
   */
  public Streaming(S3Client privateS3, List<RegionReplicas> regions, Transfers transfers) {
    this.privateS3 = privateS3;
    this.regions = List.copyOf(regions);
    this.transfers = transfers;
  }

  /**
   * Serves the regions whose stores refused.
   *
   * @param outcomes a sighting or a refusal of each region
   * @return a sighting of each, in the same order
   */
  public List<RegionOutcome> serve(Replication replication, List<RegionOutcome> outcomes) {
    List<RegionReplicas> refusing = outcomes.stream().flatMap(this::refusing).toList();
    if (refusing.isEmpty()) {
      return outcomes;
    }
    ObjectBlocks source =
        new ObjectBlocks(
            client(replication.store()), replication.copyFrom(), replication.copyFromEtag());
    FanOutUpload.Sent sent =
        send(
            () -> source,
            replication.origin(),
            replication.publicName(),
            replication.copyFromEtag(),
            refusing,
            // Its bytes were looked at already, by reads that were pinned to the same ETag.
            ContentCheck.atEnd(() -> replication.source().ifPresent(WatchedSource::lookAgain)),
            Optional.empty());
    return outcomes.stream()
        .<RegionOutcome>map(outcome -> sighting(replication, outcome, sent))
        .toList();
  }

  private Stream<RegionReplicas> refusing(RegionOutcome outcome) {
    return outcome instanceof Refusal refusal ? Stream.of(region(refusal.region())) : Stream.of();
  }

  private RegionReplicas region(String name) {
    return regions.stream().filter(it -> it.region().name().equals(name)).findFirst().orElseThrow();
  }

  private S3Client client(String store) {
    return store.equals(Replication.PRIVATE) ? privateS3 : region(store).client();
  }

  private Sighting sighting(
      Replication replication, RegionOutcome outcome, FanOutUpload.Sent sent) {
    if (outcome instanceof Refusal refusal) {
      RegionReplicas region = region(refusal.region());
      return region
          .streamed(
              replication,
              refusal.startedNanos(),
              Optional.ofNullable(sent.failures().get(region.region())))
          .sent(sent.sums());
    }
    return (Sighting) outcome;
  }

  /** The same of a source that nobody looks at. */
  FanOutUpload.Sent send(
      Source source,
      ObjectFacts origin,
      String publicName,
      String pin,
      List<RegionReplicas> to,
      Optional<PinnedDigest> digest) {
    return send(source, origin, publicName, pin, to, ContentCheck.NONE, digest);
  }

  /**
   * Reads a source once and sends it to several regions; to those that another writer got in the
   * way of, once more.
   *
   * @param pin the ETag of what is read
   * @param checks see all bytes, and say before anything becomes visible whether it may
   * @param digest what the bytes must have before they become visible
   */
  FanOutUpload.Sent send(
      Source source,
      ObjectFacts origin,
      String publicName,
      String pin,
      List<RegionReplicas> to,
      ContentCheck.Maker checks,
      Optional<PinnedDigest> digest) {
    Map<Region, Throwable> failures = new LinkedHashMap<>();
    Map<String, String> sums = Map.of();
    List<RegionReplicas> rest = to;
    turn.acquireUninterruptibly();
    try {
      for (int pass = 1; pass <= PASSES && !rest.isEmpty(); pass++) {
        FanOutUpload.Sent sent = once(source, origin, publicName, pin, rest, checks, digest);
        rest.forEach(it -> failures.remove(it.region()));
        failures.putAll(sent.failures());
        sums = sums.isEmpty() ? sent.sums() : sums;
        rest =
            rest.stream()
                .filter(it -> sent.failures().containsKey(it.region()))
                .filter(it -> it.needsNewUpload(publicName, sent.failures().get(it.region())))
                .toList();
      }
    } finally {
      turn.release();
    }
    return new FanOutUpload.Sent(failures, sums);
  }

  private FanOutUpload.Sent once(
      Source source,
      ObjectFacts origin,
      String publicName,
      String pin,
      List<RegionReplicas> to,
      ContentCheck.Maker checks,
      Optional<PinnedDigest> digest) {
    if (origin.size() == 0) {
      digest.ifPresent(it -> it.expectOf(origin.location(), new ContentSums().values()));
      return empty(origin, publicName, to, checks);
    }
    try (Blocks blocks = source.open();
        ContentCheck check = checks.begin(origin, publicName)) {
      return new FanOutUpload(transfers, origin, publicName, pin, check, digest)
          .run(blocks, to.stream().map(RegionReplicas::publisher).toList());
    } catch (IOException e) {
      Map<Region, Throwable> failures = new LinkedHashMap<>();
      to.forEach(it -> failures.put(it.region(), e));
      return new FanOutUpload.Sent(failures, Map.of());
    }
  }

  private static FanOutUpload.Sent empty(
      ObjectFacts origin, String publicName, List<RegionReplicas> to, ContentCheck.Maker checks) {
    Map<Region, Throwable> failures = new LinkedHashMap<>();
    for (RegionReplicas region : to) {
      try (ContentCheck check = checks.begin(origin, publicName)) {
        check.end();
        region.publisher().putEmpty(region.region().locate(publicName), origin, publicName);
      } catch (IOException | StoreException | UnsettledSourceException | NotAdmittedException e) {
        failures.put(region.region(), e);
      }
    }
    return new FanOutUpload.Sent(failures, Map.of());
  }
}
