package zamba.publish.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Run;

/** The page at a daemon's management address. */
class LivePageTest {
  private static final int MILLIS = 10_000;

  @TempDir Path folder;
  private int port;
  private Run.ByHand daemon;

  @BeforeEach
  void start() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    daemon =
        new Run(folder).model("slowfast").set("management.port", String.valueOf(port)).byHand();
  }

  @AfterEach
  void stop() {
    daemon.close();
  }

  private record Response(String head, String body) {
    Document page() {
      return Jsoup.parse(body);
    }

    int status() {
      return Integer.parseInt(head.split(" ", 3)[1]);
    }
  }

  private Response get(String path) throws IOException {
    return ask("GET " + path, "localhost:" + port);
  }

  /** As it is sent and not as a client of HTTP would. */
  private Response ask(String line, String... hosts) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(MILLIS);
      StringBuilder request = new StringBuilder(line + " HTTP/1.1\r\nConnection: close\r\n");
      List.of(hosts).forEach(host -> request.append("Host: " + host + "\r\n"));
      socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = answer.indexOf("\r\n\r\n");
      return new Response(answer.substring(0, end), answer.substring(end + 4));
    }
  }

  @Test
  void showsHowItStandsBeforeAndAfterARun() throws IOException {
    assertThat(get("/").page().select("h1").text()).isEqualTo("No run has ended yet");

    daemon.publish("slowfast");

    Document page = get("/").page();
    assertThat(page.select("h1").text()).isEqualTo("All 1 in place in us, eu, asia");
    assertThat(page.select("#head").attr("data-version")).isEqualTo("1");
    String entry = page.select("#settled th a").attr("href");
    assertThat(get(entry).page().select("h1").text()).isEqualTo("slowfast");
    JsonNode status = new ObjectMapper().readTree(get("/api/status").body());
    assertThat(status.at("/status").asText()).isEqualTo("ok");
    assertThat(status.at("/entries/0/replicas/2/region").asText()).isEqualTo("asia");
    assertThat(status.at("/entries/0/facts/trainingCommit").asText()).isEqualTo("0123abc");
    assertThat(status.at("/runs/0/publications/published").asInt()).isEqualTo(1);
    assertThat(status.at("/lastInPlace").asText()).isNotEmpty();
  }

  @Test
  void isForNobodyWhoComesByAnotherName() throws IOException {
    for (String path :
        List.of("/", "/head", "/head/entry", "/api/status", "/entry/model/slowfast")) {
      for (String host :
          List.of(
              "evil.example:" + port,
              "localhost.evil.example:" + port,
              "localhost",
              "localhost:1",
              "127.0.0.1.evil.example:" + port,
              "10.0.0.1:" + port,
              "")) {
        assertThat(ask("GET " + path, host).status()).as("%s at %s", path, host).isIn(400, 421);
      }
      assertThat(ask("GET " + path, "localhost:" + port, "evil.example").status()).isIn(400, 421);
    }
    for (String host : List.of("localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "[::1]")) {
      assertThat(ask("GET /", host + ":" + port).status()).as(host).isEqualTo(200);
    }
    // Whoever probes has the pod's address, or a name of its own.
    assertThat(ask("GET /observe/health/live", "10.0.0.1:8080").status()).isEqualTo(200);
  }

  @Test
  void canBeReadAndNothingElse() throws IOException {
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")) {
      Response response = ask(method + " /", "localhost:" + port);
      assertThat(response.status()).as(method).isEqualTo(405);
      assertThat(response.head()).containsIgnoringCase("allow: GET, HEAD");
    }
    Response head = ask("HEAD /", "localhost:" + port);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(get("/entry/model/none").status()).isEqualTo(404);
    assertThat(get("/entry/model/%ff%zz").status()).isIn(400, 404);
    assertThat(get("/favicon.ico").status()).isEqualTo(404);
  }

  @Test
  void saysOfItselfWhatABrowserMayDoWithIt() throws IOException {
    for (String path : List.of("/", "/head", "/api/status", "/entry/none")) {
      assertThat(get(path).head().toLowerCase(java.util.Locale.ROOT))
          .contains("content-security-policy: default-src 'none'", "frame-ancestors 'none'")
          .contains("x-content-type-options: nosniff", "referrer-policy: no-referrer")
          .contains("cache-control: no-store", "x-frame-options: deny")
          .doesNotContain("unsafe", "access-control-allow");
    }
  }
}
