package zamba.publish.embedded;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that never keep the program from ending. */
record DaemonThreads(String name, AtomicInteger started) implements ThreadFactory {

  DaemonThreads(String name) {
    this(name, new AtomicInteger());
  }

  @Override
  public Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "embedded-" + name + "-" + started.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
