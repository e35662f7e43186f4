package zamba.publish.flow;

import java.util.List;
import java.util.Optional;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.official.CompanionFile;
import zamba.publish.official.TrainingResults;
import zamba.publish.source.Listing;
import zamba.publish.source.Replication;

/**
 * What there is to publish of an entry, as far as it was found.
 *
 * @param listing what is under a model's prefix, until its artifacts are selected
 * @param results a model's artifacts
 * @param unchanged whether they are what was published last time, by this process
 * @param companions a model's companion files as they were read, until its folder is derived
 * @param folder what a model's official folder is to hold
 * @param replication what is to be in every region
 */
public record Found(
    Optional<Listing> listing,
    Optional<TrainingResults> results,
    boolean unchanged,
    List<CompanionFile> companions,
    Optional<OfficialFolder> folder,
    Optional<Replication> replication) {

  /** Before anything was looked at. */
  static final Found NOTHING =
      new Found(
          Optional.empty(), Optional.empty(), false, List.of(), Optional.empty(), Optional.empty());

  Found with(Listing listed) {
    return new Found(Optional.of(listed), results, unchanged, companions, folder, replication);
  }

  /**
   * The artifacts among what was listed.
   *
   * @param known the folder that was derived of just these, if that was done before
   */
  Found with(TrainingResults selected, Optional<OfficialFolder> known) {
    return new Found(
        Optional.empty(), Optional.of(selected), known.isPresent(), companions, known, replication);
  }

  Found with(List<CompanionFile> read) {
    return new Found(listing, results, unchanged, read, folder, replication);
  }

  /** The folder in the place of what it was derived of. */
  Found with(OfficialFolder derived) {
    return new Found(listing, results, unchanged, List.of(), Optional.of(derived), replication);
  }

  Found with(Replication source) {
    return new Found(listing, results, unchanged, companions, folder, Optional.of(source));
  }

  Found with(Replication source, boolean asLastTime) {
    return new Found(listing, results, asLastTime, companions, folder, Optional.of(source));
  }
}
