package zamba.publish.inspect;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import zamba.publish.inspect.bytes.ByteSource;

/**
 * Inspects bytes that come once and in order, on their way elsewhere. Pickles are looked at as they
 * pass, in a thread of their own. An archive is told by its end: {@link #isArchive()} says so, and
 * it is to be read back with {@link Inspector#inspect} from where it went.
 */
public final class PassingInspection implements AutoCloseable {

  /** Bytes that wait to be looked at: two of the reader's largest windows. */
  private static final int MOST_WAITING = 8 << 20;

  private final Inspector inspector;
  private final long size;
  private final Thread thread;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private final byte[] head = new byte[4];
  private long waitingStart;
  private long waitingEnd;
  private long wanted;
  private boolean ended;
  private boolean done;
  private Inspection inspection;
  private IOException failure;

  /**
   * @param size of the whole file, in bytes
   */
  public PassingInspection(Inspector inspector, long size) {
    this.inspector = inspector;
    this.size = size;
    this.thread = new Thread(this::run, "inspection");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Takes the next bytes; waits while too many wait already.
   *
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public synchronized void pass(byte[] bytes, int offset, int length) throws InterruptedException {
    // What is not wanted any more, or not yet, is not kept.
    while (!done && waitingEnd - Math.max(waitingStart, wanted) > MOST_WAITING) {
      wait();
    }
    for (int index = 0; index < length && waitingEnd + index < head.length; index++) {
      head[(int) waitingEnd + index] = bytes[offset + index];
    }
    if (length > 0) {
      waiting.add(Arrays.copyOfRange(bytes, offset, offset + length));
      waitingEnd += length;
    }
    forget();
    notifyAll();
  }

  /** Whether what has passed begins an archive, which only its end tells about. */
  public synchronized boolean isArchive() {
    return Inspector.isArchive(Arrays.copyOf(head, (int) Math.min(head.length, waitingEnd)));
  }

  /**
   * What the bytes are, after all have passed.
   *
   * @throws IOException if fewer have passed than were announced
   * @throws IllegalStateException if it is an archive
   */
  public synchronized Inspection end() throws IOException, InterruptedException {
    ended = true;
    notifyAll();
    while (!done) {
      wait();
    }
    if (failure != null) {
      throw failure;
    }
    if (inspection == null) {
      throw new IllegalStateException("an archive is to be read back");
    }
    return inspection;
  }

  /** Gives up. */
  @Override
  public synchronized void close() {
    ended = true;
    done = true;
    waiting.clear();
    notifyAll();
  }

  private void run() {
    Inspection found = null;
    IOException thrown = null;
    try {
      ByteSource source = new Passing();
      if (size < 4 || !Inspector.isArchive(source.read(0, 4))) {
        found = inspector.inspect(source);
      }
    } catch (IOException e) {
      thrown = e;
    }
    synchronized (this) {
      inspection = found;
      failure = thrown;
      done = true;
      waiting.clear();
      notifyAll();
    }
  }

  private synchronized byte[] take(long offset, int length) throws IOException {
    wanted = offset;
    forget();
    notifyAll();
    try {
      while (waitingEnd < offset + length) {
        if (ended) {
          throw new EOFException("%d of %d bytes have passed".formatted(waitingEnd, size));
        }
        wait();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    if (offset < waitingStart) {
      throw new IOException("byte %d has passed already".formatted(offset));
    }
    byte[] taken = new byte[length];
    long at = waitingStart;
    for (byte[] block : waiting) {
      long from = Math.max(offset, at);
      long to = Math.min(offset + length, at + block.length);
      if (from < to) {
        System.arraycopy(block, (int) (from - at), taken, (int) (from - offset), (int) (to - from));
      }
      at += block.length;
    }
    return taken;
  }

  private synchronized void forget() {
    while (!waiting.isEmpty() && (done || waitingStart + waiting.peek().length <= wanted)) {
      waitingStart += waiting.remove().length;
    }
  }

  private final class Passing implements ByteSource {
    @Override
    public long size() {
      return size;
    }

    @Override
    public byte[] read(long offset, int length) throws IOException {
      return take(offset, length);
    }
  }
}
