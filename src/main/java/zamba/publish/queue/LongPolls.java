package zamba.publish.queue;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import zamba.publish.turns.Stopping;

/**
 * Sends requests to the queues; those that wait for a message are given up when the program stops.
 */
public final class LongPolls implements SdkHttpClient {
  private final SdkHttpClient delegate;
  private final Stopping stopping;
  private final Set<ExecutableHttpRequest> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean over;

  /**
   * @param delegate sends
   * @param stopping whether the program stops
   */
  public LongPolls(SdkHttpClient delegate, Stopping stopping) {
    this.delegate = delegate;
    this.stopping = stopping;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest prepared = delegate.prepareRequest(request);
    boolean waits =
        request
            .httpRequest()
            .firstMatchingHeader("X-Amz-Target")
            .filter(it -> it.endsWith(".ReceiveMessage"))
            .isPresent();
    return waits ? new Poll(prepared) : prepared;
  }

  /** Gives up those that wait, and lets none begin. */
  public void stop() {
    over = true;
    waiting.forEach(ExecutableHttpRequest::abort);
  }

  @Override
  public String clientName() {
    return delegate.clientName();
  }

  @Override
  public void close() {
    delegate.close();
  }

  /** One that waits for a message. */
  private final class Poll implements ExecutableHttpRequest {
    private final ExecutableHttpRequest request;

    Poll(ExecutableHttpRequest request) {
      this.request = request;
    }

    @Override
    public HttpExecuteResponse call() throws IOException {
      waiting.add(request);
      try {
        stopping.check();
        if (over) {
          throw new IllegalStateException("The program stops");
        }
        return request.call();
      } finally {
        waiting.remove(request);
      }
    }

    @Override
    public void abort() {
      request.abort();
    }
  }
}
