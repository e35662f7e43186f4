package zamba.publish;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A loopback proxy before a real S3 server: answers what a test wants answered, passes on the rest,
 * and remembers every request line.
 */
public final class FaultProxy implements AutoCloseable {
  private final URI server;
  private final Function<String, String> fault;
  private final Function<String, String> byHead;
  private final UnaryOperator<String> rewrite;
  private final ServerSocket socket;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "fault-proxy");
            thread.setDaemon(true);
            return thread;
          });
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final LongAdder passed = new LongAdder();

  /** Closes the connection instead of answering; the server hears nothing. */
  public static final String DROP = "drop";

  /** Lets the server do it, and closes the connection instead of passing on its answer. */
  public static final String LOSE_ANSWER = "lose the answer";

  /** Takes the request and never answers. */
  static final String HANG = "hang";

  /** A whole answer, as a fault: it is sent as it is. */
  static String answer(String status, String type, String body, String... headers) {
    return "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n%s"
        .formatted(
            status,
            type,
            body.getBytes(StandardCharsets.UTF_8).length,
            String.join("", List.of(headers).stream().map(it -> it + "\r\n").toList()),
            body);
  }

  /** Lets the server do it, passes on so much of its answer, headers included, and resets. */
  static String cutAfter(int bytes) {
    return CUT + bytes;
  }

  private static final String CUT = "cut after ";

  /**
   * @param fault from a request line ({@code PUT /bucket/key?x HTTP/1.1}) to status and error code
   *     ({@code 403 AccessDenied}; with 200, the body says so), {@link #DROP}, {@link
   *     #LOSE_ANSWER}, {@link #HANG}, {@link #cutAfter}, a whole {@link #answer}, or null to pass
   *     the request on
   */
  public FaultProxy(URI server, Function<String, String> fault) throws IOException {
    this(server, fault, UnaryOperator.identity());
  }

  /**
   * @param rewrite what becomes of the request line and headers that are passed on
   */
  FaultProxy(URI server, Function<String, String> fault, UnaryOperator<String> rewrite)
      throws IOException {
    this(server, fault, head -> null, rewrite);
  }

  private FaultProxy(
      URI server,
      Function<String, String> fault,
      Function<String, String> byHead,
      UnaryOperator<String> rewrite)
      throws IOException {
    this.server = server;
    this.fault = fault;
    this.byHead = byHead;
    this.rewrite = rewrite;
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** One whose fault depends on the request line and headers. */
  static FaultProxy byHead(URI server, Function<String, String> fault) throws IOException {
    return new FaultProxy(server, line -> null, fault, UnaryOperator.identity());
  }

  /** Its address. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** Every request line so far. */
  public List<String> requests() {
    return requests;
  }

  /** How many bytes of bodies, requests' and answers' with the answers' headers, were passed on. */
  long passed() {
    return passed.sum();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      String line = head.substring(0, Math.max(0, head.indexOf("\r\n")));
      requests.add(line);
      String asked = fault.apply(line);
      String answer = asked == null ? byHead.apply(head) : asked;
      if (DROP.equals(answer)) {
        client.setSoLinger(true, 0);
      } else if (LOSE_ANSWER.equals(answer)) {
        pass(client, head, OutputStream.nullOutputStream());
        client.setSoLinger(true, 0);
      } else if (answer != null && answer.startsWith(CUT)) {
        client.setSoLinger(true, 0);
        pass(client, rewrite.apply(head), new Cut(client.getOutputStream(), answer));
      } else if (HANG.equals(answer)) {
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
      } else if (answer != null && answer.startsWith("HTTP/1.1 ")) {
        send(client, answer.getBytes(StandardCharsets.UTF_8));
      } else if (answer != null) {
        refuse(client, answer, line.startsWith("HEAD"));
      } else {
        pass(client, rewrite.apply(head), client.getOutputStream());
        client.shutdownOutput();
      }
    } catch (IOException e) {
      // Either side closed early.
    }
  }

  private static final class Cut extends FilterOutputStream {
    private int left;

    Cut(OutputStream out, String answer) {
      super(out);
      left = Integer.parseInt(answer.substring(CUT.length()));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, Math.min(left, length));
      out.flush();
      left -= length;
      if (left <= 0) {
        // A reset overtakes what is still on its way.
        LockSupport.parkNanos(50_000_000);
        throw new IOException("cut");
      }
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int end = 0;
    while (end < 4) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed");
      }
      head.write(next);
      end = next == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static void refuse(Socket client, String answer, boolean head) throws IOException {
    String code = answer.substring(answer.indexOf(' ') + 1);
    String body =
        head ? "" : "<Error><Code>" + code + "</Code><Message>said the proxy</Message></Error>";
    String response =
        "HTTP/1.1 %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(answer, body.length(), body);
    send(client, response.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void send(Socket client, byte[] response) throws IOException {
    client.getOutputStream().write(response);
    client.getOutputStream().flush();
    client.shutdownOutput();
    client.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private void pass(Socket client, String head, OutputStream answer) throws IOException {
    try (Socket backend = new Socket(server.getHost(), server.getPort())) {
      String once = head.substring(0, head.length() - 2) + "Connection: close\r\n\r\n";
      once = once.replaceFirst("(?i)\r\nConnection: keep-alive", "");
      backend.getOutputStream().write(once.getBytes(StandardCharsets.ISO_8859_1));
      backend.getOutputStream().flush();
      threads.execute(
          () -> {
            try {
              passed.add(client.getInputStream().transferTo(backend.getOutputStream()));
            } catch (IOException e) {
              // The answer came first.
            }
          });
      passed.add(backend.getInputStream().transferTo(answer));
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }
}
