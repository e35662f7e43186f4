package zamba.publish.queue;

import java.util.Map;
import java.util.Optional;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.publication.Publication;

/**
 * What became of one entry of a run.
 *
 * @param entry the entry
 * @param publication as a worker has left it; or that none has
 * @param files what the model's folder is to hold, if a worker found that the leader lacks it
 * @param derived the same, as the leader derives it of the source as it is now
 */
public record Collected(
    CatalogEntry entry,
    Publication publication,
    Optional<Map<String, byte[]>> files,
    Optional<OfficialFolder> derived) {

  /** Whether the model's folder is to be committed. */
  public boolean changed() {
    return files.isPresent() && !publication.failed();
  }

  Collected with(OfficialFolder folder) {
    return new Collected(entry, publication, files, Optional.of(folder));
  }

  Collected with(Publication other) {
    return new Collected(entry, other, files, derived);
  }
}
