package zamba.publish.https;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.TlsServers;

/** The whole program, and https hosts that send elsewhere, hold it up, or cut it off. */
class WaryOfHttpsHostsTest {
  private static final String NAME = "densepose.pkl";
  private static final String KEY = "zamba_official_models/" + NAME;
  private static final String SECRET = "c2lnbmVk-c2VjcmV0";

  @RegisterExtension static final TlsServers TLS = new TlsServers();

  @TempDir Path folder;
  private final byte[] content = new byte[100_000];
  private final byte[] large = new byte[300_000];
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpsServer named;
  private HttpsServer other;
  private Run run;

  @BeforeEach
  void start() throws IOException {
    new Random(1).nextBytes(content);
    named = TLS.start();
    other = TLS.start();
    other.createContext("/", exchange -> file(exchange));
    run = new Run(folder).entry("weights." + NAME, "https://" + host(named) + "/weights.pkl");
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static String host(HttpsServer server) {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private void serve(HttpHandler handler) {
    named.createContext("/weights.pkl", handler);
  }

  private void file(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestMethod() + " " + host(exchange) + exchange.getRequestURI());
      exchange.getResponseHeaders().set("ETag", "\"version-1\"");
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().set("Content-Length", "" + content.length);
        exchange.sendResponseHeaders(200, -1);
      } else {
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
      }
    }
  }

  private static String host(HttpExchange exchange) {
    return exchange.getRequestHeaders().getFirst("Host");
  }

  private void redirect(String location) {
    serve(
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(302, -1);
          }
        });
  }

  private void fails(String... messages) {
    assertThat(run.publish()).isEqualTo(1);
    assertThat(run.publication(NAME).path("error").asText()).contains(messages);
    assertThat(run.published()).isEmpty();
  }

  private void publishes(Map<String, String> environment) {
    assertThat(run.publish(environment)).isZero();
    run.buckets
        .values()
        .forEach(bucket -> assertThat(run.store.get(bucket, KEY)).isEqualTo(content));
  }

  @Test
  void aRedirectToAHostThatNobodyNamedIsNotFollowed() {
    redirect("https://" + host(other) + "/elsewhere?sig=" + SECRET);

    fails(
        "HEAD https://" + host(named) + "/weights.pkl redirects to",
        "https://" + host(other) + "/elsewhere?…",
        "the catalog names " + host(named),
        "https.redirect-hosts");
    assertThat(requests).isEmpty();
    assertThat(run.report().toString()).doesNotContain(SECRET);
  }

  @Test
  void aRedirectToAListedHostIsFollowed() {
    redirect("https://" + host(other) + "/elsewhere");
    run.set("https.redirect-hosts", "cdn.example.com, " + host(other));

    publishes(Map.of());
    assertThat(requests)
        .containsExactly("HEAD " + host(other) + "/elsewhere", "GET " + host(other) + "/elsewhere");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user:" + SECRET + "@127.0.0.1/x",
        "file:///etc/passwd",
        "https://exa mple.com/x"
      })
  void aRedirectToWhatIsNoPlainHttpsAddressIsNotFollowed(String location) {
    redirect(location);

    fails("HEAD https://" + host(named) + "/weights.pkl redirects to what", "is not followed");
    assertThat(run.report().toString()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/\u001b[2J\u009b",
        "\u001b]0;x\u0007://127.0.0.1/",
        "https://no-such-host.invalid/%1B\u009b"
      })
  void aRedirectDrivesNoTerminal(String location) {
    redirect(location);
    try (Console console = new Console()) {
      fails("is not followed");
      assertThat(console.text().codePoints().filter(it -> it != '\n'))
          .noneMatch(Character::isISOControl);
    }
  }

  @Test
  void aHostThatRedirectsForEverIsGivenUp() {
    redirect("/weights.pkl");

    fails("redirects more than 10 times");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user:" + SECRET + "@127.0.0.1/weights.pkl",
        "https://" + SECRET + "@127.0.0.1/weights.pkl?a=b",
        "https://user:a/" + SECRET + "@127.0.0.1/weights.pkl",
        "http://user:" + SECRET + "@127.0.0.1/weights.pkl",
        "https://127.0.0.1:x/weights.pkl?" + SECRET
      })
  void anAddressWithAPasswordIsRefusedAndNotRepeated(String address) {
    run.entry("weights." + NAME, address);
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(2);
      assertThat(console.text()).contains("weights." + NAME).doesNotContain(SECRET);
    }
    assertThat(run.published()).isEmpty();
  }

  @Test
  void anEndpointWithAPasswordIsRefusedAndNotRepeated() {
    run.set("s3.endpoint", "http://user:" + SECRET + "@127.0.0.1:9");
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(2);
      assertThat(console.text()).contains("s3.endpoint").doesNotContain(SECRET);
    }
  }

  @Test
  void aQueryIsForTheHostOnly() throws IOException {
    serve(this::file);
    run.entry("weights." + NAME, "https://" + host(named) + "/weights.pkl?a=b%2Bc+d&sig=" + SECRET);
    try (Console console = new Console()) {
      run.set("publish.dry-run", "true");
      assertThat(run.publish()).isEqualTo(3);
      run.set("publish.dry-run", "false");
      publishes(Map.of());
      told(console);
      run.set("publish.audit", "true");
      run.publish();
      told(console);
      run.set("publish.audit", "false");
      run.buckets.values().forEach(bucket -> run.store.delete(bucket, KEY));
      named.removeContext("/weights.pkl");
      assertThat(run.publish()).isEqualTo(1);
      told(console);
    }
    assertThat(requests)
        .isNotEmpty()
        .allMatch(it -> it.endsWith(host(named) + "/weights.pkl?a=b%2Bc+d&sig=" + SECRET));
  }

  private void told(Console console) throws IOException {
    assertThat(console.text()).contains("/weights.pkl?…").doesNotContain(SECRET);
    assertThat(Files.readString(folder.resolve("report.json")))
        .contains("/weights.pkl?…")
        .doesNotContain(SECRET);
    run.buckets
        .values()
        .forEach(
            bucket ->
                run.store
                    .state(bucket)
                    .keySet()
                    .forEach(
                        key ->
                            assertThat(run.store.head(bucket, key).metadata().toString())
                                .doesNotContain(SECRET)));
  }

  private enum Stage {
    HANDSHAKE,
    HEADERS,
    BODY
  }

  /** Each byte comes long before any time-out of a single read. */
  @ParameterizedTest
  @EnumSource(Stage.class)
  void aHostThatDripsDoesNotHoldTheRun(Stage stage) throws IOException {
    try (ServerSocket socket = stage == Stage.HANDSHAKE ? plain() : TLS.listen()) {
      threads.execute(() -> accept(socket, it -> drip(it, stage)));
      run.model("slowfast").entry("weights." + NAME, address(socket));
      run.set("https.least-rate", "1000").set("https.least-rate-over", "500ms");

      assertThat(run.publish()).isEqualTo(1);
    }
    assertThat(run.publication(NAME).path("error").asText())
        .contains(stage == Stage.BODY ? "GET" : "HEAD", "fewer than https.least-rate=1000");
    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("published");
    noUploads();
  }

  @Test
  void aHostThatIsNotTooSlowIsGivenUntilTheDeadline() throws IOException {
    try (ServerSocket socket = TLS.listen()) {
      threads.execute(() -> accept(socket, it -> drip(it, Stage.BODY)));
      run.entry("weights." + NAME, address(socket));
      run.set("https.least-rate", "0").set("https.deadline", "1s");

      fails("GET", "did not come whole within https.deadline=1s");
    }
    noUploads();
  }

  /** Four resets, none of which is the fourth in a row without progress. */
  @Test
  void aConnectionThatIsResetAgainAndAgainIsResumed() throws IOException {
    try (ServerSocket socket = TLS.listen()) {
      threads.execute(() -> accept(socket, it -> cut(it, 70_000)));
      run.entry("weights." + NAME, address(socket));
      new Random(2).nextBytes(large);

      assertThat(run.publish()).isZero();
      run.buckets
          .values()
          .forEach(bucket -> assertThat(run.store.get(bucket, KEY)).isEqualTo(large));
      assertThat(requests).hasSize(5);
    }
  }

  @Test
  void aProxyOfTheEnvironmentIsUsed() throws IOException {
    serve(this::file);
    run.entry("weights." + NAME, "https://weights.example.org/weights.pkl");
    try (ServerSocket proxy = plain()) {
      threads.execute(() -> accept(proxy, it -> tunnel(it, "")));

      publishes(Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.getLocalPort()));
    }
    assertThat(requests)
        .contains(
            "CONNECT weights.example.org:443 HTTP/1.1", "GET weights.example.org/weights.pkl");
  }

  @Test
  void aProxyIsToldTheUserOfItsAddressAndNobodyElseIs() throws IOException {
    serve(this::file);
    run.entry("weights." + NAME, "https://weights.example.org/weights.pkl");
    String basic = "Basic " + Base64.getEncoder().encodeToString("us er:p@ss".getBytes(ISO_8859_1));
    try (ServerSocket proxy = plain();
        Console console = new Console()) {
      threads.execute(() -> accept(proxy, it -> tunnel(it, basic)));
      String address = "127.0.0.1:" + proxy.getLocalPort();

      publishes(Map.of("https_proxy", "http://us%20er:p%40ss@" + address, "HTTPS_PROXY", "none"));

      run.buckets.values().forEach(bucket -> run.store.delete(bucket, KEY));
      assertThat(run.publish(Map.of("HTTPS_PROXY", "http://user:" + SECRET + "@" + address)))
          .isEqualTo(1);
      assertThat(run.publication(NAME).path("error").asText()).contains("407", "HTTPS_PROXY");
      assertThat(console.text()).doesNotContain("p@ss", "p%40ss", SECRET);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com, .0.0.1", "127.0.0.1:%d"})
  void noProxyNamesHostsThatAreAskedDirectly(String noProxy) {
    serve(this::file);

    publishes(
        Map.of(
            "HTTPS_PROXY",
            "http://127.0.0.1:9",
            "no_proxy",
            noProxy.formatted(named.getAddress().getPort())));
  }

  @Test
  void aProxyThatIsNoneIsRefusedAndNotRepeated() {
    try (Console console = new Console()) {
      assertThat(run.publish(Map.of("HTTPS_PROXY", "socks5://user:" + SECRET + "@127.0.0.1:9")))
          .isEqualTo(2);
      assertThat(console.text()).contains("HTTPS_PROXY is not").doesNotContain(SECRET);
    }
  }

  private void noUploads() {
    run.buckets.values().forEach(bucket -> assertThat(run.store.uploads(bucket)).isEmpty());
  }

  private static ServerSocket plain() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }

  private static String address(ServerSocket socket) {
    return "https://127.0.0.1:" + socket.getLocalPort() + "/weights.pkl";
  }

  private interface Conversation {
    void with(Socket client) throws IOException;
  }

  private void accept(ServerSocket socket, Conversation conversation) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        threads.execute(
            () -> {
              try (client) {
                conversation.with(client);
              } catch (IOException e) {
                // The client has gone, as it should.
              }
            });
      } catch (IOException e) {
        return;
      }
    }
  }

  private void drip(Socket client, Stage stage) throws IOException {
    OutputStream out = client.getOutputStream();
    if (stage == Stage.HANDSHAKE) {
      // The beginning of a record of 16 KiB with a ServerHello.
      out.write(new byte[] {0x16, 3, 3, 0x40, 0, 2, 0, 0x3f, (byte) 0xfc});
    } else {
      String head = head(client.getInputStream());
      boolean body = stage == Stage.BODY;
      String answer =
          "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 100000\r\n" + (body ? "\r\n" : "X: ");
      out.write(answer.getBytes(ISO_8859_1));
      out.flush();
      if (body && head.startsWith("HEAD")) {
        return;
      }
    }
    while (!client.isClosed()) {
      out.write('a');
      out.flush();
      LockSupport.parkNanos(100_000_000);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  /** A connection gives so many bytes and is reset. */
  private void cut(Socket client, int after) throws IOException {
    String head = head(client.getInputStream());
    OutputStream out = client.getOutputStream();
    int at = head.indexOf("Range: bytes=");
    int from = at < 0 ? 0 : Integer.parseInt(head.substring(at + 13).split("-", 2)[0]);
    String status =
        at < 0
            ? "200 OK"
            : "206 Partial Content\r\nContent-Range: bytes %d-%d/%d"
                .formatted(from, large.length - 1, large.length);
    out.write(
        "HTTP/1.1 %s\r\nETag: \"1\"\r\nContent-Length: %d\r\n\r\n"
            .formatted(status, large.length - from)
            .getBytes(ISO_8859_1));
    out.flush();
    if (head.startsWith("HEAD")) {
      return;
    }
    requests.add(head);
    out.write(large, from, Math.min(after, large.length - from));
    out.flush();
    if (from + after < large.length) {
      // Let it arrive, or the reset overtakes it.
      LockSupport.parkNanos(50_000_000);
      client.setSoLinger(true, 0);
    }
  }

  /** A proxy before the named host, whatever host it is asked for. */
  private void tunnel(Socket client, String authorization) throws IOException {
    String head = head(client.getInputStream());
    OutputStream out = client.getOutputStream();
    requests.add(head.split("\r\n", 2)[0]);
    if (!authorization.isEmpty() && !head.contains("Proxy-Authorization: " + authorization)) {
      out.write(
          "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
              .getBytes(ISO_8859_1));
      return;
    }
    try (Socket host = new Socket(InetAddress.getLoopbackAddress(), named.getAddress().getPort())) {
      out.write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(ISO_8859_1));
      out.flush();
      threads.execute(
          () -> {
            try {
              client.getInputStream().transferTo(host.getOutputStream());
            } catch (IOException e) {
              // Either side has closed.
            }
          });
      host.getInputStream().transferTo(out);
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed");
      }
      head.append((char) next);
    }
    return head.toString();
  }
}
