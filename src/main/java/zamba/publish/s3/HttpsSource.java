package zamba.publish.s3;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.function.UnaryOperator;

/**
 * Weights on a web server.
 *
 * <p>Uses HttpURLConnection because it has a time-out for each read of the body, which {@code
 * java.net.http} has not, and because it follows a redirect only within the same scheme.
 */
public final class HttpsSource {
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
  private static final int READ_TIMEOUT_MILLIS = 30_000;
  private static final int ATTEMPTS = 4;

  private final UnaryOperator<URI> resolve;

  /**
   * @param resolve where a URI really is: the same, unless the embedded server plays its host
   */
  public HttpsSource(UnaryOperator<URI> resolve) {
    this.resolve = resolve;
  }

  /**
   * What the server says about the file: size and ETag.
   *
   * @throws HttpsSourceException if it is not there, is empty, or the server does not say how large
   *     it is
   */
  public ObjectFacts look(URI uri) {
    return retry(
        uri,
        () -> {
          HttpURLConnection connection = open(uri, "HEAD", 0, "");
          try {
            expect(uri, connection, HttpURLConnection.HTTP_OK);
            long size = connection.getContentLengthLong();
            if (size <= 0) {
              throw new HttpsSourceException(
                  "HEAD %s has %s, so a copy cut short could not be told"
                      .formatted(uri, size < 0 ? "no Content-Length" : "Content-Length 0"));
            }
            return ObjectFacts.ofHttp(
                uri.toString(), size, strong(connection.getHeaderField("ETag")));
          } finally {
            connection.disconnect();
          }
        });
  }

  /** A weak ETag ({@code W/"..."}) does not stand for the bytes (RFC 9110, 8.8.1). */
  private static String strong(String etag) {
    return etag == null || etag.startsWith("W/") ? "" : etag;
  }

  /**
   * The file's bytes. A connection that breaks off is taken up again where it ended, if the server
   * allows ranges and still has the same file.
   *
   * @param facts what {@link #look} said; the stream yields as many bytes or throws
   */
  InputStream open(URI uri, ObjectFacts facts) {
    return new ResumingStream(uri, facts);
  }

  private HttpURLConnection open(URI uri, String method, long from, String etag)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) resolve.apply(uri).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
    connection.setReadTimeout(READ_TIMEOUT_MILLIS);
    connection.setUseCaches(false);
    connection.setRequestProperty("Accept-Encoding", "identity");
    if (from > 0) {
      connection.setRequestProperty("Range", "bytes=" + from + "-");
      connection.setRequestProperty("If-Range", '"' + etag + '"');
    }
    return connection;
  }

  private static void expect(URI uri, HttpURLConnection connection, int expected)
      throws IOException {
    int status = connection.getResponseCode();
    if (status == expected) {
      return;
    }
    String tried = connection.getRequestMethod() + " " + uri;
    if (status >= 300 && status < 400) {
      throw new HttpsSourceException(
          "%s redirects to %s, which is another scheme and is not followed; put the final https address into the catalog"
              .formatted(tried, connection.getHeaderField("Location")));
    }
    if (status >= 500 || status == 429 || status == 408) {
      throw new IOException("was answered " + status);
    }
    throw new HttpsSourceException(
        tried + " was answered " + status + "; check the address in the catalog");
  }

  private interface Attempt<T> {
    T run() throws IOException;
  }

  private static <T> T retry(URI uri, Attempt<T> attempt) {
    for (int number = 1; ; number++) {
      try {
        return attempt.run();
      } catch (IOException e) {
        if (number == ATTEMPTS) {
          throw new HttpsSourceException(
              "%s: %s, %d times in a row".formatted(uri, reason(e), ATTEMPTS), e);
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

  /** Reads to the announced end over as many connections as it takes. */
  private final class ResumingStream extends InputStream {
    private final URI uri;
    private final ObjectFacts facts;
    private HttpURLConnection connection;
    private InputStream body;
    private long position;
    private int failures;

    ResumingStream(URI uri, ObjectFacts facts) {
      this.uri = uri;
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
          int count = body.read(buffer, offset, length);
          if (count < 0 && position < facts.size()) {
            throw new IOException(
                "the connection ended after %d of %d bytes".formatted(position, facts.size()));
          }
          if (count > 0) {
            position += count;
            failures = 0;
          }
          // Only an answer without Content-Length comes so far.
          if (position > facts.size()) {
            throw new HttpsSourceException(
                "GET %s gives more than the %d bytes that HEAD announced. Run again when it is stable"
                    .formatted(uri, facts.size()));
          }
          return count;
        } catch (IOException e) {
          startAgain(e);
        }
      }
    }

    private void connect() throws IOException {
      connection = HttpsSource.this.open(uri, "GET", position, facts.etag());
      boolean partial = connection.getResponseCode() == HttpURLConnection.HTTP_PARTIAL;
      expect(uri, connection, partial ? HttpURLConnection.HTTP_PARTIAL : HttpURLConnection.HTTP_OK);
      long from = partial ? position : 0;
      long announced = connection.getContentLengthLong();
      boolean sameSize = announced < 0 || announced == facts.size() - from;
      String etag = ObjectFacts.unquote(strong(connection.getHeaderField("ETag")));
      if (!sameSize || !etag.equals(facts.etag())) {
        throw new HttpsSourceException(
            "GET %s gives another file than HEAD announced: %d bytes from byte %d on, ETag '%s'; announced were %d in all, ETag '%s'. Run again when it is stable"
                .formatted(uri, announced, from, etag, facts.size(), facts.etag()));
      }
      body = connection.getInputStream();
      // A server without ranges starts over.
      body.skipNBytes(position - from);
    }

    /** Resuming needs a validator, or the rest could come from another version of the file. */
    private void startAgain(IOException e) {
      close();
      boolean resumable = position == 0 || !facts.etag().isEmpty();
      failures++;
      if (failures == ATTEMPTS || !resumable) {
        throw new HttpsSourceException(
            "GET %s: %s; %s"
                .formatted(
                    uri,
                    reason(e),
                    resumable
                        ? ATTEMPTS + " attempts in a row failed"
                        : "it has no ETag, so the download cannot be resumed"),
            e);
      }
      pause(failures);
    }

    @Override
    public void close() {
      if (connection != null) {
        connection.disconnect();
      }
      connection = null;
      body = null;
    }
  }
}
