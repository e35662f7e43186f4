package zamba.publish.transfer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells every listener that has been added. */
public final class CopyListeners implements CopyListener {
  private final List<CopyListener> listeners = new CopyOnWriteArrayList<>();

  /** From now on {@code listener} is told too. */
  public void add(CopyListener listener) {
    listeners.add(listener);
  }

  /** From now on {@code listener} is not told any more. */
  public void remove(CopyListener listener) {
    listeners.remove(listener);
  }

  @Override
  public void started(Copy copy) {
    each(listener -> listener.started(copy));
  }

  @Override
  public void partDone(Copy copy, int part, long bytes) {
    each(listener -> listener.partDone(copy, part, bytes));
  }

  @Override
  public void partFound(Copy copy, int part, long bytes) {
    each(listener -> listener.partFound(copy, part, bytes));
  }

  @Override
  public void partRetried(Copy copy, int part, String reason) {
    each(listener -> listener.partRetried(copy, part, reason));
  }

  @Override
  public void slowedDown(String region, String pace) {
    each(listener -> listener.slowedDown(region, pace));
  }

  @Override
  public void ended(Copy copy, boolean visible) {
    each(listener -> listener.ended(copy, visible));
  }

  private void each(Consumer<CopyListener> event) {
    listeners.forEach(event);
  }
}
