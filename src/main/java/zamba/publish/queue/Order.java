package zamba.publish.queue;

/**
 * A message: {@code {"publish": "slowfast", "run": "20261124T181500Z-3f2a"}}. It names an entry,
 * and what is published is that entry's state when the message is handled.
 *
 * @param publish the entry's name
 * @param run the run that it is a part of, which is a part of keys; letters, digits, dots, hyphens
 *     and underscores
 */
public record Order(String publish, String run) {
  /** The run of a message that names none. */
  static final String NO_RUN = "by-hand";
}
