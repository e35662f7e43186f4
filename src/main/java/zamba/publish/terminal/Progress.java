package zamba.publish.terminal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import zamba.publish.transfer.CopyListener;

/** Follows the copies that take longer than a second, and shows them from time to time. */
public abstract class Progress implements CopyListener, AutoCloseable {
  private static final Duration WORTH_SHOWING = Duration.ofSeconds(1);
  private static final int TICK_MILLIS = 200;

  private final Map<Copy, Going> copies = new ConcurrentHashMap<>();
  private final Thread clock = new Thread(this::watch, "progress");

  Progress() {}

  /** How far one copy is. */
  static final class Going {
    private final Copy copy;
    private final long begunNanos = System.nanoTime();
    private final Map<Integer, Boolean> parts = new ConcurrentHashMap<>();
    private final LongAdder brought = new LongAdder();
    private final LongAdder found = new LongAdder();
    private boolean shown;

    private Going(Copy copy) {
      this.copy = copy;
    }

    Copy copy() {
      return copy;
    }

    /** The bytes that are in the store. */
    long done() {
      return found.sum() + brought.sum();
    }

    /** Those of them that were there before. */
    long found() {
      return found.sum();
    }

    Duration elapsed() {
      return Duration.ofNanos(System.nanoTime() - begunNanos);
    }

    /** How long it will take at that rate, as people read it; empty while nobody can tell. */
    Optional<String> left() {
      double rate = rate();
      return rate > 0
          ? Optional.of(text(Math.round((copy.bytes() - done()) / rate)))
          : Optional.empty();
    }

    private static String text(long seconds) {
      return seconds < 60 ? seconds + " s" : "%d:%02d".formatted(seconds / 60, seconds % 60);
    }

    /** Bytes a second that this copy brings. */
    double rate() {
      return brought.sum() / (elapsed().toNanos() / 1e9);
    }
  }

  /** From now on looks at the copies several times a second. */
  final void start() {
    clock.setDaemon(true);
    clock.start();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(TICK_MILLIS);
        tick();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  @Override
  public final void started(Copy copy) {
    copies.put(copy, new Going(copy));
  }

  @Override
  public final void partDone(Copy copy, int part, long bytes) {
    Going going = copies.get(copy);
    // A copy that starts over brings its parts again.
    if (going != null && going.parts.put(part, true) == null) {
      going.brought.add(bytes);
    }
  }

  @Override
  public final void partFound(Copy copy, int part, long bytes) {
    Going going = copies.get(copy);
    if (going != null && going.parts.put(part, true) == null) {
      going.found.add(bytes);
    }
  }

  @Override
  public final void ended(Copy copy, boolean visible) {
    Going going = copies.remove(copy);
    if (going != null) {
      synchronized (this) {
        if (going.shown) {
          gone(going, visible);
        }
      }
    }
  }

  private synchronized void tick() {
    List<Going> going =
        copies.values().stream()
            .filter(it -> it.elapsed().compareTo(WORTH_SHOWING) >= 0)
            .sorted((a, b) -> Long.compare(a.begunNanos, b.begunNanos))
            .toList();
    for (Going copy : going) {
      // One that has just ended would stay for ever.
      if (!copy.shown && copies.containsValue(copy)) {
        copy.shown = true;
        come(copy);
      }
    }
    show(going.stream().filter(copy -> copy.shown).toList());
  }

  /** A copy has taken a second, and will be shown. */
  abstract void come(Going going);

  /** Shows those that take longer than a second, in the order they began. */
  abstract void show(List<Going> going);

  /** A copy that was shown has ended. */
  abstract void gone(Going going, boolean visible);

  @Override
  public void close() {
    clock.interrupt();
  }
}
