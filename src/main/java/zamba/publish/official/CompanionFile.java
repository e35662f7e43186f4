package zamba.publish.official;

import java.util.List;
import zamba.publish.s3.S3Location;

/**
 * A companion file as it was read.
 *
 * @param location where
 * @param content its bytes, unchanged
 */
@SuppressWarnings("ArrayRecordComponent")
public record CompanionFile(S3Location location, byte[] content) {
  /** What the official config and the public name are derived from. */
  public static final String TRAIN_CONFIGURATION = "train_configuration.yaml";

  public static final String CONFIG = "config.yaml";

  /** The five files that must lie beside a checkpoint. */
  public static final List<String> NAMES =
      List.of(
          TRAIN_CONFIGURATION,
          "predict_configuration.yaml",
          CONFIG,
          "hparams.yaml",
          "val_metrics.json");

  /** The name without its folder. */
  public String name() {
    return location.key().substring(location.key().lastIndexOf('/') + 1);
  }
}
