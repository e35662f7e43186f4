package zamba.publish.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in a folder of official_models may be anything; it is read as data, and no failure. */
class ModelFactsTest {
  @TempDir Path root;
  private Path model;

  @BeforeEach
  void makeFolder() throws IOException {
    model = Files.createDirectory(root.resolve("slowfast"));
  }

  private Facts facts() {
    return new ModelFacts(root).now("slowfast").orElseThrow();
  }

  @Test
  void readsWhatZambaWrites() throws IOException {
    Files.write(model.resolve("val_metrics.json"), Sample.metrics(Map.of("wild boar", 0.25)));
    Files.writeString(
        model.resolve("train_configuration.yaml"),
        "git_hash: 0123abc\nmodel_class: SlowFast\nspecies:\n- wild boar\n");
    Files.writeString(model.resolve("config.yaml"), "public_checkpoint: slowfast_1.ckpt\n");

    assertThat(facts().problems()).isEmpty();
    assertThat(facts().f1()).containsExactly(Map.entry("wild boar", 0.25));
    assertThat(facts().macroF1()).isEqualTo(0.5);
    assertThat(facts().architecture()).isEqualTo("SlowFast");
    assertThat(facts().species()).containsExactly("wild boar");
    assertThat(facts().publicCheckpoint()).isEqualTo("slowfast_1.ckpt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "[",
        "7",
        "[{}, {}]",
        "{\"species/val_f1/x\": NaN}",
        "{\"species/val_f1/x\": 1e400}",
        "{\"species/val_f1/x\": 7}",
        "{\"species/val_f1/x\": \"1\"}",
        "{\"val_macro_f1\": -1}"
      })
  void whatIsNoMetricIsARemark(String metrics) throws IOException {
    Files.writeString(model.resolve("val_metrics.json"), metrics);

    assertThat(facts().problems()).hasSize(1).allMatch(it -> it.startsWith("val_metrics.json"));
    assertThat(facts().f1()).isEmpty();
  }

  @Test
  void neitherDepthNorSizeNorTagsNorAliasesMatter() throws IOException {
    Files.writeString(model.resolve("val_metrics.json"), "[".repeat(100_000));
    Files.writeString(model.resolve("train_configuration.yaml"), "[".repeat(10_000));
    Files.writeString(
        model.resolve("config.yaml"), "public_checkpoint: a.ckpt\n#" + "x".repeat(1 << 20));
    assertThat(facts().publicCheckpoint()).isNull();
    assertThat(facts().problems()).hasSize(3).allMatch(it -> it.contains(" cannot be read: "));
    assertThat(facts().problems()).allMatch(it -> it.length() < 400);

    Files.writeString(
        model.resolve("train_configuration.yaml"), "a: !!python/object/apply:os.system [x]\n");
    assertThat(facts().problems()).hasSize(3);
  }

  @Test
  void followsNoLink() throws IOException {
    Path secret = Files.writeString(root.resolve("secret"), "git_hash: secret\n");
    Files.createSymbolicLink(model.resolve("train_configuration.yaml"), secret);
    assertThat(facts().trainingCommit()).isNull();
    assertThat(facts().problems()).hasSize(1);

    Files.createSymbolicLink(root.resolve("linked"), model);
    assertThat(new ModelFacts(root).now("linked")).isEmpty();
    assertThat(new ModelFacts(model).now("../slowfast")).isEmpty();
    assertThat(new ModelFacts(model).now("..")).isEmpty();
  }

  @Test
  // Whoever waits for a pipe waits for ever, and cannot be interrupted.
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void waitsForNoPipe() throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", model.resolve("config.yaml").toString()).start();
    assertThat(mkfifo.waitFor(10, TimeUnit.SECONDS)).isTrue();

    assertThat(facts().problems()).hasSize(1);
  }
}
