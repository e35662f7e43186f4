package zamba.publish.publication;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * How a file of {@code official_models/<model>/}, or one of zamba's own, would change.
 *
 * @param name the file's name; of one of zamba's own its path in the checkout
 * @param change what would become of it
 * @param lines for {@code config.yaml} the unified diff, for {@code val_metrics.json} a line for
 *     each number that changes, {@code val_loss: 0.310 -> 0.290 ▼}, but of single species only for
 *     those that lose most; empty for any other file
 */
public record FileChange(String name, Change change, List<String> lines) {

  /** What would become of a file. */
  public enum Change {
    ADDED,
    CHANGED;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public FileChange {
    lines = List.copyOf(lines);
  }
}
