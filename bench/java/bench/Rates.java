package bench;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A bucket of tokens for each prefix and class of requests. */
final class Rates {
  private final double writes;
  private final double reads;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  Rates(double writes, double reads) {
    this.writes = writes;
    this.reads = reads;
  }

  /** Whether the request is within its prefix's rate. */
  boolean admit(String prefix, boolean write) {
    double rate = write ? writes : reads;
    return buckets
        .computeIfAbsent(prefix + (write ? " w" : " r"), ignored -> new Bucket(rate))
        .take();
  }

  private static final class Bucket {
    private final double rate;
    private final double most;
    private double tokens;
    private long then = System.nanoTime();

    Bucket(double rate) {
      this.rate = rate;
      this.most = Math.max(1, rate * Numbers.BURST_SECONDS);
      this.tokens = most;
    }

    synchronized boolean take() {
      long now = System.nanoTime();
      tokens = Math.min(most, tokens + rate * (now - then) / 1e9);
      then = now;
      if (tokens < 1) {
        return false;
      }
      tokens--;
      return true;
    }
  }
}
