package zamba.publish.config.properties;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Properties as they were found.
 *
 * @param values every property under our prefixes with its effective value, unresolved, in order
 * @param places where each was set: {@code application.properties:12}, {@code -Ds3.endpoint},
 *     {@code environment variable S3_ENDPOINT}
 * @param problems what is wrong with the files themselves, a line each
 */
public record Settings(
    Map<String, String> values, Map<String, String> places, List<String> problems) {

  public Settings {
    values = new LinkedHashMap<>(values);
    places = Map.copyOf(places);
    problems = List.copyOf(problems);
  }

  /** Where a property was set, to begin a problem with; empty if it is nowhere. */
  String place(String property) {
    String place = places.get(property);
    return place == null ? "" : place + ": ";
  }
}
