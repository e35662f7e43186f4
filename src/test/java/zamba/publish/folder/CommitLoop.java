package zamba.publish.folder;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** A process that replaces a model's folder again and again, for tests that kill it. */
final class CommitLoop {

  private static final String BIG = "0123456789abcdef".repeat(8 << 10);

  private CommitLoop() {}

  /**
   * Says {@code ready} after the first commit.
   *
   * @param args the official models' folder, the model, how often to commit
   */
  public static void main(String[] args) {
    OfficialModels models = new OfficialModels(Path.of(args[0]), false);
    for (int i = 0; i < Integer.parseInt(args[2]); i++) {
      models.commit(folder(args[1], i % 2 == 0));
      if (i == 0) {
        System.out.println("ready");
      }
    }
  }

  /** One of two states that have the names in common, and no content. */
  static OfficialFolder folder(String model, boolean old) {
    return old
        ? folder(
            model,
            Map.of("config.yaml", "old", "hparams.yaml", "old " + BIG, "val_metrics.json", "old"))
        : folder(
            model,
            Map.of("config.yaml", "new", "hparams.yaml", "new " + BIG, "val_metrics.json", "new"));
  }

  static OfficialFolder folder(String model, Map<String, String> files) {
    return new OfficialFolder(
        model,
        model + "_0123456789.ckpt",
        files.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, file -> file.getValue().getBytes(StandardCharsets.UTF_8))));
  }
}
