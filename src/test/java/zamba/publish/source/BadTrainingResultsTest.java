package zamba.publish.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;
import zamba.publish.fixture.Samples;

/**
 * Training results and sources that cannot be published: the message, the exit status, nothing
 * written for that model, and the other model published all the same.
 */
class BadTrainingResultsTest {
  @TempDir Path folder;
  private Run run;

  @BeforeEach
  void prepare() {
    run = new Run(folder).model("bad").model("good");
  }

  private void failsWith(String... messages) {
    assertThat(run.publish()).isEqualTo(1);
    assertThat(run.report().path("status").asText()).isEqualTo("failed");
    assertThat(run.publication("bad").path("status").asText()).isEqualTo("failed");
    assertThat(run.publication("bad").path("error").asText()).contains(messages);
    assertThat(run.published().keySet()).noneMatch(key -> key.contains("/bad"));
    assertThat(run.officialFiles().keySet()).noneMatch(file -> file.startsWith("bad"));
    assertThat(run.publication("good").path("status").asText()).isEqualTo("published");
    assertThat(run.published()).hasSize(3);
    assertThat(run.officialFiles()).hasSize(5);
  }

  private void replace(String file, Function<String, String> change) {
    String config = Samples.trainConfiguration("bad");
    String changed = change.apply(config);
    assertThat(changed).isNotEqualTo(config);
    run.store.put(run.source, run.key("bad", file), changed);
  }

  private void removeLine(String line) {
    replace("train_configuration.yaml", config -> config.replaceAll(".*" + line + ".*\n", ""));
  }

  @Test
  void noCheckpoint() {
    run.store.delete(run.source, run.key("bad", "bad.ckpt"));
    failsWith("no checkpoint", "s3://" + run.source + "/results/version_1/bad/");
  }

  @Test
  void severalCheckpointsAreEachListed() {
    run.store.put(run.source, run.key("bad", "older/last.pt"), "weights");
    failsWith("2 checkpoints", "bad/bad.ckpt", "bad/older/last.pt");
  }

  @Test
  void onlyAFolderNamedLikeACheckpoint() {
    run.store.delete(run.source, run.key("bad", "bad.ckpt"));
    run.store.put(run.source, run.key("bad", "last.ckpt/data"), "x");
    failsWith("no checkpoint", "last.ckpt/ is a folder");
  }

  @Test
  void missingCompanionsAreAllNamed() {
    run.store.delete(run.source, run.key("bad", "hparams.yaml"));
    run.store.delete(run.source, run.key("bad", "val_metrics.json"));
    failsWith("no hparams.yaml", "no val_metrics.json", run.source);
  }

  @Test
  void companionsElsewhereThanBesideTheCheckpoint() {
    run.store.delete(run.source, run.key("bad", "hparams.yaml"));
    run.store.put(run.source, run.key("bad", "old/hparams.yaml"), "x");
    failsWith("no hparams.yaml", "bad/old/hparams.yaml");
  }

  @Test
  void aCompanionFileOverSixteenMebibytes() {
    run.store.put(run.source, run.key("bad", "val_metrics.json"), new byte[(16 << 20) + 1]);
    failsWith("bad/val_metrics.json", "16.0 MiB");
  }

  @Test
  void malformedYamlIsNamedWithLineAndColumn() {
    replace("train_configuration.yaml", config -> config.replace("gamma: 0.5", "gamma: [0.5"));
    failsWith("bad/train_configuration.yaml", "line 10", "column");
  }

  @Test
  void noTrainConfig() {
    replace("train_configuration.yaml", config -> config.replace("train_config:", "other:"));
    failsWith("train_config", "train_configuration.yaml");
  }

  @Test
  void noVideoLoaderConfig() {
    replace("train_configuration.yaml", c -> c.replace("video_loader_config:", "other:"));
    failsWith("video_loader_config", "train_configuration.yaml");
  }

  @Test
  void noDevice() {
    removeLine("device");
    failsWith("device", "megadetector_lite_config");
  }

  @Test
  void noCacheDir() {
    removeLine("cache_dir");
    failsWith("cache_dir");
  }

  @Test
  void noCleanupCache() {
    removeLine("cleanup_cache");
    failsWith("cleanup_cache");
  }

  @Test
  void aSourceBucketThatDoesNotExist() {
    run.entry("weight-lookup.bad", "s3://no-such-bucket/results/");
    failsWith("ListObjectsV2 s3://no-such-bucket/results/", "404 NoSuchBucket");
  }

  @Test
  void aPrivateObjectThatDoesNotExist() {
    run.entry("weights.bad.pt", "s3://" + run.source + "/none.pt");
    assertThat(run.publish()).isEqualTo(1);
    assertThat(run.publication("bad.pt").path("error").asText())
        .contains("HeadObject s3://" + run.source + "/none.pt", "404");
    assertThat(run.published().keySet()).noneMatch(key -> key.contains("bad.pt"));
  }

  @Test
  void aPrivatePrefixThatIsDenied() throws Exception {
    deniesBad(line -> line.startsWith("GET /" + run.source + "?") && line.contains("bad"));
    failsWith("ListObjectsV2 s3://" + run.source, "403 AccessDenied", "credentials");
  }

  @Test
  void aCompanionFileThatIsDenied() throws Exception {
    deniesBad(line -> line.startsWith("GET") && line.contains("/bad/hparams.yaml"));
    failsWith("GetObject s3://" + run.source, "bad/hparams.yaml", "403 AccessDenied");
  }

  @Test
  void wrongCredentials() {
    run.set("aws", "unused");
    String secret = System.getProperty("aws.secretAccessKey");
    System.setProperty("aws.secretAccessKey", "wrong");
    try {
      assertThat(run.publish()).isEqualTo(1);
    } finally {
      System.setProperty("aws.secretAccessKey", secret);
    }
    assertThat(run.publication("good").path("error").asText())
        .contains("ListObjectsV2", "403", "SignatureDoesNotMatch");
    assertThat(run.published()).isEmpty();
    assertThat(run.officialFiles()).isEmpty();
  }

  private void deniesBad(java.util.function.Predicate<String> denied) throws Exception {
    FaultProxy proxy =
        new FaultProxy(run.store.endpoint(), line -> denied.test(line) ? "403 AccessDenied" : null);
    run.set("s3.endpoint", proxy.endpoint().toString());
  }

  @Test
  void twoEntriesWithOnePublicName() {
    run.publish();
    String name = run.publication("bad").path("publicName").asText();
    Map<String, String> before = run.published();
    run.entry("weights." + name, "s3://" + run.source + "/" + run.key("good", "good.ckpt"));

    assertThat(run.publish()).isEqualTo(1);

    assertThat(run.publication("bad").path("error").asText())
        .contains("Model bad and weights." + name, "one public name");
    assertThat(run.published()).isEqualTo(before);
  }
}
