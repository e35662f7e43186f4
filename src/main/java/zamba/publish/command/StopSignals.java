package zamba.publish.command;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and Ctrl-C: the first stops the program in order, the second ends it at once.
 *
 * <p>A shutdown hook can do the first but never learns of the second. {@code sun.misc.Signal} is in
 * the module jdk.unsupported of every JDK; it is reached by reflection because javac warns of it in
 * a way that cannot be suppressed.
 */
public final class StopSignals {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);

  private final Runnable stop;
  private final AtomicBoolean stopping = new AtomicBoolean();

  /**
   * @param stop stops the program in order, and may take its time
   */
  public StopSignals(Runnable stop) {
    this.stop = stop;
  }

  /** From now on handles the signals; without jdk.unsupported the JVM goes on to do so. */
  public void install() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  received();
                }
                return null;
              });
      for (String name : List.of("TERM", "INT")) {
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debug("No orderly stop on signals", e);
    }
  }

  private void received() {
    if (stopping.compareAndSet(false, true)) {
      Thread thread = new Thread(stop, "stop");
      thread.setDaemon(true);
      thread.start();
    } else {
      Runtime.getRuntime().halt(ExitStatus.TERMINATED.number());
    }
  }
}
