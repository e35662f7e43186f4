package zamba.publish.checkout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Optional;
import zamba.publish.checkout.python.PythonException;
import zamba.publish.checkout.python.PythonFile;

/** zamba's Python files: where they are, and their reading. */
record PythonFiles(FileTree tree) {
  static final String CONFIG = "zamba/models/config.py";
  static final String CONFIG_COMMON = "zamba/models/config_common.py";
  static final String IMAGES = "zamba/images/config.py";
  static final String UTILS = "zamba/models/utils.py";

  /** Far above any of zamba's; more is not read. */
  private static final long LARGEST = 4L << 20;

  /**
   * A file.
   *
   * @return empty if there is none
   * @throws PythonException if it cannot be read as Python
   */
  Optional<PythonFile> find(String path) {
    return content(path).map(content -> PythonFile.read(path, content));
  }

  /** A file, if a word is in it. */
  Optional<PythonFile> findWith(String path, String word) {
    return content(path)
        .filter(content -> new String(content, UTF_8).contains(word))
        .map(content -> PythonFile.read(path, content));
  }

  /** A file that must be there. */
  PythonFile get(String path) {
    return find(path)
        .orElseThrow(
            () ->
                new PythonException(
                    path, 1, "there is no such file; is this a checkout of zamba?"));
  }

  private Optional<byte[]> content(String path) {
    try {
      if (tree.size(path).orElse(0) > LARGEST) {
        throw new PythonException(path, 1, "it has more than 4 MiB, so it is not zamba's");
      }
      return tree.read(path);
    } catch (IOException e) {
      throw new PythonException(path, 1, "it cannot be read: " + e.getMessage());
    }
  }
}
