package zamba.publish.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.TlsServers;
import zamba.publish.fixture.Trained;
import zamba.publish.inspect.Checkpoints;

/** Weights from a web server are inspected on their way, and become visible only after that. */
class GateOnTheWayTest {
  private static final String NAME = "densepose.pkl";
  private static final int MORE = 20_000_000;

  @RegisterExtension static final TlsServers TLS = new TlsServers();

  @TempDir Path folder;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpsServer server;
  private Run run;

  @BeforeEach
  void start() throws IOException {
    server = TLS.start();
    run = Trained.model(new Run(folder), "slowfast").set("copy.resume-after", "0s");
    run.entry("weights." + NAME, TlsServers.address(server, "/weights.pkl"));
  }

  private void file(byte[] content) {
    server.createContext(
        "/weights.pkl",
        exchange -> {
          requests.add(exchange.getRequestMethod());
          try (exchange) {
            exchange.getResponseHeaders().set("ETag", "\"version-1\"");
            if (exchange.getRequestMethod().equals("HEAD")) {
              exchange.getResponseHeaders().set("Content-Length", "" + content.length);
              exchange.sendResponseHeaders(200, -1);
            } else {
              exchange.sendResponseHeaders(200, content.length);
              exchange.getResponseBody().write(content);
            }
          }
        });
  }

  /** It fails, says that, and has not become visible anywhere; the model is published. */
  private void stops(String... messages) {
    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.publication(NAME).path("error").asText())
        .startsWith("https://127.0.0.1")
        .contains(messages);
    assertThat(run.publication(NAME).path("inspection").path("verdict").asText())
        .isEqualTo("unsafe");
    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("published");
    isNowhere();
  }

  private void isNowhere() {
    for (String bucket : run.buckets.values()) {
      assertThat(run.store.state(bucket).keySet()).noneMatch(it -> it.contains(NAME));
      assertThat(run.store.uploads(bucket)).isEmpty();
    }
  }

  private void isPublished(byte[] content) {
    assertThat(run.publish()).isZero();

    assertThat(run.publication(NAME).path("inspection").path("verdict").asText()).isEqualTo("safe");
    for (String bucket : run.buckets.values()) {
      assertThat(run.store.get(bucket, "zamba_official_models/" + NAME)).isEqualTo(content);
    }
    assertThat(requests).containsExactly("HEAD", "GET");
  }

  @Test
  void aPickleThatRunsACommandDoesNotBecomeVisible() {
    file(Checkpoints.pickleCalling("posix", "system", MORE));

    stops("unsafe: posix.system called (pickle, byte ");

    assertThat(requests).containsExactly("HEAD", "GET");
  }

  @Test
  void anArchiveThatRunsACommandDoesNotBecomeVisible() {
    file(Checkpoints.calling("posix", "system"));

    stops("unsafe: posix.system called (data.pkl, byte 26)");
  }

  @Test
  void aHarmlessPickleIsInspectedInItsOneDownload() {
    byte[] content = Checkpoints.pickle(MORE);
    file(content);

    isPublished(content);
  }

  @Test
  void aHarmlessArchiveIsInspectedInItsOneDownload() {
    byte[] content = Checkpoints.lightning(List.of("ape"), Map.of());
    file(content);

    isPublished(content);
  }

  @Test
  void whatAnUploadThatIsContinuedHasAlreadyIsInspectedToo() throws IOException {
    file(Checkpoints.pickleCalling("posix", "system", MORE));
    run.set("region.eu.bucket", "").set("region.asia.bucket", "");
    try (FaultProxy proxy =
        new FaultProxy(
            run.store.endpoint(),
            line ->
                line.matches("(POST|DELETE) .*" + NAME + ".*uploadId=.*")
                    ? "403 AccessDenied"
                    : null)) {
      run.set("s3.endpoint", proxy.endpoint().toString()).set("gate.checkpoint", "off");
      assertThat(run.publish()).isEqualTo(1);
    }
    assertThat(run.store.uploads(run.buckets.get("us"))).hasSize(1);
    run.set("s3.endpoint", run.store.endpoint().toString()).set("gate.checkpoint", "stop");

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.publication(NAME).path("error").asText()).contains("posix.system called");
    isNowhere();
  }

  @Test
  void aPlanInspectsItToo() {
    file(Checkpoints.pickleCalling("posix", "system", MORE));

    assertThat(run.set("publish.dry-run", "true").publish()).isEqualTo(1);

    assertThat(run.publication(NAME).path("error").asText()).contains("posix.system called");
    assertThat(run.published()).isEmpty();
    isNowhere();
  }
}
