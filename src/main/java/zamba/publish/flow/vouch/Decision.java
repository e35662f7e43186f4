package zamba.publish.flow.vouch;

import java.util.List;
import java.util.Optional;
import zamba.publish.content.ObjectFacts;
import zamba.publish.publication.Signature;
import zamba.publish.region.RegionComparison;
import zamba.publish.signature.FoundSignature;
import zamba.publish.signature.SignatureProblems;
import zamba.publish.signature.Vouched;

/**
 * What is to become of one object's signature, by what was found beside it: the one place that
 * decides, for a run, an audit that heals and a plan alike. Nothing is asked and nothing written.
 */
sealed interface Decision {

  /** Nothing is to be done: what is there fails, or nobody vouches. */
  record Settled(Vouched outcome) implements Decision {}

  /** One that counts is put where it is lacking. */
  record Spread(FoundSignature from) implements Decision {}

  /** There is none, and one is to be made. */
  record Sign() implements Decision {}

  /** What is asked of everyone before. */
  record Conditions(boolean hasKey, boolean mayBeSigned) {}

  /**
   * Decides.
   *
   * @param held what the regions hold
   */
  static Decision of(
      Subject subject, List<FoundSignature> found, RegionComparison held, Conditions conditions) {
    Optional<ObjectFacts> origin = Optional.of(subject.replication().origin());
    List<String> problems =
        SignatureProblems.of(found, subject.replication().origin().sha256(), held);
    if (!problems.isEmpty()) {
      boolean different =
          found.stream().anyMatch(it -> it.different().isPresent())
              || found.stream().allMatch(it -> it.problem().isEmpty());
      return new Settled(
          Vouched.failed(
              origin, different ? Signature.Status.DIFFERENT : Signature.Status.FAILED, problems));
    }
    Optional<FoundSignature> common = common(found);
    if (common.isPresent()) {
      return new Spread(common.get());
    }
    if (!conditions.hasKey()) {
      return new Settled(Vouched.of(origin, Signature.none(Vouching.NO_KEY), List.of()));
    }
    if (!conditions.mayBeSigned()) {
      return new Settled(
          Vouched.unsigned(
              origin,
              "it was published before, by a run that did not sign; --audit --sign vouches for it if its source proves it"));
    }
    if (!subject.isProvedBySource()) {
      return new Settled(
          Vouched.unsigned(
              origin,
              "what the regions hold was not read from its source by this run; pin all of digest.%s=sha256:… to have it signed"
                  .formatted(subject.name())));
    }
    return new Sign();
  }

  /** The first that counts. */
  static Optional<FoundSignature> common(List<FoundSignature> found) {
    return found.stream().filter(it -> it.file().isPresent()).findFirst();
  }
}
