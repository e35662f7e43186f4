package zamba.publish.https;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.TlsServers;

/** Weights on a web server, good and bad, beside a model that has nothing to do with them. */
class BadHttpsSourceTest {
  private static final String NAME = "densepose.pkl";
  private static final String KEY = "zamba_official_models/" + NAME;

  @RegisterExtension static final TlsServers TLS = new TlsServers();

  @TempDir Path folder;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpsServer server;
  private Run run;

  @BeforeEach
  void start() throws IOException {
    server = TLS.start();
    run = new Run(folder).model("slowfast").entry("weights." + NAME, address());
  }

  @Test
  void anAddressThatIsAnsweredWith404() {
    serve(exchange -> exchange.sendResponseHeaders(404, -1));

    failsAlone("HEAD " + address(), "404", "check the address in the catalog");
    assertThat(requests).containsExactly("HEAD");
  }

  /** 403 is what a host says that signs addresses for GET only. */
  @ParameterizedTest
  @CsvSource({"403, true", "405, true", "405, false", "501, true"})
  void aHostThatIsNotForHeadIsAskedByGet(int status, boolean ranges) {
    byte[] content = content(100_000);
    serve(
        exchange -> {
          exchange.getResponseHeaders().set("ETag", "\"version-1\"");
          boolean range = ranges && exchange.getRequestHeaders().containsKey("Range");
          if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
          } else if (range) {
            exchange.getResponseHeaders().set("Content-Range", "bytes 0-0/" + content.length);
            exchange.sendResponseHeaders(206, 1);
            exchange.getResponseBody().write(content, 0, 1);
          } else {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
          }
        });

    assertThat(run.publish()).isZero();

    inEveryRegion(content, "copied");
    assertThat(requests).containsExactly("HEAD", "GET", "GET");
  }

  @Test
  void aHostThatAnswersNeitherHeadNorGet() {
    serve(exchange -> exchange.sendResponseHeaders(403, -1));

    failsAlone("GET " + address(), "403", "check the address in the catalog");
    assertThat(requests).containsExactly("HEAD", "GET");
  }

  /** Within the one part of a small upload, and in the second part of a large one. */
  @ParameterizedTest
  @ValueSource(ints = {100_000, 20_000_000})
  void aDownloadThatIsAlwaysCutShort(int size) {
    file(content(size), size * 9 / 10);

    failsAlone(
        "GET " + address(),
        "ended after " + size * 9 / 10 + " of " + size + " bytes",
        "4 attempts in a row failed");
    assertThat(requests).containsExactly("HEAD", "GET", "GET", "GET", "GET");
  }

  @Test
  void aRedirectToHttp() {
    serve(
        exchange -> {
          exchange.getResponseHeaders().set("Location", "http://127.0.0.1:9/weights.pkl");
          exchange.sendResponseHeaders(302, -1);
        });

    failsAlone(
        "HEAD " + address(),
        "redirects to http://127.0.0.1:9/weights.pkl",
        "another scheme",
        "put the final https address into the catalog");
    assertThat(requests).containsExactly("HEAD");
  }

  @Test
  void goodWeightsAreDownloadedOnceForThreeRegionsAndNeverAgain() {
    byte[] content = content(100_000);
    file(content, content.length);

    assertThat(run.publish()).isZero();

    assertThat(run.publication(NAME).path("status").asText()).isEqualTo("published");
    inEveryRegion(content, "copied");
    assertThat(requests).filteredOn("GET"::equals).hasSize(1);

    requests.clear();
    Map<String, String> before = run.published();
    assertThat(run.publish()).isZero();

    assertThat(run.publication(NAME).path("status").asText()).isEqualTo("present");
    inEveryRegion(content, "present");
    assertThat(run.published()).isEqualTo(before);
    assertThat(requests).isEmpty();
  }

  /** In a run, in a plan and in an audit. */
  @Test
  void weightsThatEveryRegionHoldsInAgreementNeedNoWebHost() {
    file(content(100_000), 100_000);
    assertThat(run.publish()).isZero();
    Map<String, String> before = run.published();
    String address = address();
    server.stop(0);

    assertThat(run.publish()).isZero();
    presentAndVerified(address);
    run.set("publish.dry-run", "true");
    assertThat(run.publish()).isZero();
    presentAndVerified(address);
    run.set("publish.dry-run", "false").set("publish.audit", "true");
    run.publish();
    inEveryRegion(content(100_000), "present");
    assertThat(run.published()).isEqualTo(before);
  }

  private void presentAndVerified(String address) {
    assertThat(run.publication(NAME).path("status").asText()).isEqualTo("present");
    assertThat(run.publication(NAME).path("source").asText()).isEqualTo(address);
    inEveryRegion(content(100_000), "present");
  }

  @Test
  void weightsThatAreNotProvedToBeOneContentNeedTheWebHost() {
    file(content(100_000), 100_000);
    assertThat(run.publish()).isZero();
    run.store.put(run.buckets.get("eu"), KEY, content(100_001));
    Map<String, String> before = run.published();
    String address = address();
    server.stop(0);

    for (String dryRun : new String[] {"true", "false"}) {
      run.set("publish.dry-run", dryRun);
      assertThat(run.publish()).isEqualTo(1);
      assertThat(run.publication(NAME).path("error").asText())
          .contains(
              address,
              "4 times in a row",
              "every region holds the object, but they are not proved to hold one content",
              "s3://" + run.buckets.get("eu") + "/" + KEY + " with 100001 bytes");
    }
    assertThat(run.published()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"us", "eu", "asia"})
  void aRegionThatLostTheWeightsIsHealedFromAnotherRegion(String region) {
    byte[] content = content(100_000);
    file(content, content.length);
    assertThat(run.publish()).isZero();
    requests.clear();
    run.store.delete(run.buckets.get(region), KEY);

    assertThat(run.publish()).isZero();

    assertThat(run.replica(NAME, region).path("status").asText()).isEqualTo("copied");
    assertThat(run.replica(NAME, region).path("verified").asBoolean()).isTrue();
    run.buckets
        .values()
        .forEach(bucket -> assertThat(run.store.get(bucket, KEY)).isEqualTo(content));
    assertThat(requests).isNotEmpty().containsOnly("HEAD");
  }

  private void failsAlone(String... messages) {
    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.publication(NAME).path("status").asText()).isEqualTo("failed");
    assertThat(run.publication(NAME).path("error").asText()).contains(messages);
    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("published");
    assertThat(run.officialFiles()).hasSize(5);
    String model =
        "zamba_official_models/" + run.publication("slowfast").path("publicName").asText();
    for (String bucket : run.buckets.values()) {
      assertThat(run.store.state(bucket)).containsOnlyKeys(model);
      assertThat(run.store.s3().listMultipartUploads(r -> r.bucket(bucket)).uploads()).isEmpty();
    }
  }

  private void inEveryRegion(byte[] content, String status) {
    run.buckets.forEach(
        (region, bucket) -> {
          assertThat(run.store.get(bucket, KEY)).isEqualTo(content);
          assertThat(run.replica(NAME, region).path("status").asText()).isEqualTo(status);
          assertThat(run.replica(NAME, region).path("verified").asBoolean()).isTrue();
          assertThat(run.store.s3().listMultipartUploads(r -> r.bucket(bucket)).uploads())
              .isEmpty();
        });
  }

  private String address() {
    return TlsServers.address(server, "/weights.pkl");
  }

  private void serve(HttpHandler handler) {
    server.createContext(
        "/weights.pkl",
        exchange -> {
          requests.add(exchange.getRequestMethod());
          try (exchange) {
            handler.handle(exchange);
          }
        });
  }

  /** A file of which no connection, resumed or not, gives the bytes from there on. */
  private void file(byte[] content, int end) {
    serve(
        exchange -> {
          exchange.getResponseHeaders().set("ETag", "\"version-1\"");
          if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", "" + content.length);
            exchange.sendResponseHeaders(200, -1);
          } else {
            get(exchange, content, end);
          }
        });
  }

  private static void get(HttpExchange exchange, byte[] content, int end) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
    exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
    OutputStream body = exchange.getResponseBody();
    body.write(content, from, Math.max(0, end - from));
    body.flush();
    if (end == content.length) {
      body.close();
    }
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }
}
