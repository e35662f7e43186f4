package zamba.publish.checkout;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The files of a checkout as they are in its folder. No link leads out of it. */
public final class WorkTree implements FileTree {
  private final Path root;

  /**
   * @param root the checkout's folder
   */
  public WorkTree(Path root) {
    this.root = root;
  }

  @Override
  public Optional<byte[]> read(String path) throws IOException {
    Optional<Path> file = file(path);
    return file.isEmpty() ? Optional.empty() : Optional.of(Files.readAllBytes(file.get()));
  }

  @Override
  public OptionalLong size(String path) throws IOException {
    Optional<Path> file = file(path);
    return file.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Files.size(file.get()));
  }

  /**
   * Where a file is, past the links in the checkout that lead to it; empty if there is none.
   *
   * @throws IOException if a link leads out of the checkout, or it is no plain file
   */
  public Optional<Path> file(String path) throws IOException {
    Path file = root.resolve(path);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Path real;
    try {
      real = file.toRealPath();
    } catch (NoSuchFileException e) {
      throw new IOException(path + " is a link to nothing", e);
    }
    if (!real.startsWith(root.toRealPath())) {
      throw new IOException(path + " is a link that leads out of the checkout");
    }
    if (!Files.isRegularFile(real)) {
      throw new IOException(path + " is no plain file");
    }
    return Optional.of(real);
  }

  @Override
  public List<String> files(String folder) throws IOException {
    Path top = root.resolve(folder);
    if (!Files.isDirectory(top)) {
      return List.of();
    }
    if (!top.toRealPath().startsWith(root.toRealPath())) {
      throw new IOException(folder + " is a link that leads out of the checkout");
    }
    List<String> files = new ArrayList<>();
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes is) {
            boolean other =
                !directory.equals(top)
                    && Files.exists(directory.resolve(".git"), LinkOption.NOFOLLOW_LINKS);
            return other ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
            if (is.isRegularFile()) {
              files.add(root.relativize(file).toString().replace('\\', '/'));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    return files;
  }
}
