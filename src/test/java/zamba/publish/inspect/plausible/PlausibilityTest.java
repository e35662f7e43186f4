package zamba.publish.inspect.plausible;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zamba.publish.inspect.Inspection;
import zamba.publish.inspect.Kind;
import zamba.publish.inspect.value.Tensor;
import zamba.publish.inspect.value.Verdict;

class PlausibilityTest {

  private final Map<String, Object> train = configuration();
  private final Map<String, Object> predict = configuration();
  private final Map<String, Object> hparams = configuration();
  private final Map<String, Object> metrics =
      new HashMap<>(
          Map.of(
              "val_loss", 1.5,
              "epoch", 7,
              "val_macro_f1", 0.4,
              "val_top_1_accuracy", 0.5,
              "species/val_f1/bat", 0.0,
              "species/val_f1/blank", 1.0));
  private Inspection checkpoint =
      checkpoint(Kind.TORCH_ARCHIVE, 2, Map.of("species", List.of("bat", "blank")));

  @Test
  void holdsForPartsOfOneModel() {
    assertThat(compared()).isEqualTo(new Plausibility(List.of(), List.of()));
  }

  @Test
  void seesOtherSpecies() {
    predict.put("species", List.of("bat", "fox"));
    assertThat(compared().violations())
        .containsExactly(
            "train_configuration.yaml has 2 species, predict_configuration.yaml has 2;"
                + " it lacks blank; only it has fox");
  }

  @Test
  void seesAnotherOrder() {
    hparams.put("species", List.of("blank", "bat"));
    assertThat(compared().violations()).singleElement().asString().contains("another order");
  }

  @Test
  void seesAnotherModelClass() {
    hparams.put("model_class", "TimeDistributedEfficientNet");
    assertThat(compared().violations())
        .containsExactly(
            "train_configuration.yaml is of the model class SlowFast,"
                + " hparams.yaml of TimeDistributedEfficientNet");
  }

  @Test
  void seesMetricsOfOtherSpeciesAndBeyondOne() {
    metrics.remove("species/val_f1/bat");
    metrics.put("val_macro_f1", 1.01);
    metrics.put("val_top_1_accuracy", Double.NaN);
    assertThat(compared().violations())
        .hasSize(3)
        .anyMatch(text -> text.contains("it lacks bat"))
        .anyMatch(text -> text.contains("val_macro_f1 is 1.01"))
        .anyMatch(text -> text.contains("val_top_1_accuracy is NaN"));
  }

  @Test
  void knowsSpeciesByTheirColumns() {
    metrics.keySet().removeIf(key -> key.startsWith("species/"));
    metrics.put("species/val_f1/species_bat", 0.5);
    metrics.put("species/val_f1/species_blank", 0.5);
    assertThat(compared().holds()).isTrue();
  }

  @Test
  void seesACheckpointOfAnotherModel() {
    checkpoint =
        checkpoint(Kind.TORCH_ARCHIVE, 3, Map.of("species", List.of("bat", "fox", "blank")));
    assertThat(compared().violations())
        .containsExactly(
            "the configuration has 2 species, the checkpoint has 3; only it has fox",
            "the checkpoint's last layer, head.bias, has 3 outputs for 2 species");
  }

  @Test
  void seesWhatIsNoCheckpoint() {
    checkpoint = checkpoint(Kind.PICKLE, 2, Map.of());
    assertThat(compared().violations())
        .containsExactly("the checkpoint is no torch file, but a file of the kind pickle");
  }

  @Test
  void tellsWhatItCouldNotCompare() {
    Plausibility plausibility =
        Plausibility.of(
            new Parts(
                Optional.of(Map.of()),
                Optional.empty(),
                Optional.of(hparams),
                Optional.of(Map.of("val_loss", 3)),
                Optional.empty()));
    assertThat(plausibility.violations()).isEmpty();
    assertThat(plausibility.notCompared())
        .contains(
            "train_configuration.yaml: it has no list of species",
            "predict_configuration.yaml: it has no model_class",
            "val_metrics.json: it has no metrics of single species",
            "the checkpoint: it was not inspected");
  }

  private Plausibility compared() {
    return Plausibility.of(
        new Parts(
            Optional.of(train),
            Optional.of(predict),
            Optional.of(hparams),
            Optional.of(metrics),
            Optional.of(checkpoint)));
  }

  private static Map<String, Object> configuration() {
    return new LinkedHashMap<>(
        Map.of("species", List.of("bat", "blank"), "model_class", "SlowFast"));
  }

  private static Inspection checkpoint(Kind kind, long outputs, Map<String, Object> own) {
    return new Inspection(
        Verdict.SAFE,
        "",
        List.of(),
        kind,
        Map.of(),
        List.of(
            new Tensor("head.weight", "float32", List.of(outputs, 8L)),
            new Tensor("head.bias", "float32", List.of(outputs)),
            new Tensor("steps", "int64", List.of())),
        3,
        9 * outputs,
        List.of(),
        true,
        Optional.empty(),
        Optional.of(own),
        0,
        0);
  }
}
