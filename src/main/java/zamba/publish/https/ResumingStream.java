package zamba.publish.https;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.util.Map;
import org.apache.http.ConnectionClosedException;
import zamba.publish.content.ObjectFacts;
import zamba.publish.pace.Resumption;

/** Reads to the announced end over as many connections as it takes. */
final class ResumingStream extends InputStream {
  private static final int PASSED_OVER_AT_ONCE = 64 << 10;

  private final WebAddress address;
  private final ObjectFacts facts;
  private final WebClient client;
  private final Vigil vigil;
  private WebClient.Answer answer;
  private InputStream body;
  private long position;
  private final Resumption resumption = new Resumption();

  /**
   * @param vigil ends a host that is too slow; closed with this
   * @param facts what the host said of the file
   */
  ResumingStream(WebClient client, Vigil vigil, WebAddress address, ObjectFacts facts) {
    this.client = client;
    this.vigil = vigil;
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
    answer.expect(
        "GET " + address, partial ? HttpURLConnection.HTTP_PARTIAL : HttpURLConnection.HTTP_OK);
    long from = partial ? position : 0;
    long announced = answer.contentLength();
    boolean sameSize = announced < 0 || announced == facts.size() - from;
    boolean sameRange =
        !partial
            || answer
                .header("Content-Range")
                .map(it -> it.startsWith("bytes %d-%d/".formatted(from, facts.size() - 1)))
                .orElse(announced > 0);
    String etag = answer.etag();
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
                  HttpsSourceException.reason(e),
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
