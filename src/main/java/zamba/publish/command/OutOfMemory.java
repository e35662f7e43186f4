package zamba.publish.command;

import java.util.function.IntConsumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the program at once when memory has run out, with a status of its own: what goes on then may
 * lack anything, and Camel would take the error for one entry's. {@code
 * -XX:+ExitOnOutOfMemoryError} ends with 3, which is a plan's that found something to publish.
 */
public final class OutOfMemory implements InterceptStrategy, Thread.UncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(OutOfMemory.class);

  private final IntConsumer end;

  /**
   * @param end ends the program with a status, and needs no memory for it
   */
  public OutOfMemory(IntConsumer end) {
    this.end = end;
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode definition, Processor target, Processor next) {
    return new DelegateAsyncProcessor(target) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
          return super.process(
              exchange,
              done -> {
                check(exchange.getException());
                callback.done(done);
              });
        } catch (OutOfMemoryError e) {
          check(e);
          throw e;
        }
      }
    };
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    check(thrown);
    LOG.error("The thread {} ended: {}", thread.getName(), thrown.toString(), thrown);
  }

  private void check(Throwable thrown) {
    int depth = 0;
    for (Throwable t = thrown; t != null && depth < 20; t = t.getCause(), depth++) {
      if (t instanceof OutOfMemoryError) {
        try {
          LOG.error(
              "Out of memory ({}), so the program ends at once. What is unfinished is left as it is; give it more memory (java -Xmx) and run again",
              t.getMessage());
        } finally {
          end.accept(ExitStatus.OUT_OF_MEMORY.number());
        }
      }
    }
  }
}
