package zamba.publish.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Trained;
import zamba.publish.inspect.Checkpoints;

/** What is looked at before it is public, through the whole program. */
class GateTest {
  private static final String TOKEN = "ghp_" + "a1B2c3D4e5".repeat(4);

  /** More than the SDK makes of each request, and fewer than with the first of the route again. */
  private static final int ATTEMPTS = 4;

  @TempDir Path folder;
  private Run run;
  private FaultProxy proxy;

  /** To reads of checkpoints, in the store's place. */
  private volatile String answer;

  private final List<String> heads = new CopyOnWriteArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    run = Trained.model(new Run(folder), "slowfast");
    proxy =
        new FaultProxy(
            run.store.endpoint(),
            line -> line.matches("GET .*\\.ckpt.*") ? answer : null,
            head -> {
              heads.add(head);
              return head;
            });
    run.set("s3.endpoint", proxy.endpoint().toString());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  private void put(String file, String content) {
    run.store.put(run.source, run.key("slowfast", file), content);
  }

  private void checkpoint(byte[] content) {
    run.store.put(run.source, run.key("slowfast", "slowfast.ckpt"), content);
  }

  private List<String> warnings(String name) {
    List<String> warnings = new ArrayList<>();
    run.publication(name).path("warnings").forEach(it -> warnings.add(it.asText()));
    return warnings;
  }

  private String error() {
    return run.publication("slowfast").path("error").asText();
  }

  private long inspecting() {
    return proxy.requests().stream().filter(it -> it.matches("GET .*\\.ckpt.*")).count();
  }

  /** It fails, says all of this, and no request has changed or could have changed anything. */
  private void stops(String... messages) {
    assertThat(run.publish()).isEqualTo(1);
    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("failed");
    assertThat(error()).contains(messages);
    assertThat(proxy.requests()).isNotEmpty().allMatch(it -> it.matches("(GET|HEAD) .*"));
    assertThat(run.published()).isEmpty();
    assertThat(run.officialFiles()).isEmpty();
  }

  @Test
  void publishesWhatIsSafeAndSaysWhatItFound() {
    try (Console console = new Console()) {
      assertThat(run.publish()).isZero();
      assertThat(console.text()).contains(": safe, 3 parameters, 2 tensors, Lightning 1.9");
    }
    JsonNode inspection = run.publication("slowfast").path("inspection");
    assertThat(inspection.path("verdict").asText()).isEqualTo("safe");
    assertThat(inspection.path("reasons")).isEmpty();
    assertThat(inspection.path("parameters").asLong()).isEqualTo(3);
    assertThat(inspection.path("tensors").asLong()).isEqualTo(2);
    assertThat(inspection.path("bytesRead").asLong()).isBetween(1L, 1L << 20);
    assertThat(warnings("slowfast")).isEmpty();
    assertThat(inspecting()).isBetween(1L, 6L);
  }

  @Test
  void looksAtTheVeryObjectThatIsCopied() {
    assertThat(run.publish()).isZero();

    String etag = run.store.head(run.source, run.key("slowfast", "slowfast.ckpt")).eTag();
    assertThat(heads.stream().filter(it -> it.matches("(?s)GET .*\\.ckpt.*")))
        .isNotEmpty()
        .allMatch(it -> it.contains("If-Match: " + etag));
    assertThat(heads.stream().filter(it -> it.contains("x-amz-copy-source: ")))
        .isNotEmpty()
        .allMatch(it -> it.contains("x-amz-copy-source-if-match: " + etag));
  }

  /** Not every store heeds If-Match. */
  @Test
  void whatAnotherObjectGivesIsNotInspectedInItsPlace() {
    String body = "x".repeat(Trained.checkpoint("slowfast").length);
    answer =
        FaultProxy.answer("206 Partial Content", "binary/octet-stream", body)
            .replaceFirst("\r\n", "\r\nETag: \"another\"\r\n");

    stops("GetObject", "slowfast.ckpt was asked for", "with ETag another");
  }

  /** The survey is told nothing, and so nothing is known to be missing; the route asks again. */
  @Test
  void nothingIsCopiedUninspectedWhenRegionsSayOnlyLaterThatTheyLackIt() throws Exception {
    checkpoint(Checkpoints.calling("posix", "system"));
    Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    try (FaultProxy late =
        new FaultProxy(
            run.store.endpoint(),
            line ->
                line.matches("HEAD .*/zamba_official_models/slowfast.*")
                        && asked
                                .computeIfAbsent(
                                    line.replaceFirst("HEAD /([^/]*)/.*", "$1"),
                                    it -> new AtomicInteger())
                                .incrementAndGet()
                            <= ATTEMPTS
                    ? "500 InternalError"
                    : null)) {
      run.set("s3.endpoint", late.endpoint().toString());

      assertThat(run.publish()).isEqualTo(1);

      assertThat(late.requests()).allMatch(it -> it.matches("(GET|HEAD) .*"));
    }
    assertThat(error()).contains("must not be public", "posix.system called");
    assertThat(run.published()).isEmpty();
  }

  @Test
  void aPublishAsksAtMostSixTimesMoreForIt() throws IOException {
    assertThat(run.publish()).isZero();
    int with = proxy.requests().size();
    proxy.requests().clear();
    Run without =
        Trained.model(new Run(Files.createDirectory(folder.resolve("without"))), "slowfast")
            .set("s3.endpoint", proxy.endpoint().toString());
    for (String gate : List.of("checkpoint", "plausible", "leaks")) {
      without.set("gate." + gate, "off");
    }

    assertThat(without.publish()).isZero();

    assertThat(with - proxy.requests().size()).isBetween(1, 6);
  }

  @Test
  void aRunWithNothingToDoInspectsNothing() {
    assertThat(run.publish()).isZero();
    proxy.requests().clear();

    assertThat(run.publish()).isZero();

    assertThat(inspecting()).isZero();
    assertThat(run.publication("slowfast").has("inspection")).isFalse();
    assertThat(run.publication("slowfast").has("warnings")).isFalse();
  }

  @Test
  void aCheckpointThatRunsACommandIsNotPublished() {
    checkpoint(Checkpoints.calling("posix", "system"));

    stops("must not be public", "unsafe: posix.system called (data.pkl, byte 26)", "gate.names");

    JsonNode inspection = run.publication("slowfast").path("inspection");
    assertThat(inspection.path("verdict").asText()).isEqualTo("unsafe");
    assertThat(inspection.path("reasons").get(0).asText()).contains("posix.system called");
  }

  @Test
  void whatIsStoppedLeavesTheOthersAlone() {
    checkpoint(Checkpoints.calling("posix", "system"));
    Trained.model(run, "european");

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("failed");
    assertThat(run.publication("european").path("status").asText()).isEqualTo("published");
    assertThat(run.published())
        .hasSize(3)
        .allSatisfy((key, state) -> assertThat(key).contains("european"));
    assertThat(run.officialFiles()).hasSize(5);
  }

  @Test
  void aTextFileIsNoCheckpoint() {
    put("slowfast.ckpt", "this is not a checkpoint");

    stops("unreadable: no file of weights", "Check that this is the file that was trained");
  }

  @Test
  void itIsOnlyToldIfThatIsWanted() {
    checkpoint(Checkpoints.calling("posix", "system"));
    run.set("gate.checkpoint", "warn").set("gate.plausible", "warn");

    assertThat(run.publish()).isZero();

    assertThat(warnings("slowfast")).anyMatch(it -> it.contains("posix.system called"));
    assertThat(warnings("slowfast")).anyMatch(it -> it.contains("holds no tensor"));
    assertThat(run.published()).hasSize(3);
  }

  @Test
  void nothingIsReadIfThatIsWanted() {
    checkpoint(Checkpoints.calling("posix", "system"));
    run.set("gate.checkpoint", "off");

    assertThat(run.publish()).isZero();

    assertThat(inspecting()).isZero();
    assertThat(run.publication("slowfast").has("inspection")).isFalse();
  }

  @Test
  void aProgramIsPublishedOnlyWhereItsNameMayBeOne() {
    run.store.put(run.source, "depth.pt", Checkpoints.program());
    run.entry("weights.depth.pt", "s3://" + run.source + "/depth.pt");

    assertThat(run.publish()).isEqualTo(1);
    assertThat(run.publication("depth.pt").path("error").asText())
        .contains("program (TorchScript)", "add depth.pt to gate.programs");
    assertThat(run.publication("depth.pt").path("inspection").path("verdict").asText())
        .isEqualTo("program");
    assertThat(run.published()).hasSize(3);

    assertThat(run.set("gate.programs", "other.pt, depth.pt").publish()).isZero();
    assertThat(run.published()).hasSize(6);
  }

  @Test
  void aNameThatIsAllowedMayStandInACheckpoint() {
    run.store.put(run.source, "w.pt", Checkpoints.making("mypackage.config", "Settings"));
    run.entry("weights.w.pt", "s3://" + run.source + "/w.pt");

    assertThat(run.publish()).isEqualTo(1);
    assertThat(run.publication("w.pt").path("error").asText())
        .contains("mypackage.config.Settings");

    assertThat(run.set("gate.names.1", "mypackage.config Settings new").publish()).isZero();
    assertThat(run.publication("w.pt").path("inspection").path("verdict").asText())
        .isEqualTo("safe");
  }

  @Test
  void anUnusableNameOrPatternIsToldBeforeAnythingIsAttempted() {
    run.set("gate.names.1", "mypackage").set("gate.leaks.accept.home", "(");
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(2);
      assertThat(console.text())
          .contains("gate.names.1=mypackage", "module name role", "gate.leaks.accept.home", "RE2");
    }
  }

  @Test
  void anotherModelsMetricsAreNotPublished() {
    put("val_metrics.json", "{\"species/val_f1/elephant\": 0.5, \"val_macro_f1\": 1.5}");

    stops("The parts of slowfast do not fit", "elephant", "1.5, not within 0 and 1");
  }

  @Test
  void anotherModelsCheckpointIsNotPublished() {
    checkpoint(Checkpoints.lightning(List.of("ape", "bat"), Map.of()));

    stops("the checkpoint's last layer, head.bias, has 2 outputs for 1 species");
  }

  @Test
  void whatHasAnotherShapeIsToldAndStopsNothing() {
    put("hparams.yaml", "- a list\n");

    assertThat(run.publish()).isZero();

    assertThat(warnings("slowfast"))
        .contains("not compared: hparams.yaml: it has no list of species");
  }

  @Test
  void aSecretInAFileIsNotPublishedAndNotShown() {
    put("hparams.yaml", Trained.files("slowfast").get("hparams.yaml") + "token: " + TOKEN + "\n");

    stops("A secret would become public for good: hparams.yaml:5: github-token: ghp_…");
    assertThat(run.report().toString()).doesNotContain(TOKEN);
  }

  @Test
  void aSecretInACheckpointIsNotPublished() {
    checkpoint(Checkpoints.lightning(List.of("slowfast"), Map.of("token", TOKEN)));

    stops("A secret would become public for good: slowfast_", "github-token");
  }

  @Test
  void aSecretByARuleOfOursIsNotPublishedAndNotShownUnlessItIsAccepted() throws IOException {
    Path rules =
        Files.writeString(
            folder.resolve("gitleaks.toml"),
            "[[rules]]\nid = 'zoo-key'\nregex = 'zoo-([a-z0-9]{12})'\nkeywords = ['zoo-']\n");
    put("hparams.yaml", Trained.files("slowfast").get("hparams.yaml") + "k: zoo-a1b2c3d4e5f6\n");
    run.set("gate.leaks.rules", rules.toString());

    stops("A secret would become public for good: hparams.yaml:5: zoo-key: a1b… (12 characters)");
    assertThat(run.report().toString()).doesNotContain("a1b2c3d4e5f6");

    assertThat(run.set("gate.leaks", "warn").set("publish.dry-run", "true").publish()).isEqualTo(3);
    assertThat(warnings("slowfast"))
        .containsExactly("a secret: hparams.yaml:5: zoo-key: a1b… (12 characters)");

    run.set("gate.leaks", "stop").set("publish.dry-run", "false");
    assertThat(run.set("gate.leaks.accept.zoo", "zoo-a1\\w+").publish()).isZero();
    assertThat(run.published()).hasSize(3);
  }

  @Test
  void aSecretInACheckpointByARuleOfOursIsNotPublished() throws IOException {
    Path rules =
        Files.writeString(
            folder.resolve("gitleaks.toml"),
            "[[rules]]\nid = 'zoo-key'\nregex = 'zoo-[a-z0-9]{12}'\n");
    checkpoint(Checkpoints.lightning(List.of("slowfast"), Map.of("key", "zoo-a1b2c3d4e5f6")));
    run.set("gate.leaks.rules", rules.toString());

    stops("A secret would become public for good: slowfast_", "zoo-key: zoo-… (16 characters)");
  }

  @Test
  void whatTellsOfPeopleIsToldWithItsLineUnlessItIsPublicAlready() {
    put(
        "predict_configuration.yaml",
        Trained.files("slowfast").get("predict_configuration.yaml") + "by: alice@zoo.org\n");

    assertThat(run.publish()).isZero();
    assertThat(warnings("slowfast"))
        .containsExactly(
            "not meant for the public? predict_configuration.yaml:4: email: alice@zoo.org");

    put("hparams.yaml", Trained.files("slowfast").get("hparams.yaml") + "dir: /home/bob\n");
    assertThat(run.publish()).isZero();
    assertThat(warnings("slowfast")).anyMatch(it -> it.contains("hparams.yaml:5: unix-home"));
    assertThat(warnings("slowfast")).noneMatch(it -> it.contains("alice"));
  }

  @Test
  void whatTellsOfPeopleStopsItIfThatIsWantedAndIsNotAccepted() {
    put("hparams.yaml", Trained.files("slowfast").get("hparams.yaml") + "by: alice@zoo.org\n");
    run.set("gate.leaks", "strict").set("gate.leaks.accept.dirs", "/(data|tmp)/?\\S*");

    stops("hparams.yaml:5: email: alice@zoo.org", "gate.leaks.accept");

    assertThat(run.set("gate.leaks.accept.us", "[a-z]+@zoo\\.org").publish()).isZero();
  }

  @Test
  void aPlanSaysWhatItFoundAndThatItWouldFail() {
    Trained.model(run, "european");
    checkpoint(Checkpoints.calling("posix", "system"));
    run.set("publish.dry-run", "true");
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(1);
      assertThat(console.text())
          .contains("slowfast: would fail", "checkpoint: unsafe: posix.system called (data.pkl")
          .contains("european: to publish", "checkpoint: safe, 3 parameters, 2 tensors")
          .contains("1 would fail");
    }
    assertThat(run.publication("european").path("inspection").path("verdict").asText())
        .isEqualTo("safe");
    assertThat(run.publication("slowfast").path("status").asText()).isEqualTo("failed");
    assertThat(run.published()).isEmpty();
  }

  @Test
  void aPlanOverJmxSaysItToo() throws Exception {
    checkpoint(Checkpoints.calling("posix", "system"));
    try (Run.ByHand program = run.byHand()) {
      Object answer =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("zamba.publish:type=Publisher"),
                  "plan",
                  new Object[] {"slowfast"},
                  new String[] {"java.lang.String"});
      assertThat((String) answer).contains("would fail", "unsafe: posix.system called");
      program.publish("slowfast");
      assertThat(program.metric("zamba.inspections", "verdict", "unsafe")).isEqualTo(1);
      assertThat(program.metric("zamba.inspections", "verdict", "safe")).isZero();
    }
    assertThat(run.published()).isEmpty();
  }

  @Test
  void anAuditInspectsWhatIsPublicIfThatIsWanted() {
    checkpoint(Checkpoints.calling("posix", "system"));
    run.set("gate.checkpoint", "off").set("gate.plausible", "off");
    assertThat(run.publish()).isZero();
    Map<String, String> published = run.published();
    run.set("gate.checkpoint", "stop").set("publish.audit", "true");
    run.publish();
    assertThat(error()).doesNotContain("posix");

    proxy.requests().clear();
    assertThat(run.set("publish.inspect", "true").publish()).isEqualTo(1);

    assertThat(error()).contains("s3://" + run.buckets.get("us") + "/", "posix.system called");
    assertThat(proxy.requests()).allMatch(it -> it.matches("(GET|HEAD) .*"));
    assertThat(run.published()).isEqualTo(published);
  }

  @Test
  void aLostReplicaIsNotPutBackIfItMustNotBePublic() {
    checkpoint(Checkpoints.calling("posix", "system"));
    run.set("gate.checkpoint", "off").set("gate.plausible", "off");
    assertThat(run.publish()).isZero();
    String key = "zamba_official_models/" + run.publication("slowfast").path("publicName").asText();
    run.store.delete(run.buckets.get("asia"), key);
    run.set("gate.checkpoint", "stop").set("publish.audit", "true").set("publish.heal", "true");

    assertThat(run.publish()).isEqualTo(1);

    assertThat(error()).contains("posix.system called");
    assertThat(run.published()).hasSize(2);
  }

  @Test
  void whatAFileSaysCannotDriveATerminal() {
    checkpoint(Checkpoints.calling("po\u001b[31msix", "sys\u202etem"));

    assertThat(run.publish()).isEqualTo(1);

    assertThat(error()).doesNotContain("\u001b", "\u202e").contains("po\\x1b[31msix");
  }
}
