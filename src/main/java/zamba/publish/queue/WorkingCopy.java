package zamba.publish.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder of its own for a worker, in the place of {@code official_models}: only the leader
 * commits there.
 *
 * @param folder a temporary one
 */
public record WorkingCopy(Path folder) implements AutoCloseable {

  /** Makes one. */
  public static WorkingCopy make() {
    try {
      return new WorkingCopy(Files.createTempDirectory("zamba-worker-"));
    } catch (IOException e) {
      throw new UncheckedIOException("No temporary folder could be made for a worker", e);
    }
  }

  /** Removes it. */
  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
