package zamba.publish.https;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zamba.publish.content.ObjectFacts;
import zamba.publish.pace.Backoff;

/**
 * Weights on a web server. A server that is too slow, or sends elsewhere, is a failure that says
 * so; see {@link WebSettings}.
 */
public final class HttpsSource implements AutoCloseable {
  private static final int ATTEMPTS = 4;

  /** Of servers that answer GET all the same, and of addresses that are signed for GET only. */
  private static final Set<Integer> NO_HEAD = Set.of(403, 405, 501);

  /** RFC 9110, 14.4. */
  private static final Pattern FIRST_BYTE = Pattern.compile("bytes 0-0/([0-9]{1,18})");

  private final WebSettings settings;
  private final WebClient client;
  private final ScheduledThreadPoolExecutor rounds;

  /**
   * @param resolve where a URI really is: the same, unless the embedded server plays its host
   * @param settings what a host must keep to
   * @param proxy through which hosts are asked
   */
  public HttpsSource(UnaryOperator<URI> resolve, WebSettings settings, WebProxy proxy) {
    this.settings = settings;
    this.client = new WebClient(resolve, settings.redirectHosts(), proxy);
    this.rounds =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "https-vigil");
              thread.setDaemon(true);
              return thread;
            });
    rounds.setRemoveOnCancelPolicy(true);
  }

  /**
   * What the server says about the file: size and ETag.
   *
   * @throws HttpsSourceException if it is not there, is empty, or the server does not say how large
   *     it is
   */
  public ObjectFacts look(WebAddress address) {
    try (Vigil vigil = new Vigil(settings, rounds)) {
      return retry(address, () -> look(address, vigil));
    }
  }

  private ObjectFacts look(WebAddress address, Vigil vigil) throws IOException {
    try (WebClient.Answer answer = client.ask("HEAD", address, Map.of(), vigil)) {
      if (!NO_HEAD.contains(answer.status())) {
        answer.expect("HEAD " + address, HttpURLConnection.HTTP_OK);
        return facts("HEAD", address, "Content-Length", answer.contentLength(), answer);
      }
    }
    return lookByGet(address, vigil);
  }

  /** The same by a GET of the first byte; of a whole file nothing is read. */
  private ObjectFacts lookByGet(WebAddress address, Vigil vigil) throws IOException {
    Map<String, String> firstByte = Map.of("Range", "bytes=0-0");
    try (WebClient.Answer answer = client.ask("GET", address, firstByte, vigil)) {
      boolean partial = answer.status() == HttpURLConnection.HTTP_PARTIAL;
      answer.expect(
          "GET " + address, partial ? HttpURLConnection.HTTP_PARTIAL : HttpURLConnection.HTTP_OK);
      return partial
          ? facts("GET", address, "size in its Content-Range", sizeInRange(answer), answer)
          : facts("GET", address, "Content-Length", answer.contentLength(), answer);
    }
  }

  private static long sizeInRange(WebClient.Answer answer) {
    return answer
        .header("Content-Range")
        .map(FIRST_BYTE::matcher)
        .filter(Matcher::matches)
        .map(range -> Long.parseLong(range.group(1)))
        .orElse(-1L);
  }

  private static ObjectFacts facts(
      String method, WebAddress address, String where, long size, WebClient.Answer answer) {
    if (size <= 0) {
      throw new HttpsSourceException(
          "%s %s has %s, so a copy cut short could not be told"
              .formatted(method, address, size < 0 ? "no " + where : where + " 0"));
    }
    return ObjectFacts.ofHttp(address.toString(), size, answer.etag());
  }

  /**
   * The file's bytes. A connection that breaks off is taken up again where it ended, if the server
   * allows ranges and still has the same file.
   *
   * @param facts what {@link #look} said; the stream yields as many bytes or throws
   */
  public InputStream open(WebAddress address, ObjectFacts facts) {
    return new ResumingStream(client, new Vigil(settings, rounds), address, facts);
  }

  private interface Attempt<T> {
    T run() throws IOException;
  }

  private static <T> T retry(WebAddress address, Attempt<T> attempt) {
    for (int number = 1; ; number++) {
      try {
        return attempt.run();
      } catch (Vigil.TooSlowException e) {
        throw new HttpsSourceException("HEAD %s %s".formatted(address, e.getMessage()), e);
      } catch (IOException e) {
        if (number == ATTEMPTS) {
          throw new HttpsSourceException(
              "%s: %s, %d times in a row"
                  .formatted(address, HttpsSourceException.reason(e), ATTEMPTS),
              e);
        }
        Backoff.pause(number);
      }
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    client.close();
  }
}
