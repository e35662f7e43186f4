package zamba.publish.s3;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import zamba.publish.pace.AimdLimiter;
import zamba.publish.pace.Backoff;

/**
 * Sends requests that are no parts at the pace that the store asks for, and again while it asks for
 * less. The SDK's own retries come first; they know nothing of the other requests under way.
 */
public final class ThrottledSender {
  private static final int ATTEMPTS = 6;

  /** The second is sent with credentials that were looked up anew. */
  private static final int ATTEMPTS_IF_EXPIRED = 2;

  /** More than are sent at once while the store does not complain. */
  private static final int READS_AT_ONCE = 256;

  private final AimdLimiter pace;

  /**
   * @param pace of these requests, or of these and the parts
   */
  public ThrottledSender(AimdLimiter pace) {
    this.pace = pace;
  }

  /** For requests that only read: S3 counts them apart. */
  public static ThrottledSender reading() {
    return new ThrottledSender(new AimdLimiter(new Semaphore(READS_AT_ONCE), READS_AT_ONCE));
  }

  /**
   * Sends one as soon as the pace allows.
   *
   * @throws StoreException what the store said, if it said anything but to slow down, or that too
   *     often
   */
  <R> R send(Supplier<R> request) {
    for (int attempt = 1; ; attempt++) {
      long sentAt = pace.enter();
      try {
        R answer = request.get();
        pace.succeeded();
        return answer;
      } catch (StoreException e) {
        boolean expired = e.credentialsExpired();
        if (!(e.throttled() || expired) || attempt == (expired ? ATTEMPTS_IF_EXPIRED : ATTEMPTS)) {
          throw e;
        }
        if (!expired) {
          pace.refused(sentAt);
        }
      } finally {
        pace.leave();
      }
      Backoff.pause(attempt);
    }
  }
}
