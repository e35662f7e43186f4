package zamba.publish.flow.vouch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Body;
import zamba.publish.content.PinnedDigest;
import zamba.publish.flow.Work;
import zamba.publish.publication.Replica;
import zamba.publish.publication.SideFile;
import zamba.publish.publication.Signature;
import zamba.publish.region.Sighting;
import zamba.publish.s3.Region;
import zamba.publish.signature.FoundSignature;
import zamba.publish.signature.Recorded;
import zamba.publish.signature.SignatureFiles;
import zamba.publish.signature.SourceDigest;
import zamba.publish.signature.SourceDigest.Foreseen;
import zamba.publish.signature.Vouched;
import zamba.publish.source.Replication;
import zamba.publish.vouch.SigningKey;

/**
 * What {@link Vouching} would do, found out by asking only: no byte of a checkpoint is read and
 * nothing is written. What a region's files say is looked at where a run would look at it.
 */
public final class VouchPlan {
  private final SignatureFiles files;
  private final SourceDigest digests;
  private final Optional<SigningKey> key;
  private final Vouching vouching;

  /**
   * @param files in the regions
   * @param digests foresees from what a digest would be known
   * @param key would sign
   * @param vouching whose run is foreseen
   */
  public VouchPlan(
      SignatureFiles files, SourceDigest digests, Optional<SigningKey> key, Vouching vouching) {
    this.files = files;
    this.digests = digests;
    this.key = key;
    this.vouching = vouching;
  }

  /** Says what would be put beside each replica, and what would fail. */
  public Work plan(@Body Work work) {
    return work.with(planned(work));
  }

  private Vouched planned(Work work) {
    Replication replication = work.replication();
    if (!work.replicas().stream().allMatch(VouchPlan::wouldBeProved)) {
      return settled(replication, Signature.none(Vouching.NOT_EVERYWHERE));
    }
    if (!digests.isWanted()) {
      return settled(replication, Signature.none(Vouching.OFF));
    }
    if (files.trusted().keys().isEmpty()) {
      return digestOnly(work);
    }
    List<FoundSignature> found = files.each(region -> files.find(region, replication.publicName()));
    Decision decision =
        Decision.of(
            Subject.of(work, replication),
            found,
            work.survey(),
            new Decision.Conditions(key.isPresent(), vouching.isToBeSigned(work)));
    if (decision instanceof Decision.Settled settled) {
      Vouched outcome = settled.outcome();
      List<SideFile> there =
          signatures(replication, found).stream().filter(it -> !it.isToBeWritten()).toList();
      return told(outcome, outcome.signature().planned(there, null), List.of());
    }
    return decision instanceof Decision.Spread spread
        ? spread(work, found, spread.from())
        : sign(work, found);
  }

  private static boolean wouldBeProved(Replica replica) {
    return replica.missing() || (replica.inPlace() && replica.verified());
  }

  private static Vouched settled(Replication replication, Signature signature) {
    return Vouched.of(Optional.of(replication.origin()), signature, List.of());
  }

  private Vouched spread(Work work, List<FoundSignature> found, FoundSignature from) {
    String sha256 = from.verified().orElseThrow().statement().sha256();
    Foreseen digest = digests.foreseen(work.replication(), lacking(work), false);
    return beside(
            work, found, from.verified().orElseThrow().key().hint(), Optional.of(sha256), digest)
        .withSha256(sha256);
  }

  private Vouched sign(Work work, List<FoundSignature> found) {
    Replication replication = work.replication();
    Foreseen digest = digests.foreseen(replication, lacking(work), true);
    if (digest == Foreseen.UNKNOWN) {
      return Vouched.failed(
          Optional.of(replication.origin()), Signature.Status.FAILED, List.of(Vouching.UNKNOWN));
    }
    return beside(work, found, key.orElseThrow().publicKey().hint(), expected(work), digest);
  }

  /** Of what is found beside the replicas and would be written there. */
  private Vouched beside(
      Work work,
      List<FoundSignature> found,
      String hint,
      Optional<String> sha256,
      Foreseen digest) {
    Replication replication = work.replication();
    Set<Region> lacking =
        found.stream()
            .filter(FoundSignature::lacking)
            .map(FoundSignature::region)
            .collect(Collectors.toSet());
    List<SideFile> all =
        Stream.concat(
                files
                    .each(
                        region ->
                            lacking.contains(region)
                                ? files.planSignature(region, replication.publicName())
                                : signature(replication, in(found, region)))
                    .stream(),
                digestFiles(replication, lacking, sha256))
            .toList();
    List<String> errors = errors(all);
    Signature.Status status =
        !errors.isEmpty()
            ? all.stream().anyMatch(it -> it.status() == SideFile.Status.DIFFERENT)
                ? Signature.Status.DIFFERENT
                : Signature.Status.FAILED
            : lacking.isEmpty() ? Signature.Status.PRESENT : Signature.Status.PENDING;
    Vouched known =
        errors.isEmpty()
            ? Vouched.of(
                Optional.of(replication.origin()),
                new Signature(status, hint, digests.note(digest).orElse(null)),
                List.of())
            : Vouched.failed(Optional.of(replication.origin()), status, errors);
    return told(known, known.signature().planned(all, toRead(replication, digest)), errors);
  }

  private static FoundSignature in(List<FoundSignature> found, Region region) {
    return found.stream().filter(it -> it.region().equals(region)).findFirst().orElseThrow();
  }

  /** Where there is no signature, its digest file is written first, and compared if it is there. */
  private Stream<SideFile> digestFiles(
      Replication replication, Set<Region> lacking, Optional<String> sha256) {
    return files
        .each(
            region ->
                lacking.contains(region)
                    ? Optional.of(files.planDigest(region, replication.publicName(), sha256))
                    : Optional.<SideFile>empty())
        .stream()
        .flatMap(Optional::stream);
  }

  /**
   * Without any key: the digest files, if the digest will be known, and what the regions hold
   * already says the same of itself.
   */
  private Vouched digestOnly(Work work) {
    Replication replication = work.replication();
    Foreseen digest = digests.foreseen(replication, lacking(work), false);
    Recorded recorded = new Recorded(work.survey().holders());
    boolean written =
        replication
            .origin()
            .sha256()
            .map(recorded::recordsSha256)
            .orElse(digest != Foreseen.UNKNOWN && work.survey().holders().isEmpty());
    List<SideFile> all =
        written
            ? files.each(
                region -> files.planDigest(region, replication.publicName(), expected(work)))
            : List.of();
    List<String> errors = errors(all);
    return told(
        settled(replication, Signature.none(Vouching.NO_KEY)),
        Signature.none(Vouching.NO_KEY).planned(all, toRead(replication, digest)),
        errors);
  }

  private static List<SideFile> signatures(Replication replication, List<FoundSignature> found) {
    return found.stream().map(it -> signature(replication, it)).toList();
  }

  private static SideFile signature(Replication replication, FoundSignature found) {
    return new SideFile(
        found.region().name(),
        SignatureFiles.signatureOf(replication.publicName()),
        found.lacking()
            ? SideFile.Status.MISSING
            : found.verified().isPresent()
                ? SideFile.Status.PRESENT
                : found.different().isPresent()
                    ? SideFile.Status.DIFFERENT
                    : SideFile.Status.FAILED,
        found.problem().orElse(null));
  }

  /** What the digest will be, if that can be known before: else a run fails, whatever it reads. */
  private static Optional<String> expected(Work work) {
    return work.replication()
        .origin()
        .sha256()
        .or(() -> work.entry().digest().filter(PinnedDigest::isWhole).map(PinnedDigest::hex));
  }

  private static List<Region> lacking(Work work) {
    return work.survey().sightings().stream()
        .filter(Sighting::lacking)
        .map(Sighting::region)
        .toList();
  }

  private static Long toRead(Replication replication, Foreseen digest) {
    return digest == Foreseen.READ ? replication.origin().size() : null;
  }

  private static List<String> errors(List<SideFile> all) {
    return new ArrayList<>(
        all.stream()
            .filter(
                it ->
                    it.status() == SideFile.Status.DIFFERENT
                        || it.status() == SideFile.Status.FAILED)
            .map(SideFile::note)
            .toList());
  }

  private static Vouched told(Vouched outcome, Signature signature, List<String> errors) {
    List<String> all = new ArrayList<>(outcome.errors());
    errors.stream().filter(it -> !all.contains(it)).forEach(all::add);
    return new Vouched(outcome.digests(), signature, all, outcome.warnings());
  }
}
