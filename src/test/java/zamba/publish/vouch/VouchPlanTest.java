package zamba.publish.vouch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;

/** A plan says what would vouch for each object, as a run then does it, and only asks. */
class VouchPlanTest {
  private static final int NOTHING_TO_DO = 0;
  private static final int WOULD_FAIL = 1;
  private static final int SOMETHING_TO_PUBLISH = 3;
  private static final String WEIGHTS = "depth.pt";
  private static final byte[] CONTENT = "depth weights".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private Run run;
  private Keys keys;
  private FaultProxy proxy;
  private String console;
  private volatile String denied = "denied nowhere";

  @BeforeEach
  void prepare() throws Exception {
    run = new Run(folder);
    keys = new Keys(folder.resolve("keys"));
    run.store.put(run.source, WEIGHTS, CONTENT);
    run.entry("weights." + WEIGHTS, "s3://" + run.source + "/" + WEIGHTS);
    run.set("manifest.sha256", "auto").set("sign.key", "file:" + keys.files.privateKey());
    proxy =
        new FaultProxy(
            run.store.endpoint(), line -> line.matches(denied) ? "403 AccessDenied" : null);
    run.set("s3.endpoint", proxy.endpoint().toString());
  }

  @AfterEach
  void close() throws Exception {
    proxy.close();
  }

  /** Plans; whatever comes of it, nothing was written and nothing of the checkpoint read. */
  private int plan() {
    Map<String, String> before = run.published();
    run.set("publish.dry-run", "true");
    proxy.requests().clear();
    int status;
    try (Console shown = new Console()) {
      status = run.publish();
      console = shown.text();
    }
    run.properties.remove("publish.dry-run");
    assertThat(run.published()).isEqualTo(before);
    assertThat(proxy.requests())
        .allMatch(line -> line.matches("(GET|HEAD) .*") || line.contains("uploadId=none"))
        .noneMatch(line -> line.matches("GET \\S*" + WEIGHTS + "[? ].*"));
    return status;
  }

  private static String key(String name) {
    return "zamba_official_models/" + name;
  }

  private JsonNode signature() {
    return run.publication(WEIGHTS).path("signature");
  }

  /** From region and ending to what a plan says of that file. */
  private Map<String, String> files() {
    Map<String, String> statuses = new TreeMap<>();
    for (JsonNode file : signature().path("files")) {
      statuses.put(
          file.path("region").asText() + file.path("name").asText().substring(WEIGHTS.length()),
          file.path("status").asText());
    }
    return statuses;
  }

  private void expectARunToSign() {
    assertThat(run.publish()).isZero();
    assertThat(signature().path("status").asText()).isEqualTo("signed");
    assertThat(signature().has("files")).isFalse();
  }

  private void expectARunToFail(String... saying) {
    assertThat(run.publication(WEIGHTS).path("error").asText()).contains(saying);
    assertThat(run.publish()).isEqualTo(WOULD_FAIL);
    assertThat(run.publication(WEIGHTS).path("error").asText()).contains(saying);
  }

  @Test
  void saysWhatWouldBeSignedAndWhatWouldBeReadForIt() {
    assertThat(plan()).isEqualTo(SOMETHING_TO_PUBLISH);

    assertThat(console)
        .contains("to write: depth.pt.sig in us, eu, asia; depth.pt.sha256 in us, eu, asia")
        .contains("to read: 13 B of its source, by ranges, for its SHA-256")
        .contains("3 copies of 39 B in all and 6 files to write beside");
    assertThat(signature().path("status").asText()).isEqualTo("pending");
    assertThat(signature().path("key").asText()).isEqualTo(keys.key.publicKey().hint());
    assertThat(signature().path("bytesToRead").asLong()).isEqualTo(CONTENT.length);
    assertThat(files()).hasSize(6).allSatisfy((file, is) -> assertThat(is).isEqualTo("missing"));
    expectARunToSign();
  }

  @Test
  void whatIsThereAndVerifiesIsSaidToBe() {
    assertThat(run.publish()).isZero();

    assertThat(plan()).isEqualTo(NOTHING_TO_DO);

    assertThat(console)
        .contains("verified: depth.pt.sig in us, eu, asia")
        .doesNotContain("to read");
    assertThat(signature().path("status").asText()).isEqualTo("present");
    assertThat(files())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("us.sig", "present", "eu.sig", "present", "asia.sig", "present"));
  }

  @Test
  void whatARegionHasLostIsToBeWrittenThereThoughNothingIsToBeCopied() {
    assertThat(run.publish()).isZero();
    run.store.delete(run.buckets.get("eu"), key(WEIGHTS) + ".sig");

    assertThat(plan()).isEqualTo(SOMETHING_TO_PUBLISH);

    assertThat(console)
        .contains("to write: depth.pt.sig in eu", "present: depth.pt.sha256 in eu")
        .contains("1 to publish, nothing to copy and 1 file to write");
    assertThat(signature().has("bytesToRead")).isFalse();
    expectARunToSign();
  }

  @Test
  void aSignatureThatDoesNotVerifyWouldFail() {
    assertThat(run.publish()).isZero();
    run.store.put(run.buckets.get("eu"), key(WEIGHTS) + ".sig", "hello");

    assertThat(plan()).isEqualTo(WOULD_FAIL);

    assertThat(files()).containsEntry("eu.sig", "different").containsEntry("us.sig", "present");
    expectARunToFail("In eu", "depth.pt.sig", "vouches for nothing");
  }

  @Test
  void aDigestFileOfOtherContentWouldFail() {
    assertThat(run.publish()).isZero();
    run.store.delete(run.buckets.get("asia"), key(WEIGHTS) + ".sig");
    run.store.put(run.buckets.get("asia"), key(WEIGHTS) + ".sha256", "of other content");

    assertThat(plan()).isEqualTo(WOULD_FAIL);

    assertThat(files()).containsEntry("asia.sha256", "different");
    assertThat(signature().path("status").asText()).isEqualTo("different");
    expectARunToFail("In asia", "depth.pt.sha256", "another digest");
  }

  @Test
  void whatMayNotBeWrittenWouldFail() {
    run.publish();
    run.store.delete(run.buckets.get("us"), key(WEIGHTS) + ".sig");
    denied = "PUT /" + run.buckets.get("us") + "/.*[.]sig[? ].*";

    assertThat(plan()).isEqualTo(WOULD_FAIL);

    assertThat(files()).containsEntry("us.sig", "failed");
    expectARunToFail("In us", "depth.pt.sig", "could not be written", "AccessDenied");
  }

  @Test
  void whereARegionDoesNotSayItWouldFail() {
    run.publish();
    denied = "GET /" + run.buckets.get("us") + "/.*[.]sig[? ].*";

    assertThat(plan()).isEqualTo(WOULD_FAIL);

    assertThat(signature().path("status").asText()).isEqualTo("failed");
    expectARunToFail("In us", "not known whether", "AccessDenied");
  }

  /** Whether a store tells it is not known before it is asked to copy. */
  @Test
  void aDigestThatAStoreIsToComputeIsSaidToBeThat() {
    run.set("manifest.sha256", "server");

    assertThat(plan()).isEqualTo(SOMETHING_TO_PUBLISH);

    assertThat(console)
        .contains("to sign: its SHA-256 would be computed by a region's store", "which fails")
        .doesNotContain("to read");
  }

  @Test
  void aDigestThatNoStoreCanComputeWouldFail() {
    run.set("manifest.sha256", "server");
    assertThat(run.publish()).isEqualTo(WOULD_FAIL);
    run.set("copy.mode", "stream");

    assertThat(plan()).isEqualTo(WOULD_FAIL);

    expectARunToFail("cannot be signed", "SHA-256 is not known");
  }

  @Test
  void whatComesThroughThisProgramAnywayIsNotToBeReadForIt() {
    run.set("copy.mode", "stream");

    assertThat(plan()).isEqualTo(SOMETHING_TO_PUBLISH);

    assertThat(console)
        .doesNotContain("to read")
        .contains("to write: depth.pt.sig in us, eu, asia");
    expectARunToSign();
  }

  @Test
  void whatWasPublishedWithoutAKeyWouldNotBeSignedByARun() {
    run.properties.remove("sign.key");
    assertThat(run.publish()).isZero();
    run.set("sign.key", "file:" + keys.files.privateKey());

    assertThat(plan()).isEqualTo(NOTHING_TO_DO);

    assertThat(console).contains("warning: not signed: it was published before");
    assertThat(signature().path("status").asText()).isEqualTo("none");
    assertThat(run.publish()).isZero();
    assertThat(run.published()).hasSize(3);
  }

  /** With a key the digest is read for; without one, only if that is asked for. */
  @Test
  void withoutAKeyOnlyTheDigestsThatWillBeKnownAreToBeWritten() {
    run.properties.remove("sign.key");
    assertThat(plan()).isEqualTo(SOMETHING_TO_PUBLISH);
    assertThat(signature().path("status").asText()).isEqualTo("none");
    assertThat(files()).isEmpty();

    run.set("manifest.sha256", "read");
    assertThat(plan()).isEqualTo(SOMETHING_TO_PUBLISH);

    assertThat(console).contains("to read: 13 B", "to write: depth.pt.sha256 in us, eu, asia");
    assertThat(run.publish()).isZero();
    assertThat(run.published().keySet())
        .containsAll(
            List.of("us", "eu", "asia").stream()
                .map(it -> it + ":" + key(WEIGHTS) + ".sha256")
                .toList());
  }
}
