package zamba.publish.pullrequest.git;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Merges texts as git does.
 *
 * @param git which does it
 */
public record TextMerge(Git git) {

  /**
   * What two have made of a text.
   *
   * @param base what both began with
   * @return empty if both changed the same lines, or it is no text
   * @throws IOException if there is no room for it
   */
  public Optional<byte[]> of(byte[] base, byte[] one, byte[] other) throws IOException {
    if (isBinary(base) || isBinary(one) || isBinary(other)) {
      return Optional.empty();
    }
    Path place = Files.createTempDirectory("zamba-merge-");
    try {
      Git.Answer answer =
          git.ask(
              "merge-file",
              "-p",
              "--quiet",
              Files.write(place.resolve("one"), one).toString(),
              Files.write(place.resolve("base"), base).toString(),
              Files.write(place.resolve("other"), other).toString());
      return answer.ok() ? Optional.of(answer.output()) : Optional.empty();
    } finally {
      delete(place);
    }
  }

  private static boolean isBinary(byte[] content) {
    return new String(content, US_ASCII).indexOf('\0') >= 0;
  }

  /** Deletes a folder of ours with all that is in it. */
  static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException failure)
              throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
