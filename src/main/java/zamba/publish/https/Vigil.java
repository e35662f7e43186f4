package zamba.publish.https;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.http.client.methods.HttpUriRequest;

/**
 * Watches over one file's requests to a web server, and breaks off what takes too long or comes too
 * slowly. A time-out for each read, which the connections have too, does not see a server that
 * sends a byte now and then, be it of a TLS record, of a header or of the body.
 *
 * <p>The rate is that of the server: only the time in which it is waited for counts.
 */
final class Vigil implements AutoCloseable {
  private final WebSettings settings;
  private final long end;
  private final ScheduledFuture<?> rounds;

  private HttpUriRequest request;
  private long waitingSince;
  private boolean waiting;
  private long waited;
  private long received;
  private long total;
  private String verdict;

  /** Something that waits for the server. */
  interface Wait<T> {
    T run() throws IOException;
  }

  /**
   * Begins to watch.
   *
   * @param rounds on whose thread it looks
   */
  Vigil(WebSettings settings, ScheduledExecutorService rounds) {
    this.settings = settings;
    this.end = System.nanoTime() + settings.deadline().toNanos();
    long every =
        Math.max(
            1, Math.min(1_000, Math.min(millis(settings.over()), millis(settings.deadline())) / 4));
    this.rounds = rounds.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
  }

  private static long millis(Duration duration) {
    return duration.toMillis();
  }

  /**
   * Waits for the server's answer to a new request.
   *
   * @throws TooSlowException if it is not worth waiting any longer
   */
  <T> T answer(HttpUriRequest asked, Wait<T> wait) throws IOException {
    synchronized (this) {
      request = asked;
      waited = 0;
      received = 0;
    }
    return during(wait);
  }

  /**
   * Waits for the next bytes of an answer.
   *
   * @param read gives how many there were, or -1
   * @throws TooSlowException if it is not worth waiting any longer
   */
  int bytes(Wait<Integer> read) throws IOException {
    int count = during(read);
    synchronized (this) {
      received += Math.max(0, count);
      total += Math.max(0, count);
    }
    return count;
  }

  private <T> T during(Wait<T> wait) throws IOException {
    synchronized (this) {
      judge();
      waiting = true;
      waitingSince = System.nanoTime();
    }
    try {
      T result = wait.run();
      stopWaiting();
      synchronized (this) {
        // A request that was broken off can look like one whose answer has ended.
        judge();
      }
      return result;
    } catch (IOException | RuntimeException e) {
      stopWaiting();
      synchronized (this) {
        // What was thrown is only how the request took its end.
        judge();
      }
      throw e;
    }
  }

  private synchronized void stopWaiting() {
    waited += System.nanoTime() - waitingSince;
    waiting = false;
  }

  private synchronized void judge() throws TooSlowException {
    if (verdict == null && System.nanoTime() - end > 0) {
      verdict =
          "did not come whole within https.deadline=%s: %d bytes did. Raise it if the host is slow but honest"
              .formatted(told(settings.deadline()), total);
    }
    if (verdict != null) {
      throw new TooSlowException(verdict);
    }
  }

  /** A round. */
  private synchronized void look() {
    if (!waiting || verdict != null) {
      return;
    }
    long now = System.nanoTime();
    long soFar = waited + now - waitingSince;
    try {
      judge();
      if (soFar < settings.over().toNanos()) {
        return;
      }
      double seconds = soFar / 1e9;
      if (received < settings.leastRate() * seconds) {
        verdict =
            "gave %d bytes in %d ms, fewer than https.least-rate=%d a second. Run again later, or lower it if the host is slow but honest"
                .formatted(received, soFar / 1_000_000, settings.leastRate());
      } else {
        waited = 0;
        waitingSince = now;
        received = 0;
      }
    } catch (TooSlowException e) {
      // It is the verdict.
    }
    if (verdict != null) {
      request.abort();
    }
  }

  private static String told(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    rounds.cancel(false);
  }

  /** It is not worth waiting any longer; nor, for this run, asking again. */
  static final class TooSlowException extends IOException {
    private static final long serialVersionUID = 1L;

    TooSlowException(String message) {
      super(message);
    }
  }
}
