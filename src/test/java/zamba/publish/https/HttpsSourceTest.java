package zamba.publish.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import zamba.publish.content.ObjectFacts;
import zamba.publish.fixture.TlsServers;

/** Against a TLS server on this machine, whose certificate is made and trusted for the test. */
class HttpsSourceTest {

  private static final int SIZE = 1_000_003;
  private static final int CUT = 400_001;

  @RegisterExtension static final TlsServers TLS = new TlsServers();

  private final HttpsSource source =
      new HttpsSource(UnaryOperator.identity(), WebSettings.DEFAULT, WebProxy.NONE);
  private final RemoteFile file = new RemoteFile();
  private HttpsServer server;

  @BeforeEach
  void start() throws IOException {
    server = TLS.start();
    server.createContext("/weights.pkl", file);
  }

  @AfterEach
  void stop() {
    source.close();
  }

  @Test
  void looksAtSizeAndETagWithoutReading() {
    assertThat(source.look(uri()))
        .isEqualTo(ObjectFacts.ofHttp(uri().toString(), SIZE, "\"version-1\""));
    assertThat(file.gets).isEmpty();
  }

  @Test
  void doesNotTakeAWeakETagForTheContents() {
    file.etag = "W/\"version-1\"";

    assertThat(source.look(uri()).etag()).isEmpty();
  }

  @Test
  void downloadsAllBytes() throws IOException {
    assertThat(download()).isEqualTo(file.content);
    assertThat(file.gets).containsExactly("from the start");
  }

  @Test
  void downloadsByteByByteAsWell() throws IOException {
    file.content = new byte[] {0, -1, 1};
    try (InputStream in = source.open(uri(), source.look(uri()))) {
      assertThat(List.of(in.read(), in.read(), in.read(), in.read()))
          .containsExactly(0, 255, 1, -1);
    }
  }

  @Test
  void refusesAFileThatIsAnnouncedAsEmpty() {
    file.content = new byte[0];

    assertThatThrownBy(() -> source.look(uri()))
        .isInstanceOf(HttpsSourceException.class)
        .hasMessageContainingAll("HEAD " + uri(), "Content-Length 0");
  }

  @Test
  void followsARedirectWithinHttps() throws IOException {
    redirect(uri().toString());
    WebAddress old = uri().resolve("/old.pkl");

    try (InputStream in = source.open(old, source.look(old))) {
      assertThat(in.readAllBytes()).isEqualTo(file.content);
    }
  }

  @Test
  void refusesARedirectToHttpAndNamesItsTarget() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    HttpServer plain = HttpServer.create(loopback(), 0);
    plain.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    plain.start();
    try {
      String target = "http://127.0.0.1:" + plain.getAddress().getPort() + "/weights.pkl";
      redirect(target);

      assertThatThrownBy(() -> source.look(uri().resolve("/old.pkl")))
          .isInstanceOf(HttpsSourceException.class)
          .hasMessageContainingAll("/old.pkl", "redirects to " + target, "another scheme");
      assertThat(asked).hasValue(0);
    } finally {
      plain.stop(0);
    }
  }

  @Test
  void namesAddressAndStatusOfWhatIsNotThere() {
    WebAddress missing = uri().resolve("/missing.pkl");

    assertThatThrownBy(() -> source.look(missing))
        .isInstanceOf(HttpsSourceException.class)
        .hasMessageContainingAll("HEAD " + missing, "404", "check the address");
  }

  @Test
  void refusesAHeadWithoutContentLength() {
    file.announcesLength = false;

    assertThatThrownBy(() -> source.look(uri()))
        .isInstanceOf(HttpsSourceException.class)
        .hasMessageContainingAll("HEAD " + uri(), "no Content-Length");
  }

  @Test
  void resumesADownloadThatWasCutWhereItEnded() throws IOException {
    file.cuts.add(CUT);
    file.cuts.add(CUT + 100_000);

    assertThat(download()).isEqualTo(file.content);
    assertThat(file.gets)
        .containsExactly(
            "from the start",
            "bytes=%d- if \"version-1\"".formatted(CUT),
            "bytes=%d- if \"version-1\"".formatted(CUT + 100_000));
    assertThat(file.sent).hasValue(SIZE);
  }

  @Test
  void startsOverWithAServerThatHasNoRanges() throws IOException {
    file.servesRanges = false;
    file.cuts.add(CUT);

    assertThat(download()).isEqualTo(file.content);
    assertThat(file.gets).hasSize(2);
    assertThat(file.sent).hasValue(CUT + SIZE);
  }

  @Test
  void doesNotMixTwoVersionsOfTheFile() throws IOException {
    file.cuts.add(CUT);
    file.afterACut =
        () -> {
          file.content = random(SIZE, 2);
          file.etag = "\"version-2\"";
        };

    assertFailsAfter(CUT, "another file than HEAD announced", "version-1", "version-2");
  }

  @Test
  void doesNotDownloadAnotherVersionThanItLookedAt() throws IOException {
    ObjectFacts facts = source.look(uri());
    file.content = random(SIZE - 1, 2);

    try (InputStream in = source.open(uri(), facts)) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(HttpsSourceException.class)
          .hasMessageContainingAll("another file than HEAD announced", "" + SIZE, "" + (SIZE - 1));
    }
  }

  @Test
  void doesNotResumeWhatHasNoETag() throws IOException {
    file.etag = null;
    file.cuts.add(CUT);

    assertFailsAfter(CUT, "has no ETag", CUT + " of " + SIZE);
    assertThat(file.gets).hasSize(1);
  }

  @Test
  void givesUpOnAServerThatAlwaysCutsAtTheSamePlace() throws IOException {
    file.alwaysCutsAt = CUT;

    assertFailsAfter(CUT, "4 attempts in a row failed", CUT + " of " + SIZE);
    assertThat(file.gets).hasSize(4);
  }

  @Test
  void givesUpOnAServerThatAlwaysStartsOverAndIsCut() throws IOException {
    file.servesRanges = false;
    file.alwaysCutsAt = CUT;

    assertFailsAfter(CUT, "4 attempts in a row failed");
    assertThat(file.gets).hasSize(4);
  }

  @Test
  void handsOutNoMoreBytesThanAnnounced() throws IOException {
    ObjectFacts facts = source.look(uri());
    file.content = random(SIZE + 10, 1);
    file.announcesLength = false;

    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (InputStream in = source.open(uri(), facts)) {
      assertThatThrownBy(() -> in.transferTo(read))
          .isInstanceOf(HttpsSourceException.class)
          .hasMessageContainingAll("GET " + uri(), "more than the " + SIZE + " bytes");
    }
    assertThat(read.size()).isLessThanOrEqualTo(SIZE);
  }

  @Test
  void triesAgainWhenTheServerIsBusy() throws IOException {
    file.busy.set(2);
    ObjectFacts facts = source.look(uri());
    file.busy.set(2);

    try (InputStream in = source.open(uri(), facts)) {
      assertThat(in.readAllBytes()).isEqualTo(file.content);
    }
    assertThat(file.refused).hasValue(4);
  }

  @Test
  void givesUpOnAServerThatStaysBusy() {
    file.busy.set(Integer.MAX_VALUE);

    assertThatThrownBy(() -> source.look(uri()))
        .isInstanceOf(HttpsSourceException.class)
        .hasMessageContainingAll(uri().toString(), "503", "4 times in a row");
    assertThat(file.refused).hasValue(4);
  }

  private WebAddress uri() {
    return WebAddress.parse(TlsServers.address(server, "/weights.pkl"));
  }

  private byte[] download() throws IOException {
    try (InputStream in = source.open(uri(), source.look(uri()))) {
      return in.readAllBytes();
    }
  }

  /** Whoever reads gets the right bytes up to there, and then an error that says so. */
  private void assertFailsAfter(int count, String... said) throws IOException {
    byte[] expected = Arrays.copyOf(file.content, count);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (InputStream in = source.open(uri(), source.look(uri()))) {
      assertThatThrownBy(() -> in.transferTo(read))
          .isInstanceOf(HttpsSourceException.class)
          .hasMessageContaining("GET " + uri())
          .hasMessageContainingAll(said);
    }
    assertThat(read.toByteArray()).isEqualTo(expected);
  }

  private void redirect(String target) {
    server.createContext(
        "/old.pkl",
        exchange -> {
          exchange.getResponseHeaders().set("Location", target);
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
  }

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static InetSocketAddress loopback() throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
  }

  /** A file as a web server has it, and the ways in which such a server can misbehave. */
  private static final class RemoteFile implements HttpHandler {
    /** Each GET as its Range and If-Range ask. */
    final List<String> gets = new CopyOnWriteArrayList<>();

    final AtomicLong sent = new AtomicLong();
    final AtomicInteger busy = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();

    /** Offsets in the file at which one connection each ends. */
    final Queue<Integer> cuts = new ConcurrentLinkedQueue<>();

    volatile int alwaysCutsAt = Integer.MAX_VALUE;
    volatile Runnable afterACut = () -> {};
    volatile byte[] content = random(SIZE, 1);
    volatile String etag = "\"version-1\"";
    volatile boolean servesRanges = true;
    volatile boolean announcesLength = true;

    @Override
    public void handle(HttpExchange exchange) throws IOException {
      try (exchange) {
        if (busy.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          refused.incrementAndGet();
          exchange.sendResponseHeaders(503, -1);
          return;
        }
        if (etag != null) {
          exchange.getResponseHeaders().set("ETag", etag);
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
          if (announcesLength) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.length));
          }
          exchange.sendResponseHeaders(200, -1);
        } else {
          get(exchange);
        }
      }
    }

    private void get(HttpExchange exchange) throws IOException {
      String range = exchange.getRequestHeaders().getFirst("Range");
      String condition = exchange.getRequestHeaders().getFirst("If-Range");
      gets.add(range == null ? "from the start" : range + " if " + condition);
      boolean partial = servesRanges && range != null && condition.equals(etag);
      int from = partial ? Integer.parseInt(range.replaceAll("[^0-9]", "")) : 0;
      int length = content.length - from;
      if (partial) {
        exchange
            .getResponseHeaders()
            .set(
                "Content-Range",
                "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
      }
      // For this server 0 means chunked, and -1 none.
      exchange.sendResponseHeaders(
          partial ? 206 : 200, !announcesLength ? 0 : length == 0 ? -1 : length);
      Integer cut = cuts.poll();
      int end = Math.min(content.length, Math.min(cut == null ? alwaysCutsAt : cut, alwaysCutsAt));
      OutputStream body = exchange.getResponseBody();
      body.write(content, from, Math.max(0, end - from));
      body.flush();
      sent.addAndGet(Math.max(0, end - from));
      if (end < content.length) {
        afterACut.run();
      } else {
        body.close();
      }
    }
  }
}
