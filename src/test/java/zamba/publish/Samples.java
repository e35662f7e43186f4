package zamba.publish;

import java.util.List;
import java.util.Random;

/** Small training results. */
final class Samples {
  static final List<String> COMPANIONS =
      List.of(
          "train_configuration.yaml",
          "predict_configuration.yaml",
          "config.yaml",
          "hparams.yaml",
          "val_metrics.json");

  private Samples() {}

  static String trainConfiguration(String model) {
    return """
    git_hash: 0123abc
    species:
    - %s
    train_config:
      batch_size: 2
      checkpoint: null
      data_dir: /data
      model_name: %s
      scheduler_config:
        gamma: 0.5
    video_loader_config:
      cache_dir: /tmp/cache
      cleanup_cache: false
      fps: 8.0
      megadetector_lite_config:
        confidence: 0.25
        device: cuda
    """
        .formatted(model, model);
  }

  static byte[] checkpoint(String model) {
    byte[] bytes = new byte[300_000];
    new Random(model.hashCode()).nextBytes(bytes);
    return bytes;
  }
}
