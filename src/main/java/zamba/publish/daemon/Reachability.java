package zamba.publish.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Asks every store now and then whether it is there, so that a health check answers at once and a
 * store that does not answer keeps nobody waiting.
 */
public final class Reachability implements AutoCloseable {
  private static final String NOT_YET = "has not been looked at yet";

  /** A look at a store. */
  public interface Look {
    /**
     * Returns if the store answers.
     *
     * @throws RuntimeException saying what was tried and why it failed
     */
    void look();
  }

  private final Map<String, Look> looks = new LinkedHashMap<>();
  private final Map<String, String> problems = new ConcurrentHashMap<>();
  private final List<ScheduledFuture<?>> running = new ArrayList<>();
  private final ScheduledExecutorService threads;

  /**
   * @param looks one for each store, by its name
   */
  public Reachability(Map<String, Look> looks) {
    this.looks.putAll(looks);
    this.looks.keySet().forEach(name -> problems.put(name, NOT_YET));
    // One for each: a store that does not answer must not hold up the look at another.
    this.threads =
        Executors.newScheduledThreadPool(
            looks.size(),
            task -> {
              Thread thread = new Thread(task, "reachability");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Begins to look, at once and then at each end of a pause. */
  public void start(Duration pause) {
    looks.forEach(
        (name, look) ->
            running.add(
                threads.scheduleWithFixedDelay(
                    () -> look(name, look), 0, pause.toMillis(), TimeUnit.MILLISECONDS)));
  }

  private void look(String name, Look look) {
    try {
      look.look();
      problems.remove(name);
    } catch (RuntimeException e) {
      problems.put(name, String.valueOf(e.getMessage()));
    }
  }

  /** Why the last look at a store failed; empty if it did not. */
  public Optional<String> problem(String name) {
    return Optional.ofNullable(problems.get(name));
  }

  @Override
  public void close() {
    running.forEach(look -> look.cancel(true));
    threads.shutdownNow();
  }
}
