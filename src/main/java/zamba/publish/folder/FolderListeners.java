package zamba.publish.folder;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import zamba.publish.publication.FileChange;

/** Tells every listener that has been added. */
final class FolderListeners {
  private final List<FolderListener> listeners = new CopyOnWriteArrayList<>();

  void add(FolderListener listener) {
    listeners.add(listener);
  }

  /**
   * Tells them if anything changes.
   *
   * @param changes asked only if there is a listener
   */
  void tell(
      OfficialFolder folder, Map<String, byte[]> present, Supplier<List<FileChange>> changes) {
    List<FileChange> told = listeners.isEmpty() ? List.of() : changes.get();
    if (!told.isEmpty()) {
      listeners.forEach(it -> it.changing(folder.model(), present, folder.files(), told));
    }
  }
}
