package zamba.publish;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The shipped jar as a daemon: a child JVM, its log, its JMX and its management server. */
final class DaemonProcess implements AutoCloseable {
  /** Far more than anything takes; only what never comes is waited for so long. */
  private static final long PATIENCE_SECONDS = 90;

  static final ObjectName PUBLISHER = name("zamba.publish:type=Publisher");

  /** One, since each keeps its connections, which would count among the daemon's. */
  private final HttpClient http = HttpClient.newHttpClient();

  private final Process process;
  private final Path log;
  private final int port;
  private JMXConnector connector;

  /**
   * Starts it.
   *
   * @param run its properties but for the catalog
   * @param catalog the file named by publish.properties
   * @param name tells its log and report from another's
   * @param more properties that override the run's
   */
  DaemonProcess(Run run, Path catalog, String name, Map<String, String> more) throws IOException {
    this.log = run.folder.resolve(name + ".log");
    this.port = freePort();
    Properties properties = new Properties();
    properties.putAll(run.properties);
    properties.setProperty("publish.properties", catalog.toString());
    properties.setProperty("management.port", String.valueOf(port));
    properties.setProperty("report.file", run.folder.resolve("report.json").toString());
    properties.putAll(more);
    ProcessBuilder builder =
        Jar.process(run, Jar.JAVA, properties)
            .directory(run.folder.toFile())
            .redirectOutput(log.toFile());
    builder.command().add(1, "-Xmx256m");
    builder.environment().keySet().removeIf(variable -> variable.startsWith("AWS_"));
    // A file and no variables: a file can be changed while the daemon runs.
    builder
        .environment()
        .put("AWS_SHARED_CREDENTIALS_FILE", run.folder.resolve("credentials").toString());
    if (!Files.exists(run.folder.resolve("credentials"))) {
      credentials(run, run.store.credentials().secretAccessKey());
    }
    process = builder.start();
  }

  /** Gives every daemon of the run these credentials. */
  static void credentials(Run run, String secret) throws IOException {
    Path file = run.folder.resolve("credentials");
    Files.writeString(
        file,
        "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
            .formatted(run.store.credentials().accessKeyId(), secret));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static ObjectName name(String name) {
    try {
      return new ObjectName(name);
    } catch (javax.management.MalformedObjectNameException e) {
      throw new IllegalArgumentException(e);
    }
  }

  Process process() {
    return process;
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** Waits until something is so. */
  void await(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.call()) {
      if (System.nanoTime() > end || !process.isAlive()) {
        throw new AssertionError(
            (process.isAlive() ? "waited in vain until " : "it ended before ")
                + what
                + "\n"
                + log());
      }
      Thread.sleep(20);
    }
  }

  void awaitLog(String text) throws Exception {
    await("it said " + text, () -> log().contains(text));
  }

  /** Waits for the end of so many runs that begin from now on. */
  void awaitRuns(int count) throws Exception {
    // One may be under way.
    double end = runs() + count + 1;
    await(count + " more runs had ended", () -> runs() >= end);
  }

  double runs() {
    return metric("zamba_runs_total{status=\"ok\"}")
        + metric("zamba_runs_total{status=\"failed\"}");
  }

  /** Waits for its end, and gives its exit status. */
  int end() throws Exception {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("did not end\n" + log());
    }
    return process.exitValue();
  }

  @SuppressWarnings("BanJNDI") // the address is of a process that was just started
  MBeanServerConnection jmx() throws Exception {
    if (connector == null) {
      awaitStarted();
      VirtualMachine machine = VirtualMachine.attach(String.valueOf(process.pid()));
      try {
        connector =
            JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
      } finally {
        machine.detach();
      }
    }
    return connector.getMBeanServerConnection();
  }

  /** Calls an operation of the publisher's MBean. */
  String call(String operation, String... arguments) throws Exception {
    String[] signature = new String[arguments.length];
    java.util.Arrays.fill(signature, String.class.getName());
    return (String) jmx().invoke(PUBLISHER, operation, arguments, signature);
  }

  ObjectName route(String id) throws Exception {
    // By its name alone: a route that goes meanwhile has no attribute to ask for any more.
    return jmx()
        .queryNames(name("org.apache.camel:type=routes,*,name=" + ObjectName.quote(id)), null)
        .stream()
        .findFirst()
        .orElse(null);
  }

  void awaitStarted() throws Exception {
    await("it served its health", () -> status("/observe/health/live") == 200);
  }

  int status(String path) {
    HttpResponse<String> response = get(path);
    return response == null ? 0 : response.statusCode();
  }

  String body(String path) {
    HttpResponse<String> response = get(path);
    return response == null ? "" : response.body();
  }

  private HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A sample of the metrics, by name and labels as exposed; 0 while nothing is served. */
  double metric(String sample) {
    return metrics().getOrDefault(sample, 0.0);
  }

  Map<String, Double> metrics() {
    Map<String, Double> samples = new LinkedHashMap<>();
    Matcher line =
        Pattern.compile("(?m)^([a-z_]+(?:\\{.*})?) ([-+0-9.eENaInf]+)$")
            .matcher(body("/observe/metrics"));
    while (line.find()) {
      samples.put(line.group(1), Double.valueOf(line.group(2)));
    }
    return samples;
  }

  @Override
  public void close() throws IOException {
    if (connector != null && process.isAlive()) {
      connector.close();
    }
    process.destroyForcibly().onExit().join();
  }
}
