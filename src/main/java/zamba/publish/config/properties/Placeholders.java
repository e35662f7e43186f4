package zamba.publish.config.properties;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code {{name}}} in a property's value: the value of another property of ours, and nothing else.
 * Not as Camel has it, whose placeholders reach environment variables, system properties and beans,
 * and would send a secret out in the next request.
 */
public final class Placeholders {
  public static final String BEGINNING = "{{";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(.*?)}}");
  private static final String ENDPOINT = "s3.endpoint";

  private final Map<String, String> values;

  /**
   * @param values the properties as they were found
   */
  Placeholders(Map<String, String> values) {
    this.values = values;
  }

  /**
   * A property's value with every placeholder replaced.
   *
   * @throws IllegalArgumentException saying what cannot be replaced
   */
  String resolve(String property) {
    return resolve(values.get(property), new ArrayDeque<>(List.of(property)));
  }

  private String resolve(String value, Deque<String> within) {
    Matcher matcher = PLACEHOLDER.matcher(value);
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(other(matcher, within)));
    }
    matcher.appendTail(resolved);
    if (resolved.indexOf(BEGINNING) >= 0) {
      throw new IllegalArgumentException("there is a {{ that no }} ends");
    }
    return resolved.toString();
  }

  private String other(Matcher placeholder, Deque<String> within) {
    String name = placeholder.group(1).strip();
    if (!PropertyNames.isKnown(name) || PropertyNames.isLive(name)) {
      throw new IllegalArgumentException(
          "%s is not replaced, since only properties of this program are, such as {{%s}}; write the value itself"
              .formatted(placeholder.group(), ENDPOINT));
    }
    if (within.contains(name)) {
      throw new IllegalArgumentException(
          "%s is made of itself; write the value itself".formatted(placeholder.group()));
    }
    String value = values.get(name);
    if (value == null && !name.equals(ENDPOINT)) {
      throw new IllegalArgumentException(
          "%s is not set; set it, or write the value itself".formatted(placeholder.group()));
    }
    within.push(name);
    String resolved = value == null ? PropertyNames.EMBEDDED : resolve(value, within);
    within.pop();
    return resolved;
  }
}
