package zamba.publish.https;

import java.time.Duration;
import java.util.Set;

/**
 * What a user may say about https sources.
 *
 * @param leastRate the bytes a second that a host must give, on average over {@code over} of
 *     waiting for it; 0 for any
 * @param over the time over which the rate is taken
 * @param deadline the longest that one file may take
 * @param redirectHosts where a host may redirect to besides itself: {@code host} or {@code
 *     host:port}, in lower case
 */
public record WebSettings(
    long leastRate, Duration over, Duration deadline, Set<String> redirectHosts) {

  /** What is in force where nothing is said. */
  public static final WebSettings DEFAULT =
      new WebSettings(64 << 10, Duration.ofSeconds(60), Duration.ofHours(6), Set.of());

  public WebSettings {
    redirectHosts = Set.copyOf(redirectHosts);
  }
}
