package zamba.publish.transfer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import zamba.publish.content.PartSizes;
import zamba.publish.pace.AimdLimiter;
import zamba.publish.pace.Backoff;
import zamba.publish.pace.StoppedException;
import zamba.publish.s3.StoreException;
import zamba.publish.transfer.CopyListener.Copy;

/** All parts on their way to all regions, under one limit; each is tried until it has arrived. */
public final class Transfers implements AutoCloseable {
  private static final int ATTEMPTS = 6;

  /** Of one part, before a store that lets none through any more is given up. */
  private static final int REFUSALS = 12;

  private static final Duration LONGEST_WITHOUT_SUCCESS = Duration.ofMinutes(1);
  private static final int LOOKS = 8;

  private final Semaphore everywhere;
  private final CopyListener listener;
  private final ExecutorService threads;
  private volatile boolean stopped;

  /**
   * @param partsAtOnce how many parts may be under way, all regions together
   * @param listener is told what happens
   */
  public Transfers(int partsAtOnce, CopyListener listener) {
    this.everywhere = new Semaphore(partsAtOnce, true);
    this.listener = listener;
    AtomicInteger number = new AtomicInteger();
    // Hardly more threads than parts under way: whoever submits waits for the pace first.
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "part-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** A region's share of the limit. */
  public AimdLimiter pace() {
    return new AimdLimiter(everywhere, PartSizes.WAVE);
  }

  public CopyListener listener() {
    return listener;
  }

  /**
   * One part on its way.
   *
   * @param <T> what is known of it when it has arrived
   */
  public interface Sending<T> {
    /**
     * Sends it.
     *
     * @param attempt from 1
     * @throws StoreException if it did not get through, or if that is not known
     */
    T send(int attempt);

    /** Whether it has arrived although its answer did not come: what the store says of it. */
    default Optional<T> arrived() {
      return Optional.empty();
    }

    /** For how long to look whether it has arrived after its answer did not come in time. */
    default Duration grace(int attempt) {
      return Duration.ZERO;
    }
  }

  /**
   * Sends one part as soon as the pace allows; waits until then and no longer.
   *
   * @return fails with a StoreException, or with a {@link StoppedException}
   */
  public <T> CompletableFuture<T> send(Copy copy, int part, AimdLimiter pace, Sending<T> sending) {
    long sentAt;
    try {
      sentAt = pace.enter();
    } catch (StoppedException e) {
      return CompletableFuture.failedFuture(e);
    }
    try {
      return CompletableFuture.supplyAsync(
          () -> persistently(copy, part, pace, sending, sentAt), threads);
    } catch (RejectedExecutionException e) {
      pace.leave();
      return CompletableFuture.failedFuture(new StoppedException());
    }
  }

  private <T> T persistently(
      Copy copy, int part, AimdLimiter pace, Sending<T> sending, long firstSentAt) {
    long sentAt = firstSentAt;
    boolean unknown = false;
    int refusals = 0;
    for (int failures = 0; ; ) {
      try {
        if (stopped) {
          throw new StoppedException();
        }
        Optional<T> arrived = unknown ? sending.arrived() : Optional.empty();
        T result = arrived.isPresent() ? arrived.get() : sending.send(failures + 1);
        pace.succeeded();
        return result;
      } catch (StoreException e) {
        slowDown(copy, pace, sentAt, e);
        failures += e.throttled() ? 0 : 1;
        refusals += e.throttled() ? 1 : 0;
        boolean stuck =
            refusals >= REFUSALS && pace.sinceSuccess().compareTo(LONGEST_WITHOUT_SUCCESS) > 0;
        if (!e.mayPass() || failures >= ATTEMPTS || stuck) {
          throw e;
        }
        unknown |= e.outcomeUnknown();
        // The store may still be at work on it, so it still counts as under way.
        Optional<T> late = e.congested() ? await(sending, failures) : Optional.empty();
        if (late.isPresent()) {
          return late.get();
        }
        listener.partRetried(copy, part, e.getMessage());
      } finally {
        pace.leave();
      }
      // A refused one waits for its turn and no longer: how fast they follow is the pace's affair.
      if (failures > 0) {
        Backoff.pause(failures);
      }
      sentAt = pace.enter();
    }
  }

  private void slowDown(Copy copy, AimdLimiter pace, long sentAt, StoreException e) {
    boolean slower = e.throttled() ? pace.refused(sentAt) : e.congested() && pace.timedOut(sentAt);
    if (slower) {
      listener.slowedDown(copy.region(), pace.toString());
    }
  }

  private <T> Optional<T> await(Sending<T> sending, int attempt) {
    long millis = sending.grace(attempt).toMillis() / LOOKS;
    for (int look = 0; millis > 0 && look < LOOKS && !stopped; look++) {
      Backoff.sleep(millis);
      Optional<T> arrived = sending.arrived();
      if (arrived.isPresent()) {
        return arrived;
      }
    }
    return Optional.empty();
  }

  /**
   * Does all of them at once, which are no parts, and waits.
   *
   * @return the results in the tasks' order
   */
  public <T> List<T> together(List<Supplier<T>> tasks) {
    List<CompletableFuture<T>> results =
        tasks.stream().map(task -> CompletableFuture.supplyAsync(task, threads)).toList();
    return results.stream().map(CompletableFuture::join).toList();
  }

  /** Runs what is no part, beside the caller. */
  public CompletableFuture<Void> run(Runnable task) {
    return CompletableFuture.runAsync(task, threads);
  }

  /** Lets the parts under way end and sends no more; uploads stay as they are, to be continued. */
  public void stop() {
    stopped = true;
  }

  /** Stops for good. */
  @Override
  public void close() {
    stop();
    threads.shutdown();
  }

  /** Waits for all of them; then throws what the first that failed threw. */
  public static void join(List<CompletableFuture<Void>> parts) {
    CompletableFuture<?> all = CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]));
    try {
      all.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
