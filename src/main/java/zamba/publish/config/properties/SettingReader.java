package zamba.publish.config.properties;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.util.TimeUtils;
import zamba.publish.https.WebAddress;

/**
 * Reads single properties as what they are: a flag, a period, a path. What is wrong is kept as a
 * problem that names the place where it was set, and the default taken, so that a user hears of all
 * of it at once.
 */
public final class SettingReader {
  private static final Pattern PERIOD = Pattern.compile("([0-9]+(ms|s|m|h|d)?)+");

  private final Settings settings;
  private final Placeholders placeholders;
  private final Set<String> problems = new LinkedHashSet<>();

  /**
   * @param settings the effective properties under our prefixes
   */
  public SettingReader(Settings settings) {
    this.settings = settings;
    this.placeholders = new Placeholders(settings.values());
    this.problems.addAll(settings.problems());
  }

  /** All that was wrong so far, in the order it was found. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** Every property, in order, with its value as it stands. */
  public Map<String, String> values() {
    return settings.values();
  }

  /** Adds a problem that is no single property's. */
  public void problem(String text) {
    problems.add(text);
  }

  public boolean flag(String property) {
    return Boolean.parseBoolean(oneOf(property, "false", "true"));
  }

  /** Adds a problem with a property, after the place where it was set. */
  public void problem(String property, String text) {
    problems.add(settings.place(property) + text);
  }

  public Duration duration(String property, String otherwise) {
    return Duration.ofMillis(TimeUtils.toMilliSeconds(period(property, otherwise)));
  }

  /** As Camel reads it. */
  public String period(String property, String otherwise) {
    String text = value(property, otherwise);
    if (PERIOD.matcher(text).matches()) {
      return text;
    }
    problem(property, "%s=%s is not a period such as 30s, 5m or 1h".formatted(property, text));
    return otherwise;
  }

  /** A value that Camel is given to read as it likes, and so has nothing but these characters. */
  public String word(String property, String otherwise, String what, String pattern) {
    String word = value(property, otherwise);
    if (word.matches(pattern)) {
      return word;
    }
    problem(property, "%s=%s is not %s".formatted(property, word, what));
    return otherwise;
  }

  public Path path(String property, String otherwise) {
    String path = value(property, otherwise);
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      problem(property, "%s=%s is not a path: %s".formatted(property, path, e.getReason()));
      return Path.of(otherwise);
    }
  }

  public Optional<Path> optionalPath(String property) {
    return Optional.of(path(property, "")).filter(path -> !path.toString().isEmpty());
  }

  public int port(String property, String otherwise) {
    String port = value(property, otherwise);
    if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      problem(
          property, "%s=%s is not a port from 1 to 65535, or 0 for none".formatted(property, port));
      return 0;
    }
    return Integer.parseInt(port);
  }

  public Optional<String> formed(String property, String form, String what) {
    String value = value(property, "");
    String problem = "%s=%s is not %s".formatted(property, value, what);
    if (!value.isEmpty() && !value.matches(form)) {
      problem(property, problem);
    }
    return Optional.of(value).filter(it -> !it.isEmpty());
  }

  public String oneOf(String property, String... allowed) {
    String value = value(property, allowed[0]);
    List<String> all = List.of(allowed);
    String problem =
        "%s=%s is not one of %s; did you mean %s?"
            .formatted(
                property, value, String.join(", ", allowed), PropertyNames.nearest(value, all));
    if (!all.contains(value)) {
      problem(property, problem);
    }
    return value;
  }

  public String value(String property, String otherwise) {
    String value = settings.values().get(property);
    if (value == null || value.isEmpty()) {
      return otherwise;
    }
    try {
      return placeholders.resolve(property).strip();
    } catch (IllegalArgumentException e) {
      problem(property, "%s=%s: %s".formatted(property, WebAddress.told(value), e.getMessage()));
      return otherwise;
    }
  }

  /** The number of an AWS account. */
  public Optional<String> accountId(String property) {
    return formed(property, "[0-9]{12}", "the 12 digits of an AWS account");
  }
}
