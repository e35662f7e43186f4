package zamba.publish.source;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import zamba.publish.pace.StoppedException;
import zamba.publish.s3.StoreException;
import zamba.publish.s3.UnsettledSourceException;

/**
 * A source in the private bucket: as it was found, whether it still is, and the gate that no copy
 * of it passes if it is not.
 *
 * <p>The gate is between a region's last part and the request that makes the object visible. It
 * opens when every region has come to it or is out, so that one look at the source serves them all
 * and nothing is visible anywhere before. A region that is slower than the bound is not waited for
 * any longer; it comes to a gate that looks again.
 */
public final class WatchedSource {
  /**
   * Parts that wait are invisible and harm nobody; a region that hangs must not hold back the
   * others for ever.
   */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  /** A look serves all who come within this time. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Snapshot found;
  private final Supplier<Snapshot> again;
  private final Optional<String> version;
  private final Duration longestWait;
  private final Set<String> awaited = new HashSet<>();
  private final Map<String, Long> waitedNanos = new HashMap<>();
  private Optional<Long> lookedNanos = Optional.empty();
  private Optional<String> refusal = Optional.empty();

  /**
   * @param found as it was when the publication began
   * @param again looks at it once more
   * @param version of the object that is copied, if its bucket keeps versions
   */
  WatchedSource(Snapshot found, Supplier<Snapshot> again, Optional<String> version) {
    this(found, again, version, LONGEST_WAIT);
  }

  WatchedSource(
      Snapshot found, Supplier<Snapshot> again, Optional<String> version, Duration longestWait) {
    this.found = found;
    this.again = again;
    this.version = version;
    this.longestWait = longestWait;
  }

  /** As it was when the publication began. */
  public Snapshot snapshot() {
    return found;
  }

  /** The version of the object that is copied, if its bucket keeps versions. */
  public Optional<String> version() {
    return version;
  }

  /** Has the gate wait for these regions, until each has come or is out. */
  synchronized void await(Collection<String> regions) {
    awaited.clear();
    awaited.addAll(regions);
  }

  /** A region will not come to the gate: it has the object, or has failed. */
  synchronized void out(String region) {
    awaited.remove(region);
    notifyAll();
  }

  /** Lets no copy become visible any more that has not come through the gate by now. */
  public synchronized void refuse(String why) {
    refusal = Optional.of(why);
  }

  /**
   * The gate, for a region whose parts are all there.
   *
   * @throws UnsettledSourceException if the source has changed: nothing may become visible
   * @throws IllegalStateException if nothing may for another reason
   * @throws StoreException if the private bucket does not say
   */
  synchronized void pass(String region) {
    long came = System.nanoTime();
    out(region);
    try {
      long left = longestWait.toNanos();
      while (!awaited.isEmpty() && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = longestWait.toNanos() - (System.nanoTime() - came);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException();
    }
    waitedNanos.merge(region, System.nanoTime() - came, Long::sum);
    expectNotRefused();
    boolean fresh = lookedNanos.filter(it -> System.nanoTime() - it < FRESH.toNanos()).isPresent();
    if (!fresh) {
      lookAgain();
    }
  }

  /**
   * The same without a gate, for regions that are sent the object together.
   *
   * @throws UnsettledSourceException if the source has changed
   */
  public synchronized void lookAgain() {
    expectNotRefused();
    look("Nothing of this has become visible there");
  }

  /** How long a region has waited for the others, in nanoseconds. */
  synchronized long waitedNanos(String region) {
    return waitedNanos.getOrDefault(region, 0L);
  }

  /**
   * Looks at the source once more, after the copies.
   *
   * @param copied the regions in which the object has become visible by this run
   * @throws UnsettledSourceException if it has changed
   */
  synchronized void expectUnchanged(List<String> copied) {
    look(
        copied.isEmpty()
            ? "Nothing has become visible"
            : "It was copied to %s before that was seen, as it had been, which cannot be undone"
                .formatted(String.join(", ", copied)));
  }

  private void expectNotRefused() {
    refusal.ifPresent(
        why -> {
          throw new IllegalStateException(why);
        });
  }

  private void look(String state) {
    long begun = System.nanoTime();
    Optional<String> changes = found.changes(again.get());
    if (changes.isPresent()) {
      lookedNanos = Optional.empty();
      throw new UnsettledSourceException(
          "%s has changed while it was being published: %s. %s. Run again when nobody writes to it"
              .formatted(found.prefix(), changes.get(), state));
    }
    lookedNanos = Optional.of(begun);
  }
}
