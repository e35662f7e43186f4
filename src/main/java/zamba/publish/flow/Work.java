package zamba.publish.flow;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.download.Downloadable;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.gate.Looked;
import zamba.publish.official.CompanionFile;
import zamba.publish.official.TrainingResults;
import zamba.publish.publication.Publication;
import zamba.publish.publication.Replica;
import zamba.publish.publication.Signature;
import zamba.publish.region.Copying;
import zamba.publish.region.RegionComparison;
import zamba.publish.region.RegionOutcome;
import zamba.publish.signature.Vouched;
import zamba.publish.source.Listing;
import zamba.publish.source.Replication;
import zamba.publish.stream.PinnedReads;

/**
 * One entry of the catalog on its way through the routes: the message that each step takes and
 * gives, with what the step came to know. It never changes; a step that fails leaves the one that
 * it was given, so that the failure's record has all that was known before.
 *
 * @param entry what it is about
 * @param found what there is to publish, as far as it was found
 * @param held what all regions held before anything was written
 * @param outcomes what each region's route gave, in the regions' order, until they are compared
 * @param looked what was found of what is to become public
 * @param copies what is in each region after the copies or, for a plan, without them
 * @param vouched who vouches for it, once that was looked at
 * @param committed whether the official folder was written
 * @param audited what an audit is about; empty for what is published or planned
 * @param conclusion what became of it
 */
public record Work(
    CatalogEntry entry,
    Found found,
    Optional<RegionComparison> held,
    List<RegionOutcome> outcomes,
    Looked looked,
    Optional<Downloadable> copies,
    Optional<Vouched> vouched,
    boolean committed,
    Optional<Audited> audited,
    Optional<Publication> conclusion)
    implements Copying {

  /** The beginning. */
  public static Work of(CatalogEntry entry) {
    return new Work(
        entry,
        Found.NOTHING,
        Optional.empty(),
        List.of(),
        Looked.NOTHING,
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty());
  }

  /** A copy that is being changed. */
  private static final class Draft {
    private Found found;
    private Optional<RegionComparison> held;
    private List<RegionOutcome> outcomes;
    private Looked looked;
    private Optional<Downloadable> copies;
    private Optional<Vouched> vouched;
    private boolean committed;
    private Optional<Audited> audited;
    private Optional<Publication> conclusion;
  }

  /** The same, but for what is changed. */
  private Work changed(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.found = found;
    draft.held = held;
    draft.outcomes = outcomes;
    draft.looked = looked;
    draft.copies = copies;
    draft.vouched = vouched;
    draft.committed = committed;
    draft.audited = audited;
    draft.conclusion = conclusion;
    change.accept(draft);
    return new Work(
        entry,
        draft.found,
        draft.held,
        draft.outcomes,
        draft.looked,
        draft.copies,
        draft.vouched,
        draft.committed,
        draft.audited,
        draft.conclusion);
  }

  private Work with(Found more) {
    return changed(it -> it.found = more);
  }

  public Work with(Listing listed) {
    return with(found.with(listed));
  }

  public Work with(TrainingResults selected, Optional<OfficialFolder> known) {
    return with(found.with(selected, known));
  }

  Work withCompanions(List<CompanionFile> read) {
    return with(found.with(read));
  }

  public Work with(OfficialFolder derived) {
    return with(found.with(derived));
  }

  public Work with(Replication source) {
    return with(found.with(source));
  }

  public Work with(Replication source, boolean asLastTime) {
    return with(found.with(source, asLastTime));
  }

  Work withHeld(RegionComparison survey) {
    return changed(it -> it.held = Optional.of(survey));
  }

  Work withOutcomes(List<RegionOutcome> each) {
    return changed(it -> it.outcomes = List.copyOf(each));
  }

  public Work with(Looked more) {
    return changed(it -> it.looked = more);
  }

  Work withReplicas(List<Replica> replicas) {
    return with(new Downloadable(replicas, List.of(), List.of()));
  }

  /** With what came of the regions' routes, whose own outcomes it replaces. */
  public Work with(Downloadable asked) {
    return changed(
        it -> {
          it.outcomes = List.of();
          it.copies = Optional.of(asked);
        });
  }

  public Work with(Vouched who) {
    return changed(it -> it.vouched = Optional.of(who));
  }

  Work withCommitted(boolean written) {
    return changed(it -> it.committed = written);
  }

  public Work with(Audited subject) {
    return changed(it -> it.audited = Optional.of(subject));
  }

  /** The outcome, with all that was found on its way. */
  Work concludedWith(Publication outcome) {
    Publication inspected = looked.on(outcome);
    return with(vouched.map(it -> it.on(inspected)).orElse(inspected));
  }

  /** Whether this run has signed it anywhere. */
  boolean signed() {
    return vouched
        .map(Vouched::signature)
        .filter(it -> it.status() == Signature.Status.SIGNED)
        .isPresent();
  }

  public Work with(Publication became) {
    return changed(it -> it.conclusion = Optional.of(became));
  }

  /** Whether the entry is a model, and not standalone weights. */
  public boolean model() {
    return entry.kind().equals(CatalogEntry.MODEL);
  }

  /** Whether there is to publish just what this process published last time. */
  public boolean unchanged() {
    return found.unchanged();
  }

  TrainingResults results() {
    return found.results().orElseThrow();
  }

  OfficialFolder folder() {
    return found.folder().orElseThrow();
  }

  @Override
  public Replication replication() {
    return found.replication().orElseThrow();
  }

  /** The name that it has in every region, once what is to be copied was found. */
  public Optional<String> publicName() {
    return found.replication().map(Replication::publicName);
  }

  /** Whether it is in no bucket yet, and would have to be downloaded first. */
  public boolean onTheWebOnly() {
    return found.replication().filter(PinnedReads::isOnTheWebOnly).isPresent();
  }

  @Override
  public RegionComparison survey() {
    return held.orElseThrow();
  }

  /** Whether a region is to get a copy, or for a plan would. */
  public boolean toBeCopied() {
    return held.map(RegionComparison::toBeCopied)
        .orElseGet(() -> replicas().stream().anyMatch(Replica::missing));
  }

  /**
   * Whether a region may get a copy: also one that did not answer the survey, and does when it is
   * asked again. Nothing is copied from where it still would have to be downloaded.
   */
  public boolean mayBeCopied() {
    return toBeCopied()
        || (!onTheWebOnly() && held.filter(RegionComparison::mayBeCopied).isPresent());
  }

  /** What is in each region, as far as that is known. */
  public List<Replica> replicas() {
    return copies.map(Downloadable::replicas).orElse(List.of());
  }

  Downloadable downloadable() {
    return copies.orElseThrow();
  }

  /** Whether an audit found a region without it. */
  public boolean lacking() {
    return audited.flatMap(Audited::sightings).filter(RegionComparison::lacking).isPresent();
  }

  /** Whether an audit found that nobody vouches for it in a region, while every region holds it. */
  public boolean signatureLacking() {
    return audited.filter(Audited::signatureLacking).isPresent();
  }

  /** Whether it is known already what became of it. */
  public boolean concluded() {
    return conclusion.isPresent();
  }

  /** What became of it. */
  public Publication publication() {
    return conclusion.orElseThrow();
  }

  /** Whether that is more than having been found as it was left. */
  public boolean worthTelling() {
    return !unchanged() || publication().status() != Publication.Status.PRESENT;
  }
}
