package zamba.publish.official;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import zamba.publish.pyyaml.PyDate;
import zamba.publish.pyyaml.PyDateTime;
import zamba.publish.pyyaml.PyDict;
import zamba.publish.pyyaml.PyRepr;
import zamba.publish.pyyaml.PySet;
import zamba.publish.pyyaml.PyYaml;
import zamba.publish.pyyaml.PyYamlException;

/**
 * What zamba publishes in the place of a training configuration: the reduced, machine-independent
 * {@code config.yaml}, and the public name its checkpoint gets.
 *
 * @param publicName {@code <model>_<10 hex digits>.ckpt}; the digits come from the whole reduced
 *     training configuration, not from the weights
 * @param yaml the content of {@code config.yaml}, ASCII
 */
public record OfficialConfig(String publicName, String yaml) {
  private static final List<String> MACHINE_KEYS =
      List.of(
          "data_dir",
          "dry_run",
          "batch_size",
          "auto_lr_find",
          "gpus",
          "num_workers",
          "max_epochs",
          "weight_download_region",
          "split_proportions",
          "save_dir",
          "overwrite",
          "skip_load_validation",
          "from_scratch",
          "model_cache_dir",
          "use_default_model_labels",
          "predict_all_zamba_species");
  private static final String ADVICE =
      "Check that this is the file zamba's training wrote; if it was edited, restore it";
  private static final String PUBLIC_CHECKPOINT = "public_checkpoint";
  private static final int HASH_DIGITS = 10;

  /**
   * Derives the official configuration as zamba's {@code publish_models.py} does. Values the
   * document shares by aliases are one object, so what is removed from one place is removed from
   * all.
   *
   * @param model the model's name, as in WEIGHT_LOOKUP
   * @param trainConfiguration the bytes of {@code train_configuration.yaml}
   * @param fileName where they are from, for messages
   * @throws PyYamlException if PyYAML would not load the document
   * @throws OfficialConfigException if a key the derivation needs is absent or of another type
   */
  public static OfficialConfig of(String model, byte[] trainConfiguration, String fileName) {
    return new Derivation(model, fileName).derive(PyYaml.load(trainConfiguration, fileName));
  }

  /**
   * The public name in an official config.
   *
   * @param config the bytes of {@code config.yaml}
   * @param fileName where they are from, for messages
   * @throws PyYamlException if it is no YAML
   * @throws OfficialConfigException if it names no public checkpoint
   */
  public static String publicName(byte[] config, String fileName) {
    if (PyYaml.load(config, fileName) instanceof PyDict official
        && official.get(PUBLIC_CHECKPOINT) instanceof String name
        && !name.isBlank()) {
      return name;
    }
    throw new OfficialConfigException(
        "%s names no %s. Check that this is an official config; if it was edited, restore it"
            .formatted(fileName, PUBLIC_CHECKPOINT));
  }

  private record Derivation(String model, String fileName) {

    OfficialConfig derive(Object document) {
      PyDict full = mapping(document, "the document");
      PyDict train = mapping(required(full, "train_config", ""), "train_config");
      MACHINE_KEYS.forEach(train::remove);
      if (train.containsKey("checkpoint")) {
        train.remove("checkpoint");
        train.put("model_name", model);
      }
      PyDict video = mapping(required(full, "video_loader_config", ""), "video_loader_config");
      reduceVideo(video);
      String publicName = publicName(full);
      PyDict predict = new PyDict();
      predict.put("model_name", model);
      PyDict official = new PyDict();
      official.put("train_config", train);
      official.put("video_loader_config", video);
      official.put("predict_config", predict);
      official.put(PUBLIC_CHECKPOINT, publicName);
      return new OfficialConfig(publicName, dump(official));
    }

    private void reduceVideo(PyDict video) {
      String detector = "megadetector_lite_config";
      if (video.containsKey(detector)) {
        String place = "video_loader_config." + detector;
        PyDict lite = mapping(video.get(detector), place);
        required(lite, "device", place);
        lite.remove("device");
      }
      for (String key : List.of("cache_dir", "cleanup_cache")) {
        required(video, key, "video_loader_config");
        video.remove(key);
      }
    }

    private String publicName(PyDict full) {
      String text;
      try {
        text = PyRepr.repr(full);
      } catch (PyYamlException e) {
        throw new PyYamlException(fileName + ": no public name can be made: " + e.getMessage(), e);
      }
      byte[] hash = sha1().digest(text.getBytes(StandardCharsets.UTF_8));
      String digits = HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS);
      return model + "_" + digits + ".ckpt";
    }

    private String dump(PyDict official) {
      try {
        return PyYaml.dump(official);
      } catch (PyYamlException e) {
        throw new PyYamlException(
            fileName + ": no official config can be written: " + e.getMessage(), e);
      }
    }

    private static MessageDigest sha1() {
      try {
        return MessageDigest.getInstance("SHA-1");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-1", e);
      }
    }

    private Object required(PyDict dict, String key, String place) {
      if (!dict.containsKey(key)) {
        throw new OfficialConfigException(
            "%s: %s is missing %s. %s"
                .formatted(
                    fileName, key, place.isEmpty() ? "at the top level" : "in " + place, ADVICE));
      }
      return dict.get(key);
    }

    private PyDict mapping(Object value, String place) {
      if (value instanceof PyDict dict) {
        return dict;
      }
      throw new OfficialConfigException(
          "%s: %s must be a mapping, found %s. %s"
              .formatted(fileName, place, describe(value), ADVICE));
    }

    private static String describe(Object value) {
      if (value == null) {
        return "nothing (null)";
      }
      if (value instanceof List) {
        return "a list";
      }
      if (value instanceof PySet) {
        return "a set";
      }
      if (value instanceof Boolean) {
        return "a boolean";
      }
      if (value instanceof Number) {
        return "a number";
      }
      if (value instanceof PyDate || value instanceof PyDateTime) {
        return "a date";
      }
      return value instanceof String ? "a string" : "bytes or an odd string";
    }
  }
}
