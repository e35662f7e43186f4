package zamba.publish.checkout.companions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import zamba.publish.checkout.FileTree;

/** A checkout that a test makes, and what of it was read. */
final class TreeInMemory implements FileTree {
  private final TreeMap<String, byte[]> files = new TreeMap<>();
  final List<String> read = new ArrayList<>();
  String refused = "";
  String huge = "";

  TreeInMemory with(String path, String text) {
    return with(path, text.getBytes(StandardCharsets.UTF_8));
  }

  TreeInMemory with(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  @Override
  public Optional<byte[]> read(String path) throws IOException {
    if (path.equals(refused)) {
      throw new AccessDeniedException(path);
    }
    read.add(path);
    return Optional.ofNullable(files.get(path));
  }

  @Override
  public OptionalLong size(String path) {
    byte[] content = files.get(path);
    return path.equals(huge)
        ? OptionalLong.of(50L << 20)
        : content == null ? OptionalLong.empty() : OptionalLong.of(content.length);
  }

  @Override
  public List<String> files(String folder) {
    return files.keySet().stream().filter(it -> it.startsWith(folder + "/")).toList();
  }
}
