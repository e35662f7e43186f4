package zamba.publish.pullrequest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * The files that are written beside the report: {@code publish-report-pull-request.md} beside
 * {@code publish-report.json}.
 *
 * @param report where the report goes
 */
record Beside(Path report) {

  /**
   * Writes one, in one step.
   *
   * @param suffix of its name
   * @return where it is: beside the report, or if that is a device in a temporary folder
   */
  Path write(String suffix, byte[] content) throws IOException {
    Path absolute = report.toAbsolutePath();
    boolean device = Files.exists(absolute) && !Files.isRegularFile(absolute);
    Path folder =
        device || absolute.getParent() == null
            ? Files.createTempDirectory("zamba-pull-request-")
            : Files.createDirectories(absolute.getParent());
    String stem = absolute.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    Path file = folder.resolve(stem + suffix);
    Path part = folder.resolve("." + UUID.randomUUID() + ".part");
    try {
      Files.write(part, content);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    return file;
  }
}
