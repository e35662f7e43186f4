package zamba.publish.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import zamba.publish.pyyaml.PyYamlException;

/** The derivation zamba's publish_models.py does. */
class OfficialConfigTest {
  private static final String VIDEO =
      """
      video_loader_config:
        cache_dir: /tmp/x
        fps: 4.0
        cleanup_cache: false
        megadetector_lite_config:
          device: cuda
          seed: 55
      """;

  @Test
  void keepsModelParametersAndDropsTheMachines() {
    OfficialConfig official =
        of("git_hash: abc\ntrain_config:\n  gpus: 1\n  data_dir: /x\n  lr: 0.1\n" + VIDEO);
    assertThat(official.yaml())
        .isEqualTo(
            """
            train_config:
              lr: 0.1
            video_loader_config:
              fps: 4.0
              megadetector_lite_config:
                seed: 55
            predict_config:
              model_name: slowfast
            public_checkpoint: %s
            """
                .formatted(official.publicName()));
  }

  @Test
  void dropsEachOfTheSixteenMachineKeys() {
    String keys =
        "data_dir dry_run batch_size auto_lr_find gpus num_workers max_epochs"
            + " weight_download_region split_proportions save_dir overwrite skip_load_validation"
            + " from_scratch model_cache_dir use_default_model_labels predict_all_zamba_species";
    for (String key : keys.split(" ", -1)) {
      assertThat(of("train_config: {" + key + ": 1}\n" + VIDEO).yaml())
          .as(key)
          .startsWith("train_config: {}\n");
    }
  }

  @Test
  void namesTheCheckpointByTheHashOfTheReducedDocument() {
    // sha1("{'train_config': {}, 'video_loader_config': {}}")
    assertThat(of("{train_config: {gpus: 1}, video_loader_config: {cache_dir: , cleanup_cache: }}"))
        .extracting(OfficialConfig::publicName)
        .isEqualTo("slowfast_cb54d1630c.ckpt");
  }

  @Test
  void theNameDependsOnOtherTopLevelKeysButNotOnTheMachine() {
    String name = of("git_hash: a\ntrain_config: {gpus: 1}\n" + VIDEO).publicName();
    assertThat(of("git_hash: a\ntrain_config: {gpus: 2, save_dir: x}\n" + VIDEO).publicName())
        .isEqualTo(name);
    assertThat(of("git_hash: b\ntrain_config: {gpus: 1}\n" + VIDEO).publicName())
        .isNotEqualTo(name);
  }

  @Test
  void aCheckpointEvenNullSetsTheModelName() {
    assertThat(of("train_config: {model_name: x, checkpoint: , a: 1}\n" + VIDEO).yaml())
        .startsWith("train_config:\n  model_name: slowfast\n  a: 1\n");
    assertThat(of("train_config: {checkpoint: x.ckpt, a: 1}\n" + VIDEO).yaml())
        .startsWith("train_config:\n  a: 1\n  model_name: slowfast\n");
    assertThat(of("train_config: {model_name: x}\n" + VIDEO).yaml())
        .startsWith("train_config:\n  model_name: x\n");
  }

  @Test
  void whatAliasesShareIsReducedOnce() {
    String document =
        """
        train_config: &t {cache_dir: a, cleanup_cache: b, gpus: 1, lr: 2}
        video_loader_config: *t
        """;
    assertThat(of(document).yaml())
        .startsWith("train_config: &id001\n  lr: 2\nvideo_loader_config: *id001\n");
  }

  @Test
  void theDetectorMayBeAbsentButNotWithoutADevice() {
    String video = "train_config: {}\nvideo_loader_config: {cache_dir: a, cleanup_cache: b";
    assertThat(of(video + "}").yaml()).contains("video_loader_config: {}");
    refused(video + ", megadetector_lite_config: {}}").hasMessageContaining("device");
    refused(video + ", megadetector_lite_config: }")
        .hasMessageContaining("megadetector_lite_config");
  }

  @Test
  void missingKeysAreNamed() {
    refused("a: 1").hasMessageContaining("t.yaml").hasMessageContaining("train_config");
    refused("train_config: {}").hasMessageContaining("video_loader_config");
    refused("train_config: {}\nvideo_loader_config: {cleanup_cache: 1}")
        .hasMessageContaining("cache_dir");
    refused("train_config: {}\nvideo_loader_config: {cache_dir: 1}")
        .hasMessageContaining("cleanup_cache");
  }

  @Test
  void otherTypesAreRefused() {
    refused("").hasMessageContaining("mapping");
    refused("- a").hasMessageContaining("a list");
    refused("train_config: 1").hasMessageContaining("train_config");
    refused("train_config: [checkpoint]");
    refused("train_config: {}\nvideo_loader_config: x").hasMessageContaining("video_loader_config");
  }

  @Test
  void yamlErrorsAreThePyYamlPackages() {
    assertThatThrownBy(() -> of("a: [")).isInstanceOf(PyYamlException.class);
    assertThatThrownBy(() -> of("s: !!set {a, b}\ntrain_config: {}\n" + VIDEO))
        .isInstanceOf(PyYamlException.class)
        .hasMessageContaining("t.yaml, line 1, column 4");
  }

  @Test
  void anUnstableSetThatIsDroppedDoesNoHarm() {
    assertThat(of("train_config: {gpus: !!set {a, b}}\n" + VIDEO).yaml())
        .startsWith("train_config: {}");
  }

  private static OfficialConfig of(String document) {
    return OfficialConfig.of("slowfast", document.getBytes(StandardCharsets.UTF_8), "t.yaml");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(String document) {
    return assertThatThrownBy(() -> of(document)).isInstanceOf(OfficialConfigException.class);
  }
}
