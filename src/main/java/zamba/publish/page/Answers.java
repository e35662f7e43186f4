package zamba.publish.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers requests for the page and for the same as JSON; by reading only. */
final class Answers {
  private static final Set<String> READS = Set.of("GET", "HEAD");
  private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";
  private static final String ENTRY = "/entry/";

  private final Observer observer;
  private final Hosts hosts;
  private final Pages pages = new Pages();
  private final ObjectMapper json = new ObjectMapper();

  Answers(Observer observer, Hosts hosts) {
    this.observer = observer;
    this.hosts = hosts;
  }

  /**
   * The answer to one request.
   *
   * @param method of HTTP
   * @param names its headers Host
   * @param path as it was sent, with its escapes
   */
  Answer to(String method, List<String> names, String path) {
    if (!hosts.allow(names)) {
      return text(
          421,
          "This page is for whoever asks for it as http://%s or by a loopback address and this port, and not by another name."
              .formatted(hosts));
    }
    if (!READS.contains(method)) {
      return text(405, "This page can be read, and nothing else.").with("Allow", "GET, HEAD");
    }
    Status status = observer.now();
    return switch (path) {
      case "/" -> html(pages.overview(status));
      case "/head" -> html(pages.head(status, true));
      case "/head/entry" -> html(pages.head(status, false));
      case "/api/status" -> json(status);
      default ->
          entry(status, path)
              .map(it -> html(pages.entry(status, it)))
              .orElseGet(() -> text(404, "There is no such page; the one with everything is /."));
    };
  }

  /** The entry that a path names. */
  private static Optional<Status.Entry> entry(Status status, String path) {
    if (!path.startsWith(ENTRY)) {
      return Optional.empty();
    }
    try {
      String name =
          URLDecoder.decode(
              path.substring(ENTRY.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
      return status.entries().stream()
          .filter(it -> (it.publication().kind() + "/" + it.publication().name()).equals(name))
          .findFirst();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Answer html(String page) {
    return Answer.of(200, "text/html", pages.policy(), page);
  }

  private static Answer text(int status, String text) {
    return Answer.of(status, "text/plain", NOTHING, text + "\n");
  }

  private Answer json(Status status) {
    try {
      return Answer.of(200, "application/json", NOTHING, json.writeValueAsString(status));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
