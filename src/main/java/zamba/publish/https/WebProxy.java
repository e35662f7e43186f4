package zamba.publish.https;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxy through which https hosts are asked, as the environment names it: {@code HTTPS_PROXY},
 * and {@code NO_PROXY} for the hosts that are asked directly; either in lower case too, which then
 * counts. An entry of {@code NO_PROXY} is a host, which stands for its subdomains as well, with or
 * without a dot before it and a port after it, or {@code *}; addresses are compared as text.
 *
 * @param address the proxy's; empty for none
 * @param userInfo {@code user:password} for the proxy, decoded; empty for none
 * @param direct the entries of {@code NO_PROXY}, in lower case
 */
public record WebProxy(Optional<URI> address, Optional<String> userInfo, List<String> direct) {

  /** No proxy for any host. */
  public static final WebProxy NONE = new WebProxy(Optional.empty(), Optional.empty(), List.of());

  private static final int HTTP_PORT = 80;

  public WebProxy {
    direct = List.copyOf(direct);
  }

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException if what it names is no proxy; the message does not repeat it,
   *     since it may have a password
   */
  public static WebProxy of(Map<String, String> environment) {
    Optional<String> proxy = variable(environment, "HTTPS_PROXY");
    if (proxy.isEmpty()) {
      return NONE;
    }
    String text = proxy.get().contains("://") ? proxy.get() : "http://" + proxy.get();
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      // The cause repeats the address.
      throw notAProxy();
    }
    if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
      throw notAProxy();
    }
    int port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
    return new WebProxy(
        Optional.of(URI.create("http://" + uri.getHost() + ":" + port)),
        // As in an address, where + is a plus sign.
        Optional.ofNullable(uri.getRawUserInfo())
            .map(it -> URLDecoder.decode(it.replace("+", "%2B"), StandardCharsets.UTF_8)),
        variable(environment, "NO_PROXY").map(WebProxy::entries).orElse(List.of()));
  }

  private static IllegalArgumentException notAProxy() {
    return new IllegalArgumentException(
        "HTTPS_PROXY is not the address of an http proxy, such as http://proxy.example.com:3128 (its value is not shown, as it may have a password)");
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Stream.of(name.toLowerCase(Locale.ROOT), name)
        .map(environment::get)
        .filter(value -> value != null && !value.isBlank())
        .map(String::strip)
        .findFirst();
  }

  private static List<String> entries(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[,\\s]+", -1))
        .map(entry -> entry.replaceFirst("^\\*?\\.", ""))
        .filter(entry -> !entry.isEmpty())
        .toList();
  }

  /**
   * The proxy to ask a host through.
   *
   * @param port the host's
   * @return empty if it is asked directly
   */
  public Optional<URI> before(String host, int port) {
    String name = host.toLowerCase(Locale.ROOT);
    boolean directly =
        direct.stream()
            .anyMatch(
                entry ->
                    entry.equals("*")
                        || covers(entry, name)
                        || (entry.endsWith(":" + port)
                            && covers(entry.substring(0, entry.lastIndexOf(':')), name)));
    return directly ? Optional.empty() : address;
  }

  private static boolean covers(String entry, String host) {
    return host.equals(entry) || host.endsWith("." + entry);
  }
}
