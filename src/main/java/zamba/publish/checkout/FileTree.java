package zamba.publish.checkout;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * zamba's files, of a work tree or of a commit. Paths are relative to the checkout, with {@code /}
 * on every system, such as {@code zamba/models/config.py}.
 */
public interface FileTree {

  /**
   * A file's content as it is, line endings included; empty if there is no such file.
   *
   * @throws IOException if it is there and cannot be read
   */
  Optional<byte[]> read(String path) throws IOException;

  /**
   * The paths of all files under a folder, in order of their names; none if there is no such
   * folder.
   *
   * @param folder such as {@code tests}, without a slash at its end
   */
  List<String> files(String folder) throws IOException;
}
