package zamba.publish.flow.vouch;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import zamba.publish.content.DigestException;
import zamba.publish.content.ObjectFacts;
import zamba.publish.flow.Audited;
import zamba.publish.flow.Work;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.publication.Replica;
import zamba.publish.publication.Signature;
import zamba.publish.region.RegionComparison;
import zamba.publish.signature.FoundSignature;
import zamba.publish.signature.Recorded;
import zamba.publish.signature.SignatureFiles;
import zamba.publish.signature.SignatureProblems;
import zamba.publish.signature.SourceDigest;
import zamba.publish.signature.Vouched;
import zamba.publish.source.Replication;
import zamba.publish.vouch.Bundle;
import zamba.publish.vouch.SigningKey;
import zamba.publish.vouch.Statement;
import zamba.publish.vouch.UnusableKeyException;

/**
 * Vouches for what is in every region: puts a signature and a digest file beside it, in each
 * region, create-only.
 *
 * <p>Signed is only what is known of the source: its store's digest, or that of the bytes that this
 * program has read or sent. What public objects say of themselves is asked whether they were made
 * to be signed, and never what to sign, since who can write a bucket can write that.
 */
public final class Vouching {
  static final String OFF = "manifest.sha256=off";
  static final String NO_KEY = "sign.key is not set";
  static final String NOT_EVERYWHERE = "not every region has it, proved";
  static final String UNKNOWN =
      "It cannot be signed, since its SHA-256 is not known: nothing declares it, and manifest.sha256 does not let it be read for that";

  private final SignatureFiles files;
  private final SourceDigest digests;
  private final Optional<SigningKey> key;
  private final String rules;
  private final Clock clock;
  private final Predicate<OfficialFolder> isCommitted;

  /**
   * @param files in the regions
   * @param digests knows a source's digest
   * @param key signs, if anything is to be signed
   * @param rules the SHA-256, in hexadecimal, of the allow-list by which files are inspected
   * @param isCommitted whether a model's folder is already as it is to be
   */
  public Vouching(
      SignatureFiles files,
      SourceDigest digests,
      Optional<SigningKey> key,
      String rules,
      Clock clock,
      Predicate<OfficialFolder> isCommitted) {
    this.files = files;
    this.digests = digests;
    this.key = key;
    this.rules = rules;
    this.clock = clock;
    this.isCommitted = isCommitted;
  }

  /** Takes the digest of what is about to be copied; see {@link SourceDigest#before}. */
  public Work digest(@Body Work work) {
    Replication known = digests.before(work.replication());
    work.entry().digest().ifPresent(digest -> digest.expectOf(known.origin()));
    return work.with(known);
  }

  /** The digest of what came through this program; see {@link SourceDigest#after}. */
  public Work digestOfStream(@Body Work work) {
    return work.with(digests.after(work.replication(), work.outcomes()));
  }

  /** Vouches for an object, if it is proved to be in every region. */
  public Work vouch(@Body Work work) {
    return work.with(vouched(work));
  }

  private Vouched vouched(Work work) {
    Replication replication = work.replication();
    Optional<ObjectFacts> origin = Optional.of(replication.origin());
    if (!work.replicas().stream().allMatch(it -> it.inPlace() && it.verified())) {
      return Vouched.of(origin, Signature.none(NOT_EVERYWHERE), List.of());
    }
    if (!digests.isWanted()) {
      return Vouched.of(origin, Signature.none(OFF), List.of());
    }
    if (files.trusted().keys().isEmpty()) {
      return digestOnly(work);
    }
    List<FoundSignature> found = files.each(region -> files.find(region, replication.publicName()));
    return vouch(Subject.of(work, replication), found, work.survey(), isToBeSigned(work));
  }

  /** What is to be committed now is proved by its source, whatever its copies say of themselves. */
  boolean isToBeSigned(Work work) {
    return new Recorded(work.survey().holders()).toBeSigned()
        || work.found().folder().filter(it -> !isCommitted.test(it)).isPresent();
  }

  /**
   * The same of what an audit has found.
   *
   * @param sign whether to sign what has no signature anywhere
   */
  Vouched heal(Work work, List<FoundSignature> found, boolean sign) {
    Audited audited = work.audited().orElseThrow();
    if (audited.source().isPresent()) {
      Vouched vouched =
          vouch(
              Subject.of(work, audited.source().get()),
              found,
              audited.sightings().orElseThrow(),
              sign);
      return withDigestFiles(audited.publicName(), vouched);
    }
    List<String> problems =
        SignatureProblems.of(found, Optional.empty(), audited.sightings().orElseThrow());
    if (!problems.isEmpty()) {
      return Vouched.failed(Optional.empty(), Signature.Status.DIFFERENT, problems);
    }
    return Decision.common(found)
        .map(it -> spread(audited.publicName(), Optional.empty(), it, found))
        .map(it -> withDigestFiles(audited.publicName(), it))
        .orElseGet(
            () -> Vouched.of(Optional.empty(), Signature.none("it has no source"), List.of()));
  }

  /** Puts back the digest files too, which may be lacking beside a signature. */
  private Vouched withDigestFiles(String name, Vouched vouched) {
    if (vouched.signature().key() == null || vouched.digests() == null) {
      return vouched;
    }
    String sha256 = vouched.digests().sha256();
    List<String> problems =
        files.each(region -> files.keepDigest(region, name, sha256)).stream()
            .flatMap(Optional::stream)
            .toList();
    return problems.isEmpty()
        ? vouched
        : new Vouched(
            vouched.digests(),
            new Signature(Signature.Status.FAILED, null, String.join(". ", problems)),
            problems,
            List.of());
  }

  private Vouched vouch(
      Subject subject, List<FoundSignature> found, RegionComparison held, boolean sign) {
    Decision decision =
        Decision.of(subject, found, held, new Decision.Conditions(key.isPresent(), sign));
    if (decision instanceof Decision.Settled settled) {
      return settled.outcome();
    }
    return decision instanceof Decision.Spread spread
        ? spread(subject.name(), Optional.of(subject.replication()), spread.from(), found)
        : sign(subject, key.orElseThrow(), found);
  }

  /** Puts one that counts where it is lacking. */
  private Vouched spread(
      String name,
      Optional<Replication> replication,
      FoundSignature from,
      List<FoundSignature> found) {
    Statement statement = from.verified().orElseThrow().statement();
    String hint = from.verified().orElseThrow().key().hint();
    List<String> problems = put(name, statement.sha256(), from.file().orElseThrow(), found);
    Vouched vouched =
        outcome(
            replication,
            hint,
            found.stream().anyMatch(FoundSignature::lacking)
                ? Signature.Status.SIGNED
                : Signature.Status.PRESENT,
            problems);
    return vouched.withSha256(statement.sha256());
  }

  private List<String> put(
      String name, String sha256, byte[] signature, List<FoundSignature> found) {
    Set<String> lacking =
        found.stream()
            .filter(FoundSignature::lacking)
            .map(it -> it.region().name())
            .collect(Collectors.toSet());
    if (lacking.isEmpty()) {
      return List.of();
    }
    return files
        .each(
            region ->
                lacking.contains(region.name())
                    ? files.put(region, name, sha256, signature)
                    : Optional.<String>empty())
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static Vouched outcome(
      Optional<Replication> replication,
      String hint,
      Signature.Status status,
      List<String> problems) {
    return problems.isEmpty()
        ? Vouched.of(
            replication.map(Replication::origin), new Signature(status, hint, null), problems)
        : Vouched.failed(replication.map(Replication::origin), Signature.Status.FAILED, problems);
  }

  private Vouched sign(Subject subject, SigningKey signing, List<FoundSignature> found) {
    Replication known = digests.of(subject.replication());
    Optional<String> sha256 = known.origin().sha256();
    if (sha256.isEmpty()) {
      return Vouched.failed(Optional.of(known.origin()), Signature.Status.FAILED, List.of(UNKNOWN));
    }
    try {
      subject.entry().digest().ifPresent(digest -> digest.expectOf(known.origin()));
      Statement statement =
          new Statement(
              subject.name(), sha256.get(), subject.annotations(known, rules, clock.instant()));
      byte[] file = Bundle.sign(statement, signing).json();
      List<String> problems = put(subject.name(), sha256.get(), file, found);
      return outcome(
          Optional.of(known), signing.publicKey().hint(), Signature.Status.SIGNED, problems);
    } catch (UnusableKeyException | DigestException | IllegalArgumentException e) {
      return Vouched.failed(
          Optional.of(known.origin()),
          Signature.Status.FAILED,
          List.of("It was not signed: " + e.getMessage()));
    }
  }

  /** Without any key: the digest files, of what this run has made or one like it. */
  private Vouched digestOnly(Work work) {
    Replication replication = work.replication();
    Set<String> copied =
        work.replicas().stream()
            .filter(it -> it.status() == Replica.Status.COPIED)
            .map(Replica::region)
            .collect(Collectors.toSet());
    Optional<String> sha256 = replication.origin().sha256();
    List<String> problems =
        sha256.filter(new Recorded(work.survey().holders())::recordsSha256).isEmpty()
            ? List.of()
            : files
                .each(
                    region ->
                        files.putOrKeepDigest(
                            region, replication.publicName(), sha256.get(), copied))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    return Vouched.of(Optional.of(replication.origin()), Signature.none(NO_KEY), problems);
  }
}
