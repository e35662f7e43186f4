package zamba.publish.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;

/** What others wrote is shown with escapes: it drives no terminal and forges no line of the log. */
class ForeignTextTest {
  private static final String REVERSED = "\u202e";

  @TempDir Path folder;
  private Run run;

  @BeforeEach
  void prepare() {
    run = new Run(folder).model("slowfast");
  }

  /** Runs, and gives what was shown, in which nothing but our own lines' ends is a control. */
  private String shown(int status) {
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(status);
      String text = console.text();
      assertThat(text.codePoints().filter(it -> it != '\n'))
          .noneMatch(
              it -> Character.isISOControl(it) || it == 0x2028 || (it >= 0x202a && it <= 0x202e));
      assertThat(text.lines()).noneMatch(line -> line.startsWith("FORGED"));
      return text;
    }
  }

  @Test
  void theKeysOfAListing() throws Exception {
    String key = "%1B%5D0%3Bx%07%0AFORGED%E2%80%AE.ckpt";
    String listing =
        FaultProxy.answer(
            "200 OK",
            "application/xml",
            "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>"
                + "<Contents><Key>a/%s</Key><Size>1</Size></Contents>".formatted(key)
                + "<Contents><Key>b/%s</Key><Size>1</Size></Contents>".formatted(key)
                + "</ListBucketResult>");
    try (FaultProxy proxy =
        new FaultProxy(
            run.store.endpoint(), line -> line.contains("list-type=2") ? listing : null)) {
      run.set("source.endpoint", proxy.endpoint().toString());
      assertThat(shown(1))
          .contains("2 checkpoints", "a/\\u001b]0;x\\u0007\\u000aFORGED\\u202e.ckpt");
    }
  }

  @Test
  void aServersMessage() throws Exception {
    String error =
        FaultProxy.answer(
            "403 Forbidden",
            "application/xml",
            "<Error><Code>AccessDenied</Code><Message>no&#10;FORGED \u009b2J"
                + REVERSED
                + "</Message></Error>");
    try (FaultProxy proxy =
        new FaultProxy(run.store.endpoint(), line -> line.contains("list-type=2") ? error : null)) {
      run.set("source.endpoint", proxy.endpoint().toString());
      assertThat(shown(1)).contains("AccessDenied (no\\u000aFORGED \\u009b2J\\u202e)");
    }
  }

  /** A YAML tag may be written with escapes, as an address is. */
  @Test
  void aTagInATrainConfiguration() {
    run.store.put(
        run.source,
        run.key("slowfast", "train_configuration.yaml"),
        "a: !x%1B%5B2J%0AFORGED%E2%80%AE 1\n");

    assertThat(shown(1)).contains("x\\u001b[2J FORGED\\u202e");
  }

  @Test
  void theKeyOfACheckpointThatComesMeanwhile() throws Exception {
    String key = run.key("slowfast", "b\nFORGED" + REVERSED + ".ckpt");
    AtomicInteger listed = new AtomicInteger();
    try (FaultProxy proxy =
        new FaultProxy(
            run.store.endpoint(),
            line -> {
              if (line.contains("list-type=2") && listed.getAndIncrement() == 1) {
                run.store.put(run.source, key, "x");
              }
              return null;
            })) {
      run.set("source.endpoint", proxy.endpoint().toString());
      assertThat(shown(1)).contains("added: ", "b\\u000aFORGED\\u202e.ckpt");
    }
  }

  @Test
  void theLinesThatAPlanShows() throws Exception {
    assertThat(run.publish()).isZero();
    Path config = run.official().resolve("slowfast/config.yaml");
    Files.writeString(config, Files.readString(config) + "a: '\u001b[2J" + REVERSED + "'\n");
    Path metrics = run.official().resolve("slowfast/val_metrics.json");
    Files.writeString(metrics, "{\"\\u001b[2J\\nFORGED\": 1}");
    run.store.put(run.source, run.key("slowfast", "val_metrics.json"), "{\"loss\\nFORGED\": 2}");
    run.set("publish.overwrite-edits", "true");
    run.set("publish.dry-run", "true");

    assertThat(shown(3)).contains("-a: '\\u001b[2J\\u202e'", "loss\\u000aFORGED: none -> 2");
  }

  /** In the JSON report a key stays what it is: whoever reads that needs it, and JSON escapes. */
  @Test
  void anUnreferencedKeyIsEscapedOnTheConsoleAndExactInTheReport() {
    assertThat(run.publish()).isZero();
    String key = "zamba_official_models/old" + REVERSED + "tkpc.ckpt";
    run.store.put(run.buckets.get("us"), key, "x");
    run.set("publish.audit", "true");

    try (Console console = new Console()) {
      run.publish();
      assertThat(console.text()).contains("old\\u202etkpc.ckpt").doesNotContain(REVERSED);
    }
    assertThat(run.report().path("unreferenced").get(0).path("key").asText()).isEqualTo(key);
  }
}
