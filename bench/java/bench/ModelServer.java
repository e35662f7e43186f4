package bench;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The model of S3 on a loopback port, which it prints, and told what to do on its standard input, a
 * line for each command and one for its answer; it ends with its input.
 *
 * <pre>
 * models COUNT BYTES  puts so many models' training results into the private bucket, and nothing else
 * empty               empties the public buckets
 * pace real|capped|none  the latencies and rates from here on; none: answers at once
 * begin               starts counting anew
 * counts              what was counted, as JSON
 * </pre>
 *
 * A thread for each connection: the sides open some hundreds at the most, and a thread that waits
 * costs nothing.
 */
final class ModelServer {
  private static final String PRIVATE = "bench-private";

  private final Model model = new Model();
  private volatile Counts counts = new Counts();
  private volatile Rates rates = new Rates(1e9, 1e9);
  private volatile boolean paced;

  private ModelServer() {}

  public static void main(String[] args) throws IOException {
    ModelServer server = new ModelServer();
    ServerSocket socket = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(null, task, "connection", 256 << 10);
              thread.setDaemon(true);
              return thread;
            });
    threads.execute(() -> server.accept(socket, threads));
    System.out.println(socket.getLocalPort());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(server.obey(line.trim().split(" ")));
    }
    System.exit(0);
  }

  private String obey(String[] words) {
    switch (words[0]) {
      case "models" -> models(Integer.parseInt(words[1]), Long.parseLong(words[2]));
      case "empty" -> publicBuckets(model::empty);
      case "pace" -> {
        paced = !words[1].equals("none");
        rates =
            switch (words[1]) {
              case "real" -> new Rates(Numbers.WRITES_PER_SECOND, Numbers.READS_PER_SECOND);
              case "capped" ->
                  new Rates(Numbers.CAPPED_WRITES_PER_SECOND, Numbers.CAPPED_READS_PER_SECOND);
              default -> new Rates(1e9, 1e9);
            };
      }
      case "begin" -> counts = new Counts();
      case "counts" -> {
        StringBuilder held = new StringBuilder();
        publicBuckets(bucket -> held.append(held.length() > 0 ? ", " : "").append(model.objects(bucket)));
        String json = counts.json();
        return json.substring(0, json.length() - 1)
            + ", \"replicas\": [%s], \"unfinished\": %d, \"cappedWrites\": %s, \"cappedReads\": %s}"
                .formatted(
                    held,
                    model.unfinished(),
                    Numbers.CAPPED_WRITES_PER_SECOND,
                    Numbers.CAPPED_READS_PER_SECOND);
      }
      default -> {
        return "{\"error\": \"no command " + words[0] + "\"}";
      }
    }
    return "{}";
  }

  private static void publicBuckets(java.util.function.Consumer<String> action) {
    Numbers.LATENCY_MILLIS.keySet().stream()
        .filter(bucket -> !bucket.equals(PRIVATE))
        .sorted()
        .forEach(action);
  }

  private void models(int count, long size) {
    model.empty(PRIVATE);
    for (int number = 1; number <= count; number++) {
      String name = Samples.name(number);
      String prefix = Samples.prefix(name);
      model.put(PRIVATE, prefix + name + ".ckpt", size, null);
      Samples.companions(name)
          .forEach((file, content) -> model.put(PRIVATE, prefix + file, content.length, content));
    }
  }

  private void accept(ServerSocket socket, ExecutorService threads) {
    try {
      while (true) {
        Socket connection = socket.accept();
        connection.setTcpNoDelay(true);
        threads.execute(() -> serve(connection));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve(Socket connection) {
    try (connection;
        BufferedInputStream in = new BufferedInputStream(connection.getInputStream(), 1 << 14);
        OutputStream out = connection.getOutputStream()) {
      for (Http.Request request = Http.read(in, out);
          request != null;
          request = Http.read(in, out)) {
        answer(request, out);
        if ("close".equalsIgnoreCase(request.header("connection"))) {
          return;
        }
      }
    } catch (IOException | InterruptedException e) {
      // The client has gone, or the program ends.
    } catch (RuntimeException e) {
      e.printStackTrace();
    }
  }

  private void answer(Http.Request request, OutputStream out)
      throws IOException, InterruptedException {
    long arrived = System.nanoTime();
    Counts mine = counts;
    mine.begun();
    String kind = Model.kind(request);
    String prefix = prefix(request);
    boolean write = !request.method().equals("GET") && !request.method().equals("HEAD");
    long sent = 0;
    long checkpoint = 0;
    try {
      long latency = paced ? latency(prefix) * 1_000_000L : 0;
      if (!rates.admit(prefix, write)) {
        mine.refused();
        until(arrived + latency);
        Http.Response slowDown = Model.error(503, "SlowDown", "Please reduce your request rate.");
        Http.write(out, slowDown, request.method().equals("HEAD"));
        return;
      }
      mine.admitted(kind, prefix + (write ? " writes" : " reads"));
      Model.Outcome outcome = model.answer(kind, request);
      Http.Response response = outcome.response();
      if (kind.equals("UploadPartCopy")) {
        mine.part(outcome.copied());
      }
      if (kind.equals("UploadPart") || kind.equals("PutObject")) {
        checkpoint = request.bodyBytes();
      }
      long copying =
          paced ? (long) (outcome.copied() * 1e9 / Numbers.COPY_BYTES_PER_SECOND) : 0;
      boolean head = request.method().equals("HEAD");
      sent = head ? 0 : response.body().length + response.zeros();
      checkpoint += response.zeros();
      if (copying > Numbers.KEEP_ALIVE_SECONDS * 1_000_000_000L) {
        keptAlive(out, response, arrived + latency, arrived + latency + copying);
      } else {
        until(arrived + latency + copying);
        Http.write(out, response, head);
      }
    } finally {
      mine.ended(request.bodyBytes(), sent, checkpoint);
    }
  }

  /** As S3 does with a long copy: the status at once, then blanks, then the result. */
  private static void keptAlive(OutputStream out, Http.Response response, long start, long end)
      throws IOException, InterruptedException {
    until(start);
    Http.startLong(out);
    long step = Numbers.KEEP_ALIVE_SECONDS * 1_000_000_000L;
    for (long next = start + step; next < end; next += step) {
      until(next);
      Http.chunk(out, new byte[] {' '});
    }
    until(end);
    Http.chunk(out, response.body());
    Http.chunk(out, new byte[0]);
  }

  private static void until(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
    }
  }

  /** The bucket and the first component of the key: what the rates are counted by. */
  private static String prefix(Http.Request request) {
    String path = request.path();
    if (request.has("prefix")) {
      path = (path.endsWith("/") ? path : path + "/") + request.query().get("prefix");
    }
    String[] parts = path.split("/", 4);
    return Arrays.asList(parts).size() > 2 ? parts[1] + "/" + parts[2] : parts[1];
  }

  private static int latency(String prefix) {
    int slash = prefix.indexOf('/');
    String bucket = slash < 0 ? prefix : prefix.substring(0, slash);
    return Numbers.LATENCY_MILLIS.getOrDefault(bucket, 0);
  }
}
