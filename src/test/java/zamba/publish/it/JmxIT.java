package zamba.publish.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.DaemonProcess;
import zamba.publish.fixture.Run;

/** The daemon, driven over a real JMX connection to its process. */
class JmxIT {
  private static final String[] TWO_STRINGS = {String.class.getName(), String.class.getName()};

  @TempDir Path folder;
  private Run run;
  private DaemonProcess daemon;

  @BeforeEach
  void start() throws Exception {
    run = new Run(folder).model("slowfast").model("european").set("publish.trigger", "none");
    Path catalog = folder.resolve("catalog.properties");
    Files.writeString(catalog, entry("slowfast") + entry("european"));
    daemon = new DaemonProcess(run, catalog, "daemon", Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    daemon.close();
  }

  private String entry(String model) {
    return "weight-lookup.%s = s3://%s/%s\n".formatted(model, run.source, run.key(model, ""));
  }

  @Test
  void publishesByTheOperationsAndByTheTriggersAndDoesNothingElse() throws Exception {
    MBeanServerConnection jmx = daemon.jmx();
    assertThat(daemon.call("catalog")).contains("slowfast = s3://", "european = s3://");
    assertThat(daemon.call("status")).contains("No run has ended");
    assertThat(daemon.call("lastReport")).isEmpty();
    daemon.await("it had triggers", () -> daemon.route("trigger-slowfast") != null);
    ObjectName trigger = daemon.route("trigger-slowfast");
    assertThat(jmx.getAttribute(trigger, "State")).isEqualTo("Stopped");
    assertThat(jmx.getAttribute(daemon.route("publish-models"), "State")).isEqualTo("Started");

    assertThat(daemon.call("plan", "slowfast"))
        .contains("slowfast: to publish", "to copy: us, eu, asia", "to add: slowfast/config.yaml");
    assertThat(daemon.call("plan", "nothing")).contains("not in the catalog");
    assertThat(run.published()).isEmpty();
    assertThat(run.officialFiles()).isEmpty();

    // Started, started again and restarted, each time for one run.
    for (String operation : new String[] {"start", "start", "restart"}) {
      run.published().keySet().forEach(this::delete);
      jmx.invoke(trigger, operation, null, null);
      daemon.await(operation + " published slowfast", () -> run.published().size() == 3);
      daemon.await(
          "the trigger had stopped", () -> jmx.getAttribute(trigger, "State").equals("Stopped"));
    }
    assertThat(run.officialFiles()).hasSize(5);

    assertThat(daemon.call("publish", "european")).contains("european: published", "1 of 1 in");
    assertThat(run.published()).hasSize(6);
    Map<String, String> published = run.published();
    assertThat(daemon.call("publishAll")).contains("slowfast: present", "2 of 2 in place");
    assertThat(daemon.call("plan", "")).contains("slowfast: in place", "present: us, eu, asia");
    assertThat(daemon.call("publish", "nothing")).contains("Failed", "not in the catalog");
    JsonNode report = new ObjectMapper().readTree(daemon.call("lastReport"));
    assertThat(report).isEqualTo(run.report());
    assertThat(report.path("publications")).hasSize(2);
    assertThat(daemon.call("status"))
        .contains("slowfast: present", "european: present", "asia present");
    String answer = (String) request("direct:publish", "slowfast");
    assertThat(new ObjectMapper().readTree(answer).path("status").asText()).isEqualTo("ok");

    cannotBeMadeToDoOrTellAnythingElse(jmx);
    assertThat(run.published()).isEqualTo(published);
  }

  private void cannotBeMadeToDoOrTellAnythingElse(MBeanServerConnection jmx) throws Exception {
    String bucket = run.buckets.get("us");
    for (String endpoint :
        new String[] {
          "aws2-s3:" + bucket + "?amazonS3Client=#s3-us&operation=deleteBucket",
          "aws2-s3:" + bucket + "?operation=deleteObject",
          "file:" + folder + "?fileName=written",
          "controlbus:language:simple",
          "direct:replicate-to-us"
        }) {
      assertThatThrownBy(() -> request(endpoint, "${sysenv.PATH}"))
          .isInstanceOf(MBeanException.class)
          .hasRootCauseMessage(
              "requestStringBody[%s, ${sysenv.PATH}] is not open over JMX: it could send anything to any endpoint. Use the MBean zamba.publish:type=Publisher"
                  .formatted(endpoint));
    }
    Set<String> operations = new TreeSet<>();
    for (ObjectName name : jmx.queryNames(new ObjectName("org.apache.camel:*"), null)) {
      Arrays.stream(jmx.getMBeanInfo(name).getOperations())
          .forEach(operation -> operations.add(operation.getName()));
      // Which events Camel tells its own listeners of can be set; nothing here listens.
      if (!"eventnotifiers".equals(name.getKeyProperty("type"))) {
        assertThat(jmx.getMBeanInfo(name).getAttributes())
            .as(name.toString())
            .noneMatch(MBeanAttributeInfo::isWritable);
      }
    }
    assertThat(operations).containsExactly("requestStringBody", "restart", "start", "stop");
    assertThatThrownBy(
            () ->
                jmx.invoke(
                    context(),
                    "sendBody",
                    new Object[] {"direct:publish", ""},
                    new String[] {String.class.getName(), Object.class.getName()}))
        .isInstanceOf(MBeanException.class);
    assertThatThrownBy(() -> jmx.setAttribute(context(), new Attribute("Tracing", true)))
        .isInstanceOf(MBeanException.class);
    assertThat(everyReadableAttribute(jmx))
        .contains("zamba-model-publisher")
        .doesNotContain(run.store.credentials().secretAccessKey());
  }

  private static String everyReadableAttribute(MBeanServerConnection jmx) throws Exception {
    StringBuilder all = new StringBuilder();
    for (ObjectName name : jmx.queryNames(null, null)) {
      for (MBeanAttributeInfo attribute : jmx.getMBeanInfo(name).getAttributes()) {
        try {
          Object value = jmx.getAttribute(name, attribute.getName());
          all.append(value instanceof Object[] array ? Arrays.deepToString(array) : value);
          all.append('\n');
        } catch (JMException | RuntimeException e) {
          // Not all of the JVM's are supported everywhere.
        }
      }
    }
    return all.toString();
  }

  private Object request(String endpoint, String body) throws Exception {
    return daemon
        .jmx()
        .invoke(context(), "requestStringBody", new Object[] {endpoint, body}, TWO_STRINGS);
  }

  private ObjectName context() throws Exception {
    return daemon
        .jmx()
        .queryNames(new ObjectName("org.apache.camel:type=context,*"), null)
        .iterator()
        .next();
  }

  private void delete(String regionAndKey) {
    String[] parts = regionAndKey.split(":", 2);
    run.store.delete(run.buckets.get(parts[0]), parts[1]);
  }

  /** The port is not on the command line, and so no property tells that there is one. */
  @Test
  @SuppressWarnings("BanJNDI") // the address is of a process that was just started
  void aRemoteConnectorShowsTheProgramAndTheJvmsFiguresAndNothingElse() throws Exception {
    int port = freePort();
    Path config =
        Files.writeString(
            folder.resolve("jmx.properties"),
            """
            com.sun.management.jmxremote.port=%d
            com.sun.management.jmxremote.rmi.port=%d
            com.sun.management.jmxremote.host=127.0.0.1
            com.sun.management.jmxremote.authenticate=false
            com.sun.management.jmxremote.ssl=false
            """
                .formatted(port, port));
    Map<String, String> more =
        Map.of(
            "com.sun.management.config.file",
            config.toString(),
            "java.rmi.server.hostname",
            "127.0.0.1");
    Path catalog = folder.resolve("catalog.properties");
    try (DaemonProcess remote = new DaemonProcess(run, catalog, "remote", more)) {
      remote.awaitStarted();
      JMXServiceURL url =
          new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi");
      try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
        MBeanServerConnection jmx = connector.getMBeanServerConnection();
        remote.await("it had its MBean", () -> jmx.isRegistered(DaemonProcess.PUBLISHER));
        assertThat(jmx.getDomains())
            .containsOnly(
                "JMImplementation", "java.lang", "java.nio", "org.apache.camel", "zamba.publish");
        ObjectName loader = new ObjectName("zamba.publish:type=Loader");
        assertThatThrownBy(
                () -> {
                  jmx.createMBean("javax.management.loading.MLet", loader);
                  jmx.getMBeanInfo(loader);
                })
            .isInstanceOf(JMException.class);
        assertThat(jmx.isRegistered(loader)).isFalse();
        assertThat(
                jmx.invoke(
                    DaemonProcess.PUBLISHER,
                    "publish",
                    new Object[] {"slowfast"},
                    new String[] {String.class.getName()}))
            .asString()
            .contains("slowfast: published");
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
