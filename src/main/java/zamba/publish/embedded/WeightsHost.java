package zamba.publish.embedded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Plays the https hosts that weights come from: {@code https://host/path} is served at {@code
 * http://127.0.0.1:port/host/path}, with what a download that may be resumed needs (RFC 9110: HEAD,
 * a strong ETag, one range, If-Range).
 */
final class WeightsHost implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads;
  private final Map<String, SampleWeights> weights = new ConcurrentHashMap<>();

  private WeightsHost(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  static WeightsHost start() throws IOException {
    InetSocketAddress loopback =
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
    WeightsHost host =
        new WeightsHost(
            HttpServer.create(loopback, 0),
            Executors.newCachedThreadPool(new DaemonThreads("weights-host")));
    host.server.setExecutor(host.threads);
    host.server.createContext("/", host::answer);
    host.server.start();
    return host;
  }

  /** Starts to serve sample weights in the place of {@code https}. */
  void serve(URI https) {
    weights.put(resolve(https).getRawPath(), new SampleWeights(https.toString()));
  }

  /** As {@link zamba.publish.s3.LocalServer#resolve}. */
  URI resolve(URI https) {
    if (!"https".equalsIgnoreCase(https.getScheme()) || https.getHost() == null) {
      throw new IllegalArgumentException(
          "not a location of weights: " + https + " (s3://bucket/key or https://host/path)");
    }
    String query = https.getRawQuery() == null ? "" : "?" + https.getRawQuery();
    return URI.create(
        "http://127.0.0.1:%d/%s%s%s"
            .formatted(
                server.getAddress().getPort(), https.getRawAuthority(), https.getRawPath(), query));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      SampleWeights found = weights.get(exchange.getRequestURI().getRawPath());
      String method = exchange.getRequestMethod();
      if (found == null) {
        exchange.sendResponseHeaders(404, -1);
      } else if (method.equals("GET") || method.equals("HEAD")) {
        send(exchange, found);
      } else {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
      }
    }
  }

  private static void send(HttpExchange exchange, SampleWeights weights) throws IOException {
    var answer = exchange.getResponseHeaders();
    answer.set("Accept-Ranges", "bytes");
    answer.set("ETag", weights.etag());
    answer.set("Content-Type", "application/octet-stream");
    if (exchange.getRequestMethod().equals("HEAD")) {
      answer.set("Content-Length", Long.toString(weights.length()));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    Optional<ByteRange> asked = range(exchange, weights);
    ByteRange part = asked.orElse(new ByteRange(0, weights.length() - 1));
    if (asked.isPresent() && part.isEmpty()) {
      answer.set("Content-Range", "bytes */" + weights.length());
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    if (asked.isPresent()) {
      answer.set(
          "Content-Range", "bytes %d-%d/%d".formatted(part.first(), part.last(), weights.length()));
    }
    exchange.sendResponseHeaders(asked.isPresent() ? 206 : 200, part.length());
    try (OutputStream body = exchange.getResponseBody()) {
      weights.writeTo(body, part.first(), part.length());
    }
  }

  /** The range to serve, or nothing when the whole is to be sent (RFC 9110, 13.1.5 and 14.2). */
  private static Optional<ByteRange> range(HttpExchange exchange, SampleWeights weights) {
    String condition = exchange.getRequestHeaders().getFirst("If-Range");
    if (condition != null && !condition.equals(weights.etag())) {
      return Optional.empty();
    }
    return ByteRange.parse(exchange.getRequestHeaders().getFirst("Range"), weights.length());
  }
}
