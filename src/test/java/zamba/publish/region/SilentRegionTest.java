package zamba.publish.region;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.TlsServers;

/**
 * A region that does not say what it holds, of a name that no other region holds any more: what may
 * be in it is never given a second content elsewhere, as far as anything is known of it.
 */
class SilentRegionTest {
  private static final String WEIGHTS = "depth.pt";
  private static final byte[] OTHER = "trained again".getBytes(StandardCharsets.UTF_8);

  @RegisterExtension static final TlsServers TLS = new TlsServers();

  @TempDir Path folder;
  private Run run;
  private FaultProxy proxy;
  private volatile Function<String, String> fault = head -> null;

  @BeforeEach
  void prepare() throws IOException {
    run = new Run(folder);
    proxy = FaultProxy.byHead(run.store.endpoint(), head -> fault.apply(head));
    run.set("s3.endpoint", proxy.endpoint().toString());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  private String asia() {
    return run.buckets.get("asia");
  }

  private Function<String, String> asiaRefuses(String answer) {
    return head -> head.startsWith("HEAD /" + asia() + "/") ? answer : null;
  }

  private String key(String name) {
    return "zamba_official_models/" + run.publication(name).path("publicName").asText();
  }

  private void loseAllButAsia(String name) {
    run.store.delete(run.buckets.get("us"), key(name));
    run.store.delete(run.buckets.get("eu"), key(name));
  }

  /** Under the same configuration, and so the same public name. */
  private void trainAgain() {
    run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), OTHER);
  }

  private void publishedOnceAndOnlyInAsiaNow() {
    run.model("slowfast");
    assertThat(run.publish()).isZero();
    loseAllButAsia("slowfast");
  }

  private void nothingIsCopied(Map<String, String> before, String name) {
    assertThat(run.published()).isEqualTo(before);
    for (String region : new String[] {"us", "eu"}) {
      assertThat(run.replica(name, region).path("status").asText()).isIn("failed", "missing");
    }
  }

  private String error(String name) {
    return run.publication(name).path("error").asText();
  }

  @ParameterizedTest
  @ValueSource(strings = {"403 Forbidden", "500 InternalError"})
  void whatAConfigRefersToIsNotGivenAnotherContent(String answer) {
    publishedOnceAndOnlyInAsiaNow();
    trainAgain();
    Map<String, String> before = run.published();
    Map<String, String> files = run.officialFiles();
    fault = asiaRefuses(answer);

    assertThat(run.publish()).isEqualTo(1);

    nothingIsCopied(before, "slowfast");
    assertThat(run.officialFiles()).isEqualTo(files);
    assertThat(error("slowfast"))
        .contains("Nothing is copied to any region", "asia did not answer", answer.substring(0, 3))
        .contains(run.official().resolve("slowfast/config.yaml") + " says that it was published")
        .contains("See to it that asia answers, and run again");
    assertThat(run.replica("slowfast", "us").path("error").asText()).contains("asia did not");
  }

  @Test
  void norIfTheRegionIsDown() {
    publishedOnceAndOnlyInAsiaNow();
    trainAgain();
    Map<String, String> before = run.published();
    run.set("region.asia.endpoint", "http://127.0.0.1:9");

    assertThat(run.publish()).isEqualTo(1);

    nothingIsCopied(before, "slowfast");
  }

  @Test
  void norIfItWouldComeThroughThisProgram() {
    publishedOnceAndOnlyInAsiaNow();
    trainAgain();
    Map<String, String> before = run.published();
    fault = asiaRefuses("403 Forbidden");

    assertThat(run.set("copy.mode", "stream").publish()).isEqualTo(1);

    nothingIsCopied(before, "slowfast");
  }

  @Test
  void aPlanSaysThatNothingWouldBeCopied() {
    publishedOnceAndOnlyInAsiaNow();
    trainAgain();
    fault = asiaRefuses("403 Forbidden");

    assertThat(run.set("publish.dry-run", "true").publish()).isEqualTo(1);

    assertThat(run.replica("slowfast", "us").path("status").asText()).isEqualTo("failed");
    assertThat(run.replica("slowfast", "us").path("error").asText())
        .contains("Nothing is copied to any region", "asia did not answer");
  }

  @Test
  void anAuditPutsNothingBackBesideIt() {
    publishedOnceAndOnlyInAsiaNow();
    trainAgain();
    Map<String, String> before = run.published();
    fault = asiaRefuses("403 Forbidden");

    assertThat(run.set("publish.audit", "true").set("publish.heal", "true").publish()).isEqualTo(1);

    nothingIsCopied(before, "slowfast");
    assertThat(error("slowfast")).contains("is not put back", "asia did not answer");
  }

  @Test
  void whatAnotherRegionIsProvedToHoldGoesOnToTheOthers() {
    run.model("slowfast");
    assertThat(run.publish()).isZero();
    run.store.delete(run.buckets.get("us"), key("slowfast"));
    fault = asiaRefuses("403 Forbidden");

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.replica("slowfast", "us").path("status").asText()).isEqualTo("copied");
    assertThat(run.replica("slowfast", "us").path("verified").asBoolean()).isTrue();
  }

  @Test
  void aDaemonRemembersWhatWeightsItHasSeen() {
    run.entry("weights." + WEIGHTS, "s3://" + run.source + "/" + WEIGHTS);
    run.store.put(run.source, WEIGHTS, "depth weights");
    try (Run.ByHand daemon = run.byHand()) {
      daemon.publish("");
      loseAllButAsia(WEIGHTS);
      run.store.put(run.source, WEIGHTS, OTHER);
      Map<String, String> before = run.published();
      fault = asiaRefuses("403 Forbidden");

      daemon.publish("");

      nothingIsCopied(before, WEIGHTS);
      assertThat(error(WEIGHTS)).contains("asia did not answer", "was seen with other content");

      run.store.put(run.source, WEIGHTS, "depth weights");
      daemon.publish("");

      assertThat(run.replica(WEIGHTS, "us").path("status").asText()).isEqualTo("copied");
      assertThat(run.replica(WEIGHTS, "eu").path("status").asText()).isEqualTo("copied");
    }
  }

  /** Before any copy is visible: they wait for each other before that. */
  @Test
  void whatARegionSaysWhenItIsAskedAgainStopsTheOthers() {
    run.entry("weights." + WEIGHTS, "s3://" + run.source + "/" + WEIGHTS);
    run.store.put(run.source, WEIGHTS, "depth weights");
    assertThat(run.publish()).isZero();
    loseAllButAsia(WEIGHTS);
    run.store.put(run.source, WEIGHTS, OTHER);
    Map<String, String> before = run.published();
    int far = proxy.requests().size();
    fault =
        head ->
            head.startsWith("HEAD /" + asia())
                    && proxy.requests().stream()
                        .skip(far)
                        .noneMatch(it -> it.contains("partNumber="))
                ? "500 InternalError"
                : null;

    assertThat(run.publish()).isEqualTo(1);

    nothingIsCopied(before, WEIGHTS);
    assertThat(run.replica(WEIGHTS, "us").path("error").asText())
        .contains("Nothing is copied to any region", "asia holds", "has other content");
  }

  /** Its publisher has lost its rights, but every user can still download it. */
  @Test
  void whatEveryoneCanStillSeeIsCompared() {
    run.entry("weights." + WEIGHTS, "s3://" + run.source + "/" + WEIGHTS);
    run.store.put(run.source, WEIGHTS, "depth weights");
    run.store.s3().putBucketAcl(it -> it.bucket(asia()).acl(BucketCannedACL.PUBLIC_READ));
    assertThat(run.publish()).isZero();
    loseAllButAsia(WEIGHTS);
    run.store.put(run.source, WEIGHTS, OTHER);
    Map<String, String> before = run.published();
    fault =
        head ->
            head.startsWith("HEAD /" + asia()) && head.contains("Authorization:")
                ? "403 Forbidden"
                : null;

    assertThat(run.publish()).isEqualTo(1);

    nothingIsCopied(before, WEIGHTS);
    assertThat(error(WEIGHTS)).contains("s3://" + asia(), "was seen with other content");
  }

  @Test
  void nothingIsBroughtFromTheWebBesideIt() throws Exception {
    AtomicReference<byte[]> content = new AtomicReference<>(new byte[100_000]);
    HttpsServer server = TLS.start();
    server.createContext("/weights.pkl", exchange -> give(exchange, content.get()));
    String name = "densepose.pkl";
    run.entry("weights." + name, TlsServers.address(server, "/weights.pkl"));
    try (Run.ByHand daemon = run.byHand()) {
      daemon.publish("");
      assertThat(run.publication(name).path("status").asText()).isEqualTo("published");
      loseAllButAsia(name);
      content.set(OTHER);
      Map<String, String> before = run.published();
      fault = asiaRefuses("403 Forbidden");

      daemon.publish("");

      nothingIsCopied(before, name);
      assertThat(error(name)).contains("asia did not answer", "was seen with other content");
    }
  }

  private static void give(HttpExchange exchange, byte[] content) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("ETag", "\"" + Arrays.hashCode(content) + "\"");
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().set("Content-Length", "" + content.length);
        exchange.sendResponseHeaders(200, -1);
      } else {
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
      }
    }
  }
}
