package zamba.publish.flow;

import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import zamba.publish.official.CompanionFile;
import zamba.publish.official.TrainingResults;
import zamba.publish.s3.S3Location;
import zamba.publish.source.Listed;

/**
 * Lets the companion files of only so many models be read and parsed at one time as fit into half
 * the heap. They are small as a rule, and many models are read at once; eight configurations of 3.9
 * MB were more than 384 MiB.
 *
 * <p>First come, first served, so that a large one is not passed over for ever. A model takes all
 * that it needs at once and waits for nothing while it has it, so there is no deadlock. One that
 * alone needs more than there is takes everything, and is read alone.
 */
public final class MemoryRoom {
  /** Bytes of heap for a byte that is only read: the answer, its copies, what is kept. */
  private static final int FOR_A_BYTE_READ = 4;

  /**
   * Bytes of heap for a byte that is parsed: code points, nodes with their places, values, Python's
   * text of them, the dump. Measured: 14 for a list of names, 36 for lines of {@code - 1}, less
   * than 70 for {@code [1,1,...]}.
   */
  private static final int FOR_A_BYTE_PARSED = 70;

  /** Bytes that a permit stands for: permits are ints. */
  private static final int UNIT = 1 << 10;

  private final int all;
  private final Semaphore room;

  /**
   * @param heap the most memory that this JVM uses, in bytes
   */
  public MemoryRoom(long heap) {
    this.all = (int) Math.max(1, Math.min(Integer.MAX_VALUE, heap / 2 / UNIT));
    this.room = new Semaphore(all, true);
  }

  /** Waits until there is room. Whoever entered is to {@link #leave}. */
  public void enter(@Body Work work) {
    room.acquireUninterruptibly(permits(work.results()));
  }

  /** Makes room for others. */
  public void leave(@Body Work work) {
    room.release(permits(work.results()));
  }

  private int permits(TrainingResults results) {
    Set<String> companions =
        results.companions().stream().map(S3Location::key).collect(Collectors.toSet());
    long heap =
        results.snapshot().objects().stream()
            .filter(object -> companions.contains(object.key()))
            .mapToLong(MemoryRoom::heap)
            .sum();
    return (int) Math.max(1, Math.min(all, heap / UNIT));
  }

  private static long heap(Listed companion) {
    boolean parsed = companion.key().endsWith("/" + CompanionFile.TRAIN_CONFIGURATION);
    return companion.size() * (parsed ? FOR_A_BYTE_PARSED : FOR_A_BYTE_READ);
  }
}
