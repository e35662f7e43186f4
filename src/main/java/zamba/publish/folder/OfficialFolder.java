package zamba.publish.folder;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import zamba.publish.official.CompanionFile;
import zamba.publish.official.OfficialConfig;

/**
 * What {@code official_models/<model>/} is to hold: the companion files as they were read, but for
 * {@code config.yaml}, which is the official config.
 *
 * @param model the model and the folder's name
 * @param publicName the checkpoint's name in every public bucket
 * @param files each file's name and content
 */
public record OfficialFolder(String model, String publicName, Map<String, byte[]> files) {

  /**
   * Derives the official config and the public name.
   *
   * @param companions the five companion files
   * @throws RuntimeException naming file, place and cause, if the train configuration is not usable
   */
  public static OfficialFolder derive(String model, List<CompanionFile> companions) {
    Map<String, byte[]> files = new TreeMap<>();
    companions.forEach(file -> files.put(file.name(), file.content()));
    CompanionFile training =
        companions.stream()
            .filter(file -> file.name().equals(CompanionFile.TRAIN_CONFIGURATION))
            .findFirst()
            .orElseThrow();
    OfficialConfig config =
        OfficialConfig.of(model, training.content(), training.location().toString());
    files.put(CompanionFile.CONFIG, config.yaml().getBytes(StandardCharsets.UTF_8));
    return new OfficialFolder(model, config.publicName(), files);
  }
}
