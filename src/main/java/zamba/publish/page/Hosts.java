package zamba.publish.page;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * By which names a browser may ask for the page. A web site can have its own name lead to a
 * loopback address and then read what is served there as its own (DNS rebinding); the request still
 * has that name in its header Host.
 *
 * @param host the property {@code management.host}
 * @param port the property {@code management.port}
 */
record Hosts(String host, int port) {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
  private static final int HTTP = 80;

  /**
   * Whether a request is meant for this server.
   *
   * @param names all its headers Host
   */
  boolean allow(List<String> names) {
    if (names.size() != 1) {
      return false;
    }
    String name = names.get(0).toLowerCase(Locale.ROOT);
    String end = ":" + port;
    if (name.endsWith(end)) {
      name = name.substring(0, name.length() - end.length());
    } else if (port != HTTP) {
      return false;
    }
    return LOOPBACK.matcher(name).matches() || name.equals(own());
  }

  private String own() {
    String name = host.toLowerCase(Locale.ROOT);
    return name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
  }

  @Override
  public String toString() {
    return own() + ":" + port;
  }
}
