package zamba.publish.stream;

import java.io.IOException;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import zamba.publish.content.ContentCheck;
import zamba.publish.content.ObjectFacts;
import zamba.publish.https.HttpsSource;
import zamba.publish.https.WebAddress;
import zamba.publish.region.RegionReplicas;
import zamba.publish.s3.StoreException;
import zamba.publish.source.Blocks;
import zamba.publish.source.ObjectBlocks;
import zamba.publish.source.Replication;
import zamba.publish.source.WebBlocks;

/**
 * Reads of just the objects that are copied: in S3, ranges, each by a GET that is pinned to the
 * ETag that the copy is pinned to; on a web server, all bytes in order.
 */
public final class PinnedReads {
  private static final int BLOCK = 8 << 20;

  private final S3Client privateS3;
  private final List<RegionReplicas> regions;
  private final HttpsSource web;

  /** An object's bytes, in any order. */
  public interface Ranges {
    /**
     * Exactly so many bytes.
     *
     * @throws StoreException if the store does not give them, or holds another object by now
     * @throws IOException if they cannot be had
     */
    byte[] read(long from, int length) throws IOException;
  }

  /**
   * @param privateS3 reads the private bucket
   * @param regions whose clients read the public ones
   * @param web reads what is on web servers
   */
  public PinnedReads(S3Client privateS3, List<RegionReplicas> regions, HttpsSource web) {
    this.privateS3 = privateS3;
    this.regions = List.copyOf(regions);
    this.web = web;
  }

  /** Whether what is to be copied is in no bucket yet, and so can be read in order only. */
  public static boolean isOnTheWebOnly(Replication replication) {
    return replication.web().isPresent() && replication.copyFromEtag().isEmpty();
  }

  /** Of what the regions copy from. */
  public Ranges ranges(Replication replication) {
    ObjectBlocks blocks =
        new ObjectBlocks(
            client(replication.store()), replication.copyFrom(), replication.copyFromEtag());
    return blocks::read;
  }

  /** Reads all of what is on the web. */
  public void pass(Replication replication, ContentCheck check) throws IOException {
    ObjectFacts origin = replication.origin();
    WebAddress address = replication.web().orElseThrow();
    try (Blocks blocks = new WebBlocks(web.open(address, origin))) {
      for (long at = 0; at < origin.size(); at += BLOCK) {
        check.pass(blocks.read(at, (int) Math.min(BLOCK, origin.size() - at)));
      }
      blocks.end();
    }
    check.end();
  }

  private S3Client client(String store) {
    return store.equals(Replication.PRIVATE)
        ? privateS3
        : regions.stream()
            .filter(it -> it.region().name().equals(store))
            .findFirst()
            .orElseThrow()
            .client();
  }
}
