package zamba.publish;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zamba.publish.inspect.Checkpoints;

/** Training results that are what they say they are: torch files whose parts fit each other. */
final class Trained {
  private Trained() {}

  /** Complete results for a model, and its entry; the gate is on as shipped. */
  static Run model(Run run, String model) {
    for (String gate : new String[] {"checkpoint", "plausible", "leaks"}) {
      run.set("gate." + gate, "stop");
    }
    run.model(model);
    files(model).forEach((name, text) -> run.store.put(run.source, run.key(model, name), text));
    run.store.put(run.source, run.key(model, model + ".ckpt"), checkpoint(model));
    return run;
  }

  static Map<String, String> files(String model) {
    String same = "species:\n- %s\nmodel_class: Slow\n".formatted(model);
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "train_configuration.yaml",
        Samples.trainConfiguration(model).replace("/tmp/cache", "null") + "model_class: Slow\n");
    files.put("predict_configuration.yaml", same);
    files.put("hparams.yaml", same + "num_classes: 1\n");
    files.put(
        "val_metrics.json",
        "[{\"val_macro_f1\": 0.5, \"species/val_f1/%s\": 0.25}]\n".formatted(model));
    return files;
  }

  static byte[] checkpoint(String model) {
    return Checkpoints.lightning(List.of(model), Map.of("num_classes", "1"));
  }
}
