package zamba.publish.region;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.SourceVersions;

/**
 * Three publishers, a source that is overwritten, objects that get lost, refusals and kills, in
 * many orders: one name has one content, and a config is written for what is everywhere.
 *
 * <p>What is done to the publishers is fixed by the seed; how their requests meet is the machine's
 * doing, so a seed that fails may need to be run more than once. {@code -Dschedules.count=300} runs
 * as many of them, {@code -Dschedules.first=17} begins with that seed.
 */
class SchedulesTest {
  private static final int COUNT = Integer.getInteger("schedules.count", 8);
  private static final long FIRST = Long.getLong("schedules.first", 13);

  /** Most of a schedule is waiting for what is refused. */
  private static final int AT_ONCE = 4;

  @TempDir Path folder;

  @Test
  void oneNameHasOneContentAndConfigsAreOfWhatIsEverywhere() throws Exception {
    SourceVersions.Names names = SourceVersions.names(Files.createDirectory(folder.resolve("n")));
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<?>> schedules = new ArrayList<>();
      for (long seed = FIRST; seed < FIRST + COUNT; seed++) {
        Path own = Files.createDirectory(folder.resolve("schedule" + seed));
        long number = seed;
        schedules.add(
            threads.submit(
                () -> {
                  try (Schedule schedule = new Schedule(number, own, names)) {
                    schedule.run();
                  }
                  return null;
                }));
      }
      for (Future<?> schedule : schedules) {
        try {
          schedule.get();
        } catch (ExecutionException e) {
          throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
