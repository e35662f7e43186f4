package zamba.publish.inspect.leaks;

import com.google.re2j.Pattern;
import java.util.List;

/**
 * A rule about texts.
 *
 * @param secret whether what it finds is a secret
 * @param exceptions of all of what it finds
 */
record LeakRule(String id, boolean secret, Pattern pattern, List<Pattern> exceptions) {

  boolean excepts(String found) {
    return exceptions.stream().anyMatch(exception -> exception.matches(found));
  }
}
