package zamba.publish.page;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import zamba.publish.transfer.CopyListener;

/** The copies that are under way. */
public final class Copies implements CopyListener {
  private final Map<Copy, Going> copies = new ConcurrentHashMap<>();

  /** How far one copy is. */
  private static final class Going {
    private final long begunNanos = System.nanoTime();
    private final Set<Integer> parts = ConcurrentHashMap.newKeySet();
    private final LongAdder done = new LongAdder();
    private final LongAdder brought = new LongAdder();
  }

  /**
   * A copy under way.
   *
   * @param region the region's name
   * @param publicName what is copied
   * @param bytes its size
   * @param done the bytes that are in the store
   * @param millis since it began, or was taken up again
   * @param secondsLeft at the rate it has, or null while nobody can tell
   */
  public record UnderWay(
      String region, String publicName, long bytes, long done, long millis, Long secondsLeft) {}

  @Override
  public void started(Copy copy) {
    copies.put(copy, new Going());
  }

  @Override
  public void partDone(Copy copy, int part, long bytes) {
    Going going = copies.get(copy);
    // A copy that starts over brings its parts again.
    if (going != null && going.parts.add(part)) {
      going.done.add(bytes);
      going.brought.add(bytes);
    }
  }

  @Override
  public void partFound(Copy copy, int part, long bytes) {
    Going going = copies.get(copy);
    if (going != null && going.parts.add(part)) {
      going.done.add(bytes);
    }
  }

  @Override
  public void ended(Copy copy, boolean visible) {
    copies.remove(copy);
  }

  /** In the order they began. */
  List<UnderWay> now() {
    return copies.entrySet().stream()
        .sorted(Comparator.comparingLong(it -> it.getValue().begunNanos))
        .map(it -> underWay(it.getKey(), it.getValue()))
        .toList();
  }

  private static UnderWay underWay(Copy copy, Going going) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - going.begunNanos);
    long done = Math.min(copy.bytes(), going.done.sum());
    double rate = going.brought.sum() / Math.max(1e-3, elapsed.toNanos() / 1e9);
    Long left = rate > 0 ? Math.round((copy.bytes() - done) / rate) : null;
    return new UnderWay(
        copy.region(), copy.publicName(), copy.bytes(), done, elapsed.toMillis(), left);
  }
}
