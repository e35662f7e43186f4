package zamba.publish.checkout;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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
   * How many bytes a file has; empty if there is no such file. Whoever can tell it without reading
   * the file overrides this.
   *
   * @throws IOException if it is there and cannot be told
   */
  default OptionalLong size(String path) throws IOException {
    Optional<byte[]> content = read(path);
    return content.isPresent() ? OptionalLong.of(content.get().length) : OptionalLong.empty();
  }

  /**
   * The paths of all files under a folder, in order of their names; none if there is no such
   * folder. Symbolic links and submodules are no files.
   *
   * @param folder such as {@code tests}, without a slash at its end
   */
  List<String> files(String folder) throws IOException;

  /**
   * Those of the files under a folder that may have one of some texts in them; none that does is
   * left out. Whoever can tell it faster than by reading every file overrides this.
   *
   * @param texts as they would stand there in UTF-8, each of one line
   */
  default List<String> filesWith(String folder, Collection<String> texts) throws IOException {
    return texts.isEmpty() ? List.of() : files(folder);
  }
}
