package zamba.publish.s3;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import zamba.publish.s3.CopyListener.Copy;

/** All parts on their way to all regions, under one limit; each is tried until it has arrived. */
public final class Transfers implements AutoCloseable {
  private static final int ATTEMPTS = 6;
  private static final int ATTEMPTS_IF_TOLD_TO_SLOW_DOWN = 12;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;

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
  Pace pace() {
    return new Pace(everywhere, PartSizes.WAVE);
  }

  CopyListener listener() {
    return listener;
  }

  /**
   * Sends one part as soon as the pace allows; waits until then and no longer.
   *
   * @param request one attempt; what it gives is the result
   * @return fails with a StoreException, or with a {@link StoppedException}
   */
  <T> CompletableFuture<T> send(Copy copy, int part, Pace pace, Supplier<T> request) {
    try {
      pace.enter();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(new StoppedException());
    }
    try {
      return CompletableFuture.supplyAsync(() -> persistently(copy, part, pace, request), threads)
          .whenComplete((result, failure) -> pace.leave());
    } catch (RejectedExecutionException e) {
      pace.leave();
      return CompletableFuture.failedFuture(new StoppedException());
    }
  }

  private <T> T persistently(Copy copy, int part, Pace pace, Supplier<T> request) {
    for (int attempt = 1; ; attempt++) {
      if (stopped) {
        throw new StoppedException();
      }
      try {
        T result = request.get();
        pace.succeeded();
        return result;
      } catch (StoreException e) {
        if (e.throttled() && pace.slowDown()) {
          listener.slowedDown(copy.region(), pace.limit());
        }
        int attempts = e.throttled() ? ATTEMPTS_IF_TOLD_TO_SLOW_DOWN : ATTEMPTS;
        if (!e.mayPass() || attempt >= attempts) {
          throw e;
        }
        listener.partRetried(copy, part, e.getMessage());
        pause(attempt);
      }
    }
  }

  /** Exponential, with full jitter, so that many parts that failed together come back apart. */
  static void pause(int attempt) {
    long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << attempt);
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException();
    }
  }

  /**
   * Does all of them at once, which are no parts, and waits.
   *
   * @return the results in the tasks' order
   */
  <T> List<T> together(List<Supplier<T>> tasks) {
    List<CompletableFuture<T>> results =
        tasks.stream().map(task -> CompletableFuture.supplyAsync(task, threads)).toList();
    return results.stream().map(CompletableFuture::join).toList();
  }

  /** Runs what is no part, beside the caller. */
  CompletableFuture<Void> run(Runnable task) {
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

  /** The program is stopping. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
      super("The program is stopping; the next run continues the copy");
    }
  }
}
