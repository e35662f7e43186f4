package zamba.publish.flow.vouch;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.content.PinnedDigest;
import zamba.publish.flow.Work;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.gate.Looked;
import zamba.publish.source.Replication;
import zamba.publish.vouch.Annotations;
import zamba.publish.vouch.Scan;
import zamba.publish.vouch.Statement;

/**
 * What is vouched for.
 *
 * @param official what a model's folder is to hold
 * @param looked what its inspection has found
 */
record Subject(
    CatalogEntry entry, Replication replication, Optional<OfficialFolder> official, Looked looked) {
  private static final String CONFIG = "config.yaml";

  /** What has been replicated. */
  static Subject of(Work work, Replication replication) {
    return new Subject(work.entry(), replication, work.found().folder(), work.looked());
  }

  /**
   * Whether what would be signed is the source, and not just what is public: of what is copied from
   * one region to others nobody knows who put it there, unless the whole digest is pinned or it was
   * uploaded from the source by this run.
   */
  boolean isProvedBySource() {
    boolean fromRegion =
        !replication.store().equals(Replication.PRIVATE)
            && !replication.copyFromEtag().isEmpty()
            && replication.uploadedTo().isEmpty();
    return !fromRegion || entry.digest().filter(PinnedDigest::isWhole).isPresent();
  }

  String name() {
    return replication.publicName();
  }

  /**
   * What a signature says beside the digest.
   *
   * @param known the source with its digests
   * @param rules the SHA-256, in hexadecimal, of the allow-list by which files are inspected
   */
  Annotations annotations(Replication known, String rules, Instant now) {
    Optional<Looked> found = Optional.of(looked());
    return new Annotations(
        Optional.of(known.origin().size()),
        known.origin().crc64nvme(),
        found.flatMap(Looked::verdict).map(verdict -> new Scan(verdict, rules)),
        found.flatMap(Looked::inspection).map(it -> it.parameters()),
        official().map(Subject::configSha256),
        Optional.of(now.truncatedTo(ChronoUnit.SECONDS)));
  }

  private static String configSha256(OfficialFolder folder) {
    return Statement.sha256(folder.files().get(CONFIG));
  }
}
