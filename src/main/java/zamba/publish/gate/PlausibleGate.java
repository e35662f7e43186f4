package zamba.publish.gate;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zamba.publish.folder.OfficialFolder;
import zamba.publish.inspect.plausible.Parts;
import zamba.publish.inspect.plausible.Plausibility;
import zamba.publish.pyyaml.PyDict;
import zamba.publish.pyyaml.PyYaml;
import zamba.publish.pyyaml.PyYamlException;

/** Compares the parts of a model with each other ({@code gate.plausible}). */
public final class PlausibleGate {
  /** Python's json writes NaN and Infinity as they are. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final Strictness strictness;

  public PlausibleGate(GateSettings settings) {
    this.strictness = settings.plausible();
  }

  /** Compares a model's files as they would be committed, and its checkpoint if inspected. */
  public Looked compare(OfficialFolder folder, Looked looked) {
    if (strictness == Strictness.OFF) {
      return looked;
    }
    Map<String, byte[]> files = folder.files();
    Plausibility plausibility =
        Plausibility.of(
            new Parts(
                yaml(files, "train_configuration.yaml"),
                yaml(files, "predict_configuration.yaml"),
                yaml(files, "hparams.yaml"),
                json(files.get("val_metrics.json")),
                looked.inspection()));
    Looked with =
        looked.and(
            plausibility.notCompared().stream().map(it -> "not compared: " + it).toList(),
            List.of());
    return plausibility.holds()
        ? with
        : with.finding(
            strictness,
            "The parts of %s do not fit each other: %s. Check that all of them are of one training"
                .formatted(folder.model(), String.join("; ", plausibility.violations())));
  }

  /** What another program would not load either is told as not compared. */
  private static Optional<Map<?, ?>> yaml(Map<String, byte[]> files, String name) {
    try {
      return PyYaml.load(files.get(name), name) instanceof PyDict dict
          ? Optional.of(map(dict))
          : Optional.empty();
    } catch (PyYamlException e) {
      return Optional.empty();
    }
  }

  private static Map<?, ?> map(PyDict dict) {
    Map<Object, Object> map = new LinkedHashMap<>();
    dict.forEach(map::put);
    return map;
  }

  /** Lightning gives a list with one element for each set of data that it validates on. */
  private static Optional<Map<?, ?>> json(byte[] content) {
    try {
      JsonNode root = JSON.readTree(content);
      JsonNode metrics = root != null && root.isArray() && root.size() == 1 ? root.get(0) : root;
      return metrics != null && metrics.isObject()
          ? Optional.of(JSON.convertValue(metrics, Map.class))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
