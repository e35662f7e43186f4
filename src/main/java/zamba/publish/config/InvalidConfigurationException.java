package zamba.publish.config;

import java.util.List;
import java.util.stream.Collectors;
import zamba.publish.report.Printable;

/** A configuration that nothing can be attempted with: every problem found in it. */
public final class InvalidConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // a copy, which is serializable
  private final List<String> problems;

  /** One line for each problem. */
  public InvalidConfigurationException(List<String> problems) {
    super(
        "The configuration is unusable, so nothing was attempted:\n  - "
            + problems.stream().map(Printable::of).collect(Collectors.joining("\n  - ")));
    this.problems = List.copyOf(problems);
  }

  /** One line for each problem. */
  public List<String> problems() {
    return problems;
  }
}
