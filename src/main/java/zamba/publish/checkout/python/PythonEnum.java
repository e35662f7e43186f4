package zamba.publish.checkout.python;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An enum whose members are strings.
 *
 * @param path the file that it is in
 * @param line of its {@code class}
 * @param strings whether its members are str themselves
 * @param members by their names, in order
 */
public record PythonEnum(
    String path, int line, String name, boolean strings, Map<String, Member> members) {

  public PythonEnum {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /**
   * A member.
   *
   * @param line where it is
   */
  public record Member(String value, int line) {}
}
