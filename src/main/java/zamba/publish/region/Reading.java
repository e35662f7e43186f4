package zamba.publish.region;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import zamba.publish.content.ContentSums;
import zamba.publish.content.ObjectFacts;
import zamba.publish.https.HttpsSource;
import zamba.publish.pace.StoppedException;
import zamba.publish.report.Bytes;
import zamba.publish.s3.ErrorText;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreException;
import zamba.publish.source.Blocks;
import zamba.publish.source.ObjectBlocks;
import zamba.publish.source.Replication;
import zamba.publish.source.WebBlocks;

/**
 * Tells by reading what cannot be told by asking ({@code compare.read}): the source, once, whose
 * sums are compared with what the regions declare; then, one after another, what a region holds
 * whose store declares nothing that helps. In blocks of 8 MiB, each pinned to the ETag that was
 * looked at, and one object at a time, so that memory is bounded. What was read is remembered while
 * the program runs, so that a daemon reads once what does not change.
 */
public final class Reading {
  private static final Logger LOG = LoggerFactory.getLogger("publish.read");
  private static final int BLOCK = 8 << 20;
  private static final int STEP_PERCENT = 10;

  private final S3Client privateS3;
  private final HttpsSource web;
  private final boolean wanted;
  private final BooleanSupplier stopping;
  private final Semaphore turn = new Semaphore(1, true);

  /** By what an object was when it was looked at: its sums. */
  private final Map<Content, Map<String, String>> known = new ConcurrentHashMap<>();

  private record Content(String location, String etag, long size) {}

  /**
   * @param privateS3 reads the private bucket
   * @param web reads what is on a web server
   * @param wanted whether anything is to be read at all
   * @param stopping whether the program has been asked to stop, which ends a reading
   */
  public Reading(S3Client privateS3, HttpsSource web, boolean wanted, BooleanSupplier stopping) {
    this.privateS3 = privateS3;
    this.web = web;
    this.wanted = wanted;
    this.stopping = stopping;
  }

  private interface Source {
    Blocks open() throws IOException;
  }

  /**
   * The same comparison, with what reading tells of all that is unknown, and of digests that are
   * not declared.
   *
   * @param regions whose clients read what they hold
   * @throws StoreException if a store does not give what it holds, or holds something else by now
   */
  RegionComparison settle(RegionComparison comparison, List<RegionReplicas> regions) {
    if (!wanted) {
      return comparison;
    }
    RegionComparison settled = comparison;
    if (!settled.unknown().isEmpty() || settled.isSourceUndigested()) {
      Optional<Replication> source = comparison.source();
      settled = source.map(it -> comparison.with(it.with(readSource(it, regions)))).orElse(settled);
    }
    for (Sighting unknown : settled.unknown()) {
      settled = settled.with(unknown.with(readReplica(unknown, settled, regions)));
    }
    for (Sighting undigested : settled.undigested()) {
      settled = settled.with(undigested.with(readReplica(undigested, settled, regions)));
    }
    return settled;
  }

  /**
   * The same, with all sums of its source, which is read once while the program runs.
   *
   * @throws StoreException if it cannot be read, or is not what was looked at
   */
  public Replication read(Replication source, List<RegionReplicas> regions) {
    return source.with(readSource(source, regions));
  }

  private ObjectFacts readSource(Replication source, List<RegionReplicas> regions) {
    ObjectFacts origin = source.origin();
    if (source.store().equals(Replication.PRIVATE)) {
      return read(
          origin, () -> new ObjectBlocks(privateS3, source.copyFrom(), source.copyFromEtag()));
    }
    if (source.web().isPresent()) {
      return read(origin, () -> new WebBlocks(web.open(source.web().get(), origin)));
    }
    return read(
        origin,
        () ->
            new ObjectBlocks(
                client(source.store(), regions), source.copyFrom(), source.copyFromEtag()));
  }

  private ObjectFacts readReplica(
      Sighting sighting, RegionComparison comparison, List<RegionReplicas> regions) {
    ObjectFacts facts = sighting.found().orElseThrow();
    S3Location location = sighting.region().locate(comparison.publicName());
    return read(
        facts,
        () -> new ObjectBlocks(client(sighting.region().name(), regions), location, facts.etag()));
  }

  private static S3Client client(String region, List<RegionReplicas> regions) {
    return regions.stream()
        .filter(it -> it.region().name().equals(region))
        .findFirst()
        .orElseThrow()
        .client();
  }

  private ObjectFacts read(ObjectFacts facts, Source source) {
    Content content = new Content(facts.location(), facts.etag(), facts.size());
    turn.acquireUninterruptibly();
    try {
      Map<String, String> sums = known.get(content);
      if (sums == null) {
        sums = sums(facts, source);
      }
      // Without an ETag nothing tells whether it still is what was read.
      if (!facts.etag().isEmpty()) {
        known.put(content, sums);
      }
      return facts.with(sums);
    } finally {
      turn.release();
    }
  }

  private Map<String, String> sums(ObjectFacts facts, Source source) {
    LOG.info("{}: reading {} to know its content", facts.location(), Bytes.text(facts.size()));
    try (Blocks blocks = source.open()) {
      ContentSums sums = new ContentSums();
      long told = 0;
      for (long at = 0; at < facts.size(); ) {
        if (stopping.getAsBoolean()) {
          throw new StoppedException();
        }
        int length = (int) Math.min(BLOCK, facts.size() - at);
        sums.update(blocks.read(at, length));
        at += length;
        long percent = at * 100 / facts.size();
        if (percent >= told + STEP_PERCENT && at < facts.size()) {
          told = percent - percent % STEP_PERCENT;
          LOG.info("{}: {} % read", facts.location(), percent);
        }
      }
      blocks.end();
      Map<String, String> values = sums.values();
      values.put(ContentSums.READ, "MD5 " + values.get(ContentSums.MD5));
      LOG.info("{}: read, {}", facts.location(), values.get(ContentSums.READ));
      return values;
    } catch (IOException e) {
      throw new IllegalStateException(
          "%s could not be read to compare its content: %s"
              .formatted(facts.location(), ErrorText.of(e)),
          e);
    }
  }
}
