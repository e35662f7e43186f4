package zamba.publish.pullrequest.github;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import zamba.publish.pace.Backoff;
import zamba.publish.report.Printable;

/**
 * Requests to GitHub's REST API (GitHub Docs, "Best practices for using the REST API"). The token
 * goes to that address only, and into no message.
 */
final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 4;
  private static final int SERVER_ERROR = 500;
  private static final Set<Integer> LIMITED = Set.of(403, 429);
  private static final Set<Integer> MOVED = Set.of(301, 302, 307, 308);
  private static final int REDIRECTS = 3;

  /** A limit that lasts longer is for a person to wait for. */
  private static final long LONGEST_WAIT_SECONDS = 30;

  /**
   * @param status of HTTP, or 0 if there was no answer
   * @param body its JSON, or nothing
   * @param failure why there was no answer
   */
  record Answer(int status, JsonNode body, String failure) {
    boolean ok() {
      return status >= 200 && status < 300;
    }

    boolean unclear() {
      return status == 0 || status >= SERVER_ERROR;
    }
  }

  private final URI address;
  private final String token;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(ANSWER)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  Api(URI address, String token) {
    this.address = address;
    this.token = token;
  }

  JsonNode get(String path) {
    return expect("GET " + path, send("GET", path, null, () -> false)).body();
  }

  JsonNode patch(String path, JsonNode body) {
    return expect("PATCH " + path, send("PATCH", path, body, () -> false)).body();
  }

  /**
   * Asks for something to be made.
   *
   * @param done whether it was, though no answer came; asked before it is asked for again
   */
  Answer post(String path, JsonNode body, BooleanSupplier done) {
    return send("POST", path, body, done);
  }

  private Answer expect(String request, Answer answer) {
    if (!answer.ok()) {
      throw refused(request, answer);
    }
    return answer;
  }

  /** What to say of an answer that is none. */
  GitHubException refused(String request, Answer answer) {
    String advice =
        switch (answer.status()) {
          case 0 -> answer.failure();
          case 401 -> "the token is not accepted; is it expired?";
          case 403 -> "the token may not, or too much was asked; " + said(answer.body());
          case 404 -> "there is no such repository, or the token may not see it";
          default -> said(answer.body());
        };
    return new GitHubException(
        answer.status(),
        "%s at %s%s: %s"
            .formatted(
                request.replaceFirst("\\?.*", ""),
                address,
                answer.status() == 0 ? " got no answer" : " was answered with " + answer.status(),
                advice));
  }

  private static String said(JsonNode body) {
    StringBuilder text = new StringBuilder(body.path("message").asText("it said nothing"));
    body.path("errors")
        .forEach(
            error ->
                text.append("; ")
                    .append(
                        error.isTextual()
                            ? error.asText()
                            : error
                                .path("message")
                                .asText(
                                    error.path("field").asText()
                                        + " "
                                        + error.path("code").asText())));
    return Printable.message(text.toString());
  }

  private Answer send(String method, String path, JsonNode body, BooleanSupplier done) {
    URI uri = URI.create(address.toString().replaceFirst("/+$", "") + path);
    Answer answer = new Answer(0, MissingNode.getInstance(), "it was not asked");
    int redirects = 0;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      HttpResponse<byte[]> response;
      try {
        response = client.send(request(method, uri, body), BodyHandlers.ofByteArray());
      } catch (IOException e) {
        answer = new Answer(0, MissingNode.getInstance(), why(e));
        if (attempt < ATTEMPTS && !again(attempt, done)) {
          return answer;
        }
        continue;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Answer(0, MissingNode.getInstance(), "interrupted");
      }
      answer = new Answer(response.statusCode(), json(response.body()), "");
      Optional<URI> moved = moved(response, uri);
      if (moved.isPresent() && redirects++ < REDIRECTS) {
        uri = moved.get();
        attempt--;
        continue;
      }
      Optional<Long> wait = limited(response);
      if (wait.isPresent() && wait.get() <= LONGEST_WAIT_SECONDS && attempt < ATTEMPTS) {
        Backoff.sleep(Duration.ofSeconds(wait.get()).toMillis());
      } else if (!answer.unclear() || attempt == ATTEMPTS || !again(attempt, done)) {
        return answer;
      }
    }
    return answer;
  }

  /** Waits, and says whether it is to be asked again. */
  private static boolean again(int attempt, BooleanSupplier done) {
    Backoff.pause(attempt);
    return !done.getAsBoolean();
  }

  private HttpRequest request(String method, URI uri, JsonNode body) {
    return HttpRequest.newBuilder(uri)
        .timeout(ANSWER)
        .header("Accept", "application/vnd.github+json")
        .header("X-GitHub-Api-Version", "2022-11-28")
        .header("User-Agent", "zamba-model-publisher")
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + token)
        .method(
            method,
            body == null
                ? BodyPublishers.noBody()
                : BodyPublishers.ofString(body.toString(), UTF_8))
        .build();
  }

  /** Where a renamed repository is, if that is at the same server. */
  private Optional<URI> moved(HttpResponse<byte[]> response, URI from) {
    if (!MOVED.contains(response.statusCode())) {
      return Optional.empty();
    }
    try {
      return response
          .headers()
          .firstValue("location")
          .map(from::resolve)
          .filter(
              to ->
                  from.getScheme().equals(to.getScheme())
                      && from.getAuthority().equals(to.getAuthority()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** How many seconds it wants to be left alone, if it says so. */
  private static Optional<Long> limited(HttpResponse<byte[]> response) {
    if (!LIMITED.contains(response.statusCode())) {
      return Optional.empty();
    }
    Optional<Long> after =
        response
            .headers()
            .firstValue("retry-after")
            .filter(it -> it.matches("\\d{1,9}"))
            .map(Long::valueOf);
    return after.isPresent() || response.statusCode() == 403 ? after : Optional.of(1L);
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode node = JSON.readTree(body);
      return node == null ? MissingNode.getInstance() : node;
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static String why(IOException e) {
    return Printable.message(
        e.getClass().getSimpleName().replace("Exception", "")
            + (e.getMessage() == null ? "" : ": " + e.getMessage()));
  }
}
