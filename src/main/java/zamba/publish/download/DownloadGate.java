package zamba.publish.download;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.publication.Replica;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreException;
import zamba.publish.source.Replication;
import zamba.publish.transfer.Transfers;

/**
 * Asks each region for one byte of a replica without credentials: a config that names what nobody
 * can download must not be written.
 *
 * <p>Asked are the replicas that are in place, of an entry of which this run has copied anything or
 * which this process has not seen in place before.
 */
public final class DownloadGate {
  private static final Logger LOG = LoggerFactory.getLogger(DownloadGate.class);

  private final List<Region> regions;
  private final Function<Region, Mode> mode;
  private final Visitors visitors;
  private final Transfers transfers;

  /** What is done about a region that does not give it. */
  public enum Mode {
    /** The publication fails, and its config is not written. */
    STOP,
    /** The log and the report say so. */
    WARN,
    /** It is not asked. */
    OFF
  }

  /**
   * @param regions in the order they are configured
   * @param mode what is done about each
   * @param visitors ask
   * @param transfers on whose threads
   */
  public DownloadGate(
      List<Region> regions, Function<Region, Mode> mode, Visitors visitors, Transfers transfers) {
    this.regions = List.copyOf(regions);
    this.mode = mode;
    this.visitors = visitors;
    this.transfers = transfers;
  }

  /** What came of one region. */
  private record Answer(Replica replica, Mode mode, Optional<String> problem) {}

  /**
   * Asks, all regions at once.
   *
   * @param unchanged whether this process has found all of this in place before
   * @param replicas what the run has made or found
   */
  public Downloadable ask(Replication replication, boolean unchanged, List<Replica> replicas) {
    boolean copied = replicas.stream().anyMatch(it -> it.status() == Replica.Status.COPIED);
    if (unchanged && !copied) {
      return new Downloadable(replicas, List.of(), List.of());
    }
    List<Answer> answers =
        transfers.together(
            replicas.stream()
                .<Supplier<Answer>>map(replica -> () -> ask(replication.publicName(), replica))
                .toList());
    List<String> errors = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (Answer answer : answers) {
      answer.problem().ifPresent(it -> (answer.mode() == Mode.STOP ? errors : warnings).add(it));
    }
    warnings.forEach(warning -> LOG.warn("{}: {}", replication.publicName(), warning));
    return new Downloadable(answers.stream().map(Answer::replica).toList(), errors, warnings);
  }

  private Answer ask(String publicName, Replica replica) {
    Region region =
        regions.stream().filter(it -> it.name().equals(replica.region())).findFirst().orElseThrow();
    Mode does = mode.apply(region);
    if (does == Mode.OFF || !replica.inPlace()) {
      return new Answer(replica, does, Optional.empty());
    }
    S3Location location = region.locate(publicName);
    try {
      Optional<String> refusal = visitors.refusal(region, publicName);
      return new Answer(
          replica.withAnonymous(refusal.isEmpty()),
          does,
          refusal.map(
              said ->
                  "In %s, %s cannot be downloaded without credentials: GetObject was answered %s. Check the bucket's policy (s3:GetObject for everyone), Block Public Access, the object's owner and ACL (Object Ownership), and that it is not encrypted with a KMS key (SSE-KMS), which nobody can read without credentials"
                      .formatted(region.name(), location, said)));
    } catch (StoreException e) {
      return new Answer(
          replica,
          does,
          Optional.of(
              "In %s, it could not be found out whether everyone can download %s: %s"
                  .formatted(region.name(), location, e.getMessage())));
    }
  }
}
