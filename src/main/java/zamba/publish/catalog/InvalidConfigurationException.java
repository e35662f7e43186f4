package zamba.publish.catalog;

import java.util.List;

/** A configuration that nothing can be attempted with: every problem found in it. */
public final class InvalidConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One line for each problem. */
  public InvalidConfigurationException(List<String> problems) {
    super(
        "The configuration is unusable, so nothing was attempted:\n  - "
            + String.join("\n  - ", problems));
  }
}
