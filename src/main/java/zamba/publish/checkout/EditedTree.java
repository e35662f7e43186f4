package zamba.publish.checkout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A tree as it is with an edit of one of its files.
 *
 * @param tree as it is without
 */
record EditedTree(FileTree tree, FileEdit edit) implements FileTree {

  @Override
  public Optional<byte[]> read(String path) throws IOException {
    return path.equals(edit.path())
        ? Optional.of(edit.after().getBytes(StandardCharsets.UTF_8))
        : tree.read(path);
  }

  @Override
  public List<String> files(String folder) throws IOException {
    List<String> files = new ArrayList<>(tree.files(folder));
    if (edit.path().startsWith(folder + "/") && !files.contains(edit.path())) {
      files.add(edit.path());
      files.sort(null);
    }
    return files;
  }
}
