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
import org.apache.http.ConnectionClosedException;
import zamba.publish.content.ObjectFacts;
import zamba.publish.pace.Resumption;

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

  private static final int PASSED_OVER_AT_ONCE = 64 << 10;

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
        expect("HEAD " + address, answer, HttpURLConnection.HTTP_OK);
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
      expect(
          "GET " + address,
          answer,
          partial ? HttpURLConnection.HTTP_PARTIAL : HttpURLConnection.HTTP_OK);
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
    return ObjectFacts.ofHttp(address.toString(), size, etag(answer));
  }

  /** A weak ETag ({@code W/"..."}) does not stand for the bytes (RFC 9110, 8.8.1). */
  private static String etag(WebClient.Answer answer) {
    return ObjectFacts.unquote(answer.header("ETag").filter(it -> !it.startsWith("W/")).orElse(""));
  }

  /**
   * The file's bytes. A connection that breaks off is taken up again where it ended, if the server
   * allows ranges and still has the same file.
   *
   * @param facts what {@link #look} said; the stream yields as many bytes or throws
   */
  public InputStream open(WebAddress address, ObjectFacts facts) {
    return new ResumingStream(address, facts);
  }

  private static void expect(String tried, WebClient.Answer answer, int expected)
      throws IOException {
    int status = answer.status();
    if (status == expected) {
      return;
    }
    if (status >= 500 || status == 429 || status == 408) {
      throw new IOException("was answered " + status);
    }
    throw new HttpsSourceException(
        tried
            + " was answered "
            + status
            + (status == HttpURLConnection.HTTP_PROXY_AUTH
                ? ": the proxy wants a user and a password that it knows; check HTTPS_PROXY"
                : "; check the address in the catalog"));
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
              "%s: %s, %d times in a row".formatted(address, reason(e), ATTEMPTS), e);
        }
        pause(number);
      }
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static void pause(int number) {
    try {
      Thread.sleep(250L << number);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HttpsSourceException("interrupted while waiting for the next attempt", e);
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    client.close();
  }

  /** Reads to the announced end over as many connections as it takes. */
  private final class ResumingStream extends InputStream {
    private final WebAddress address;
    private final ObjectFacts facts;
    private final Vigil vigil = new Vigil(settings, rounds);
    private WebClient.Answer answer;
    private InputStream body;
    private long position;
    private final Resumption resumption = new Resumption();

    ResumingStream(WebAddress address, ObjectFacts facts) {
      this.address = address;
      this.facts = facts;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      while (true) {
        try {
          if (position == facts.size() && body == null) {
            return -1;
          }
          if (body == null) {
            connect();
          }
          int count = next(buffer, offset, length);
          if (count < 0 && position < facts.size()) {
            throw ended(null);
          }
          if (count > 0) {
            position += count;
          }
          // Only an answer without Content-Length comes so far.
          if (position > facts.size()) {
            throw new HttpsSourceException(
                "GET %s gives more than the %d bytes that HEAD announced. Run again when it is stable"
                    .formatted(address, facts.size()));
          }
          return count;
        } catch (Vigil.TooSlowException e) {
          throw new HttpsSourceException("GET %s %s".formatted(address, e.getMessage()), e);
        } catch (IOException e) {
          startAgain(e);
        }
      }
    }

    private int next(byte[] buffer, int offset, int length) throws IOException {
      try {
        return vigil.bytes(() -> body.read(buffer, offset, length));
      } catch (ConnectionClosedException e) {
        throw ended(e);
      }
    }

    private IOException ended(IOException cause) {
      return new IOException(
          "the connection ended after %d of %d bytes".formatted(position, facts.size()), cause);
    }

    private void connect() throws IOException {
      resumption.beginsAt(position);
      answer = client.ask("GET", address, conditions(), vigil);
      boolean partial = answer.status() == HttpURLConnection.HTTP_PARTIAL;
      expect(
          "GET " + address,
          answer,
          partial ? HttpURLConnection.HTTP_PARTIAL : HttpURLConnection.HTTP_OK);
      long from = partial ? position : 0;
      long announced = answer.contentLength();
      boolean sameSize = announced < 0 || announced == facts.size() - from;
      boolean sameRange =
          !partial
              || answer
                  .header("Content-Range")
                  .map(it -> it.startsWith("bytes %d-%d/".formatted(from, facts.size() - 1)))
                  .orElse(announced > 0);
      String etag = etag(answer);
      if (!sameSize || !sameRange || !etag.equals(facts.etag())) {
        throw new HttpsSourceException(
            "GET %s gives another file than HEAD announced: %d bytes from byte %d on, ETag '%s'; announced were %d in all, ETag '%s'. Run again when it is stable"
                .formatted(address, announced, from, etag, facts.size(), facts.etag()));
      }
      body = answer.response().getEntity().getContent();
      // A server without ranges starts over.
      for (long left = position - from; left > 0; ) {
        left -= passOver(left);
      }
    }

    private Map<String, String> conditions() {
      return position == 0
          ? Map.of()
          : Map.of("Range", "bytes=" + position + "-", "If-Range", '"' + facts.etag() + '"');
    }

    private int passOver(long most) throws IOException {
      byte[] skipped = new byte[(int) Math.min(most, PASSED_OVER_AT_ONCE)];
      int count = vigil.bytes(() -> body.read(skipped));
      if (count < 0) {
        throw new IOException("the connection ended before byte " + position);
      }
      return count;
    }

    /** Resuming needs a validator, or the rest could come from another version of the file. */
    private void startAgain(IOException e) {
      disconnect();
      boolean resumable = position == 0 || !facts.etag().isEmpty();
      if (!resumption.brokeOffAt(position) || !resumable) {
        throw new HttpsSourceException(
            "GET %s: %s; %s"
                .formatted(
                    address,
                    reason(e),
                    resumable
                        ? Resumption.ATTEMPTS + " attempts in a row failed"
                        : "it has no ETag, so the download cannot be resumed"),
            e);
      }
      resumption.pause();
    }

    private void disconnect() {
      if (answer != null) {
        answer.close();
      }
      answer = null;
      body = null;
    }

    @Override
    public void close() {
      vigil.close();
      disconnect();
    }
  }
}
