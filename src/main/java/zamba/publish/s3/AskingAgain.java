package zamba.publish.s3;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.S3Request;

/** Says that a store keeps us waiting, when a request is sent again after a long silence. */
public final class AskingAgain implements ExecutionInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(AskingAgain.class);
  private static final ExecutionAttribute<Long> SENT =
      new ExecutionAttribute<>("zamba.publish.sent");

  /** Nobody wonders before. */
  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

  /** A store that hangs has many requests waiting, and one line says it. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final AtomicLong said = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    long now = System.nanoTime();
    Long before = attributes.getAttribute(SENT);
    attributes.putAttribute(SENT, now);
    long last = said.get();
    if (before != null
        && now - before >= LONG_NANOS
        && now - last >= PAUSE_NANOS
        && said.compareAndSet(last, now)) {
      LOG.warn(
          "Waiting for {}: {} has had no good answer for {} s and is sent again",
          context.httpRequest().host(),
          context.request() instanceof S3Request request
              ? StoreClient.describe(request)
              : "a request",
          Math.max(1, TimeUnit.NANOSECONDS.toSeconds(now - before)));
    }
  }
}
