package zamba.publish.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.camel.Body;

/**
 * The file that holds the report. Not an endpoint of Camel's file component: that evaluates a
 * file's name as an expression, and deletes what is in its place before it renames.
 */
public final class ReportFile {
  private final Path file;

  /**
   * @param file where the report is; its folder is made if need be
   */
  public ReportFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  /**
   * Writes beside the place and renames, so that nobody reads half a report.
   *
   * @throws IOException naming the file, if it cannot be written
   */
  public void write(@Body byte[] report) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.createDirectories(file.getParent());
      Files.write(part, report);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IOException(
          "The report cannot be written to %s (report.file): %s: %s"
              .formatted(file, e.getClass().getSimpleName(), e.getMessage()),
          e);
    }
  }
}
