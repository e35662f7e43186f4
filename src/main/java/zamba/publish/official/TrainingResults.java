package zamba.publish.official;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.model.S3Object;
import zamba.publish.report.Bytes;
import zamba.publish.s3.S3Location;

/**
 * What a training run left behind, as far as it is published.
 *
 * @param checkpoint the weights
 * @param companions the companion files beside it, in the order of {@link CompanionFile#NAMES}
 */
public record TrainingResults(S3Location checkpoint, List<S3Location> companions) {
  /** Far above any configuration; they are held in memory. */
  static final long LARGEST_COMPANION = 16L << 20;

  public TrainingResults {
    companions = List.copyOf(companions);
  }

  /**
   * Filters a listing for the artifacts that are published.
   *
   * @param prefix what was listed
   * @param objects every object under it
   * @throws TrainingResultsException if there is not exactly one checkpoint, or a companion file is
   *     missing or too large
   */
  public static TrainingResults filter(S3Location prefix, List<S3Object> objects) {
    String checkpoint = checkpoint(prefix, objects);
    String folder = checkpoint.substring(0, checkpoint.lastIndexOf('/') + 1);
    Map<String, S3Object> byKey =
        objects.stream().collect(Collectors.toMap(S3Object::key, o -> o, (a, b) -> a));
    List<String> missing = new ArrayList<>();
    List<S3Location> companions = new ArrayList<>();
    for (String name : CompanionFile.NAMES) {
      S3Object object = byKey.get(folder + name);
      if (object == null) {
        missing.add(name + elsewhere(name, objects));
      } else if (object.size() > LARGEST_COMPANION) {
        throw new TrainingResultsException(
            "%s has %s; a companion file may have %s at the most. Is it the right file?"
                .formatted(
                    prefix.withKey(object.key()),
                    Bytes.text(object.size()),
                    Bytes.text(LARGEST_COMPANION)));
      } else {
        companions.add(prefix.withKey(object.key()));
      }
    }
    if (!missing.isEmpty()) {
      throw new TrainingResultsException(
          "Beside the checkpoint, in %s, there is no %s. Put what is missing there"
              .formatted(prefix.withKey(folder), String.join(", no ", missing)));
    }
    return new TrainingResults(prefix.withKey(checkpoint), companions);
  }

  private static String checkpoint(S3Location prefix, List<S3Object> objects) {
    List<String> checkpoints =
        objects.stream().map(S3Object::key).filter(TrainingResults::isCheckpoint).toList();
    if (checkpoints.isEmpty()) {
      throw new TrainingResultsException(
          "There is no checkpoint (*.ckpt or *.pt) under %s, which has %d objects%s. Check the location in the catalog"
              .formatted(prefix, objects.size(), folders(prefix, objects)));
    }
    if (checkpoints.size() > 1) {
      throw new TrainingResultsException(
          "There are %d checkpoints under %s: %s. Leave the one to publish, or give its folder in the catalog"
              .formatted(checkpoints.size(), prefix, String.join(", ", checkpoints)));
    }
    return checkpoints.get(0);
  }

  private static boolean isCheckpoint(String key) {
    String name = key.substring(key.lastIndexOf('/') + 1);
    return name.endsWith(".ckpt") || name.endsWith(".pt");
  }

  /** Folders that are named like a checkpoint: easily mistaken for one in a listing. */
  private static String folders(S3Location prefix, List<S3Object> objects) {
    Map<String, Boolean> folders = new TreeMap<>();
    for (S3Object object : objects) {
      String below = object.key().substring(prefix.key().length());
      for (int slash = below.indexOf('/'); slash >= 0; slash = below.indexOf('/', slash + 1)) {
        if (isCheckpoint(below.substring(0, slash))) {
          folders.put(below.substring(0, slash + 1), true);
        }
      }
    }
    return folders.isEmpty()
        ? ""
        : "; %s is a folder and not a checkpoint".formatted(String.join(", ", folders.keySet()));
  }

  private static String elsewhere(String name, List<S3Object> objects) {
    List<String> keys =
        objects.stream().map(S3Object::key).filter(key -> key.endsWith("/" + name)).toList();
    return keys.isEmpty() ? "" : " (but there is " + String.join(", ", keys) + ")";
  }
}
