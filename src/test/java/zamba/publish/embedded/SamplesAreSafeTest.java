package zamba.publish.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import zamba.publish.inspect.Inspection;
import zamba.publish.inspect.Inspector;
import zamba.publish.inspect.Kind;
import zamba.publish.inspect.bytes.ByteSource;
import zamba.publish.inspect.leaks.Leak;
import zamba.publish.inspect.leaks.LeakRules;
import zamba.publish.inspect.plausible.Parts;
import zamba.publish.inspect.plausible.Plausibility;
import zamba.publish.inspect.value.AllowList;
import zamba.publish.inspect.value.Verdict;

/** The samples are what zamba's files are, so that what looks at those can be tried on these. */
class SamplesAreSafeTest {

  private static final String DENSEPOSE = "https://dl.fbaipublicfiles.com/densepose/cse/";
  private static final String ANIMALS =
      DENSEPOSE
          + "densepose_rcnn_R_50_FPN_soft_animals_I0_finetune_16k/270727112/model_final_421d28.pkl";
  private static final String CHIMPS =
      DENSEPOSE
          + "densepose_rcnn_R_50_FPN_soft_chimps_finetune_4k/253146869/model_final_52f649.pkl";

  private static Inspection inspected(byte[] bytes) throws IOException {
    return new Inspector(AllowList.shipped()).inspect(ByteSource.of(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"time_distributed", "slowfast", "european", "blank_nonblank", "other"})
  void aCheckpointIsSafeAndFitsItsFiles(String model) throws IOException {
    SampleTrainingResults results = new SampleTrainingResults(model);
    Map<String, byte[]> files = new LinkedHashMap<>();
    results.objects().forEach(object -> files.put(object.name(), object.content().get()));
    Inspection checkpoint = inspected(files.get(results.checkpoint()));

    assertThat(checkpoint.findings()).isEmpty();
    assertThat(checkpoint.verdict()).isEqualTo(Verdict.SAFE);
    assertThat(checkpoint.kind()).isEqualTo(Kind.TORCH_ARCHIVE);
    assertThat(checkpoint.summary()).isEqualTo("safe, 6.3 M parameters, 9 tensors, Lightning 1.9");
    assertThat(checkpoint.requests()).isLessThanOrEqualTo(4);
    Map<String, Object> hparams = yaml(files, results, "hparams.yaml");
    assertThat(checkpoint.hyperParameters().orElseThrow().get("species"))
        .isEqualTo(hparams.get("species"));
    assertThat(
            Plausibility.of(
                new Parts(
                    Optional.of(yaml(files, results, "train_configuration.yaml")),
                    Optional.of(yaml(files, results, "predict_configuration.yaml")),
                    Optional.of(hparams),
                    Optional.of(metrics(files.get(results.folder() + "val_metrics.json"))),
                    Optional.of(checkpoint))))
        .isEqualTo(new Plausibility(java.util.List.of(), java.util.List.of()));
  }

  /** One, to show what it looks like; more would hide what there is to see. */
  @ParameterizedTest
  @ValueSource(strings = {"time_distributed", "slowfast", "european", "blank_nonblank"})
  void oneLineOfAModelTellsOfAMachine(String model) throws IOException {
    SampleTrainingResults results = new SampleTrainingResults(model);
    LeakRules rules = new LeakRules(List.of(), Set.of());
    List<String> leaks = new ArrayList<>();
    for (SampleObject object : results.objects()) {
      byte[] content = object.content().get();
      if (object.name().equals(results.checkpoint())) {
        leaks.addAll(told(rules.inStrings(object.name(), inspected(content).strings())));
      } else if (SampleTrainingResults.COMPANION_FILES.contains(name(object))) {
        // Of the training's config.yaml nothing is published.
        String text = name(object).equals("config.yaml") ? "" : new String(content, UTF_8);
        leaks.addAll(told(rules.inText(name(object), text, Set.of())));
      }
    }

    assertThat(leaks)
        .containsExactly(
            "predict_configuration.yaml:4: machine-path: /data/results/%s/%s.ckpt"
                .formatted(model, model));
  }

  private static String name(SampleObject object) {
    return object.name().substring(object.name().lastIndexOf('/') + 1);
  }

  private static List<String> told(List<Leak> leaks) {
    return leaks.stream().map(Leak::toString).toList();
  }

  private static Map<String, Object> yaml(
      Map<String, byte[]> files, SampleTrainingResults results, String name) {
    return new Yaml()
        .load(
            new String(
                files.get(results.folder() + name), java.nio.charset.StandardCharsets.UTF_8));
  }

  /** A list with one object, as zamba writes them. */
  private static Map<?, ?> metrics(byte[] json) throws IOException {
    Map<?, ?>[] list = new ObjectMapper().readValue(json, Map[].class);
    assertThat(list).hasSize(1);
    return list[0];
  }

  @Test
  void depthWeightsAreAProgram() throws IOException {
    byte[] bytes = Seeding.weights("depth_estimation/model_best.pt");
    Inspection depth = inspected(bytes);

    assertThat(bytes).hasSize(TorchArchive.SIZE);
    assertThat(depth.findings()).isEmpty();
    assertThat(depth.verdict()).isEqualTo(Verdict.PROGRAM);
    assertThat(depth.summary()).isEqualTo("program (TorchScript), 6.3 M parameters, 9 tensors");
  }

  @Test
  void weightsInS3OfAnotherKindAreSafe() throws IOException {
    assertThat(inspected(Seeding.weights("some/weights.pth")).verdict()).isEqualTo(Verdict.SAFE);
  }

  @ParameterizedTest
  @ValueSource(strings = {ANIMALS, CHIMPS})
  void denseposeWeightsAreSafeAndHaveTheMd5ThatTheirNamesSay(String address) throws Exception {
    byte[] bytes = bytes(new SampleWeights(address));
    Inspection densepose = inspected(bytes);

    assertThat(densepose.findings()).isEmpty();
    assertThat(densepose.verdict()).isEqualTo(Verdict.SAFE);
    assertThat(densepose.kind()).isEqualTo(Kind.PICKLE);
    String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    assertThat(address).contains("_" + md5.substring(0, 6) + ".pkl");
  }

  private static byte[] bytes(SampleWeights weights) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    weights.writeTo(bytes, 0, weights.length());
    assertThat(bytes.size()).isEqualTo(weights.length());
    return bytes.toByteArray();
  }
}
