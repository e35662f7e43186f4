package zamba.publish.pullrequest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import zamba.publish.checkout.FileEdit;
import zamba.publish.checkout.FileTree;

/** A tree with some of its files edited. */
final class Overlay implements FileTree {
  private final FileTree tree;
  private final Map<String, String> edited = new TreeMap<>();

  /**
   * @param tree as it is without any edit
   */
  Overlay(FileTree tree) {
    this.tree = tree;
  }

  /** Edits a file, or edits it again. */
  void edit(String path, String text) {
    edited.put(path, text);
  }

  /** One edit for each file that is another than it was. */
  List<FileEdit> edits() throws IOException {
    List<FileEdit> edits = new ArrayList<>();
    for (Map.Entry<String, String> file : edited.entrySet()) {
      Optional<String> before = tree.read(file.getKey()).map(it -> new String(it, UTF_8));
      if (!before.equals(Optional.of(file.getValue()))) {
        edits.add(new FileEdit(file.getKey(), before, file.getValue()));
      }
    }
    return edits;
  }

  @Override
  public Optional<byte[]> read(String path) throws IOException {
    String text = edited.get(path);
    return text == null ? tree.read(path) : Optional.of(text.getBytes(UTF_8));
  }

  @Override
  public List<String> files(String folder) throws IOException {
    List<String> files = new ArrayList<>(tree.files(folder));
    edited.keySet().stream()
        .filter(path -> path.startsWith(folder + "/") && !files.contains(path))
        .forEach(files::add);
    files.sort(null);
    return files;
  }
}
