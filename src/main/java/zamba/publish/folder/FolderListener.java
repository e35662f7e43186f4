package zamba.publish.folder;

import java.util.List;
import java.util.Map;
import zamba.publish.publication.FileChange;

/**
 * Is told how models' folders change. Called from several threads at once: an implementation must
 * be quick and must not throw.
 */
public interface FolderListener {

  /**
   * A model's folder was changed by a commit, or a plan found that it would be.
   *
   * @param present what it held of these files
   * @param next the files it is to hold
   * @param changes what becomes of them
   */
  void changing(
      String model,
      Map<String, byte[]> present,
      Map<String, byte[]> next,
      List<FileChange> changes);
}
