package zamba.publish.flow.vouch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Body;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.content.PinnedDigest;
import zamba.publish.flow.Audited;
import zamba.publish.flow.Work;
import zamba.publish.folder.OfficialModels;
import zamba.publish.publication.Signature;
import zamba.publish.region.RegionComparison;
import zamba.publish.s3.Region;
import zamba.publish.signature.FoundSignature;
import zamba.publish.signature.Recorded;
import zamba.publish.signature.SignatureFiles;
import zamba.publish.signature.SignatureProblems;
import zamba.publish.signature.SignedRegions;
import zamba.publish.signature.Vouched;

/** Verifies the signatures beside public objects as a user would, and puts back what is lost. */
public final class SignatureAudit {
  private final SignatureFiles files;
  private final Vouching vouching;
  private final OfficialModels officialModels;
  private final boolean sign;

  /**
   * @param files in the regions
   * @param vouching puts back
   * @param officialModels whose configs name public objects
   * @param sign whether to sign what has no signature anywhere and is proved by its source
   */
  public SignatureAudit(
      SignatureFiles files, Vouching vouching, OfficialModels officialModels, boolean sign) {
    this.files = files;
    this.vouching = vouching;
    this.officialModels = officialModels;
    this.sign = sign;
  }

  /** What everyone finds beside an object, without credentials. Nothing if no key is trusted. */
  public Work look(@Body Work work) {
    Audited subject = work.audited().orElseThrow();
    return work.with(subject.with(look(subject.publicName(), Optional.empty())));
  }

  private SignedRegions look(String name, Optional<Vouched> healed) {
    if (files.trusted().keys().isEmpty()) {
      return new SignedRegions(List.of(), List.of(), healed);
    }
    List<FoundSignature> found = files.each(region -> files.findAsVisitor(region, name));
    List<String> digestFiles =
        files.each(region -> checkDigest(region, name, found)).stream()
            .flatMap(Optional::stream)
            .toList();
    return new SignedRegions(found, digestFiles, healed);
  }

  private Optional<String> checkDigest(Region region, String name, List<FoundSignature> found) {
    return found.stream()
        .filter(it -> it.region().equals(region))
        .flatMap(it -> it.verified().stream())
        .findFirst()
        .flatMap(it -> files.checkDigest(region, name, it.statement().sha256()));
  }

  /**
   * Puts back what is lacking: a signature that counts elsewhere; or one that is made, if that is
   * wanted and the object's source proves what every region holds.
   */
  public Work heal(@Body Work work) {
    Audited subject = work.audited().orElseThrow();
    List<FoundSignature> found = files.each(region -> files.find(region, subject.publicName()));
    // What an inspection has stopped is not vouched for, however well its source proves it.
    boolean maySign = sign && work.looked().obstacle().isEmpty();
    Vouched healed = vouching.heal(work, found, maySign);
    return work.with(subject.with(look(subject.publicName(), Optional.of(healed))));
  }

  /** What an audit says of the signatures. */
  public Work conclude(@Body Work work) {
    Audited subject = work.audited().orElseThrow();
    return work.with(
        conclude(subject, subject.signed().orElseThrow(), subject.sightings().orElseThrow()));
  }

  private Vouched conclude(Audited subject, SignedRegions signatures, RegionComparison sightings) {
    if (signatures.found().isEmpty()) {
      return Vouched.of(
          sightings.content(),
          Signature.none("no key is trusted: sign.trusted is not set"),
          List.of());
    }
    List<String> errors =
        new ArrayList<>(SignatureProblems.of(signatures.found(), Optional.empty()));
    boolean different = !errors.isEmpty();
    errors.addAll(signatures.digestFiles());
    lacking(subject, signatures, sightings).ifPresent(errors::add);
    signatures.healed().ifPresent(it -> errors.addAll(it.errors()));
    Optional<PinnedDigest> signed = signatures.digest();
    signed.ifPresent(digest -> errors.addAll(contradictions(subject, digest, sightings)));
    unnamed(subject).ifPresent(errors::add);
    if (!errors.isEmpty()) {
      return Vouched.failed(
          sightings.content(),
          different
              ? Signature.Status.DIFFERENT
              : signed.isEmpty() ? Signature.Status.MISSING : Signature.Status.FAILED,
          errors);
    }
    Vouched vouched = Vouched.of(sightings.content(), signature(signatures), List.of());
    return signed.map(it -> vouched.withSha256(it.hex())).orElse(vouched);
  }

  private static Signature signature(SignedRegions signatures) {
    String key =
        signatures.found().stream()
            .flatMap(it -> it.verified().stream())
            .map(it -> it.key().hint())
            .findFirst()
            .orElse(null);
    return key == null
        ? Signature.none("no region has the object")
        : signatures
            .healed()
            .map(Vouched::signature)
            .filter(it -> it.status() == Signature.Status.SIGNED)
            .orElse(new Signature(Signature.Status.PRESENT, key, null));
  }

  /** Of a region that lacks the object, that is told already. */
  private static Optional<String> lacking(
      Audited subject, SignedRegions signatures, RegionComparison sightings) {
    Set<String> holding = sightings.holding();
    List<String> lacking =
        signatures.found().stream()
            .filter(FoundSignature::lacking)
            .map(it -> it.region().name())
            .filter(holding::contains)
            .toList();
    boolean nowhere = signatures.found().stream().noneMatch(it -> it.verified().isPresent());
    return lacking.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Not vouched for in %s, where %s.sig is missing; %s"
                .formatted(
                    String.join(", ", lacking),
                    subject.publicName(),
                    nowhere
                        ? "--audit --sign makes it if the source proves what is there"
                        : "--audit --heal puts it back"));
  }

  private static List<String> contradictions(
      Audited subject, PinnedDigest signed, RegionComparison sightings) {
    List<String> errors = new ArrayList<>();
    List<String> others = new Recorded(sightings.holders()).recordingOtherThan(signed.hex());
    if (!others.isEmpty()) {
      errors.add(
          "In %s, the object's metadata name another SHA-256 than its signature, which says %s"
              .formatted(String.join(", ", others), signed.hex()));
    }
    sightings.holders().stream()
        .flatMap(it -> it.found().stream())
        .flatMap(it -> signed.contradicted(it).stream().map(why -> it.location() + " has " + why))
        .forEach(errors::add);
    subject
        .entry()
        .digest()
        .filter(signed::contradicts)
        .ifPresent(it -> errors.add("Signed is %s, but the catalog says %s".formatted(signed, it)));
    return errors;
  }

  /** That the model's config names it, without which nobody would verify it. */
  private Optional<String> unnamed(Audited subject) {
    if (!subject.entry().kind().equals(CatalogEntry.MODEL)) {
      return Optional.empty();
    }
    String model = subject.entry().name();
    try {
      String named = officialModels.publicName(model);
      return named.equals(subject.publicName())
          ? Optional.empty()
          : Optional.of(
              "%s names %s and not %s"
                  .formatted(officialModels.config(model), named, subject.publicName()));
    } catch (RuntimeException e) {
      return Optional.of(
          "%s names nothing: %s".formatted(officialModels.config(model), e.getMessage()));
    }
  }
}
