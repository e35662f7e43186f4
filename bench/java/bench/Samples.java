package bench;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The training results that every store of the bench is filled with. */
final class Samples {
  private Samples() {}

  static String name(int number) {
    return "m%04d".formatted(number);
  }

  /** Where a model's training results are, in the private bucket. */
  static String prefix(String model) {
    return "data/results/" + model + "/version_0/";
  }

  /** The five small files beside the checkpoint; the model's name makes its public name differ. */
  static Map<String, byte[]> companions(String model) {
    Map<String, String> texts = new TreeMap<>();
    texts.put(
        "train_configuration.yaml",
        """
        git_hash: 0f2c9a4b1d
        model_class: TimeDistributedEfficientNet
        species:
        - blank
        - elephant
        - leopard
        starting_learning_rate: 0.0001
        train_config:
          auto_lr_find: true
          backbone_finetune_config:
            backbone_initial_ratio_lr: 0.01
            multiplier: 1
            unfreeze_backbone_at_epoch: 3
          batch_size: 8
          checkpoint: null
          data_dir: /data/camera_traps
          early_stopping_config:
            mode: max
            monitor: val_macro_f1
            patience: 5
          max_epochs: null
          model_name: time_distributed
          num_workers: 4
          save_dir: /data/results/MODEL
          weight_download_region: us
        training_start_time: '2021-10-20T11:22:33'
        video_loader_config:
          cache_dir: /data/cache/MODEL
          cleanup_cache: false
          fps: 4
          megadetector_lite_config:
            confidence: 0.25
            device: cuda
            n_frames: 16
          model_input_height: 240
          model_input_width: 426
          total_frames: 16
        """);
    texts.put("predict_configuration.yaml", "predict_config:\n  model_name: MODEL\n  gpus: 1\n");
    texts.put("config.yaml", "train_config:\n  model_name: MODEL\n");
    texts.put("hparams.yaml", "batch_size: 8\nnum_frames: 16\nlearning_rate: 0.0001\n");
    texts.put("val_metrics.json", "{\"val_macro_f1\": 0.71, \"model\": \"MODEL\"}\n");
    Map<String, byte[]> bytes = new TreeMap<>();
    texts.forEach(
        (file, text) ->
            bytes.put(file, text.replace("MODEL", model).getBytes(StandardCharsets.UTF_8)));
    return bytes;
  }
}
