package zamba.publish.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.loading.MLet;
import javax.management.timer.Timer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JmxLimitsTest {
  private final MBeanServer jvm = MBeanServerFactory.newMBeanServer();

  private static Properties properties(String... names) {
    Properties properties = new Properties();
    for (String name : names) {
      properties.setProperty(name, "x");
    }
    return properties;
  }

  private Set<String> names() {
    return jvm.queryNames(null, null).stream()
        .map(ObjectName::toString)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.sun.management.jmxremote.port",
        "com.sun.management.config.file",
        "com.sun.management.jmxremote"
      })
  void aRemoteConnectorShowsTheJvmsFiguresAndWhatTheProgramRegisters(String property)
      throws Exception {
    jvm.registerMBean(new Timer(), new ObjectName("jdk.management.jfr:type=FlightRecorder"));
    jvm.registerMBean(new Timer(), new ObjectName("com.sun.management:type=HotSpotDiagnostic"));
    jvm.registerMBean(new Timer(), new ObjectName("java.lang:type=Memory"));

    MBeanServer limited = JmxLimits.over(jvm, properties(property));
    limited.registerMBean(new Timer(), new ObjectName("zamba.publish:type=Publisher"));
    jvm.registerMBean(new Timer(), new ObjectName("zamba.publish:type=Other"));
    jvm.createMBean(MLet.class.getName(), new ObjectName("java.lang:type=Loader"));
    jvm.createMBean(MLet.class.getName(), new ObjectName("any:type=Loader"));

    assertThat(names())
        .containsExactlyInAnyOrder(
            "JMImplementation:type=MBeanServerDelegate",
            "java.lang:type=Memory",
            "zamba.publish:type=Publisher");
  }

  @Test
  void withoutOneTheJvmIsLeftAsItIs() throws Exception {
    jvm.registerMBean(new Timer(), new ObjectName("com.sun.management:type=HotSpotDiagnostic"));
    JmxLimits.over(jvm, properties("java.home"));

    assertThat(names()).contains("com.sun.management:type=HotSpotDiagnostic");
  }

  @Test
  void aSecretOnTheCommandLineIsNotForARemoteConnectorToShow() {
    String[] secrets = {
      "aws.secretAccessKey", "aws.sessionToken", "javax.net.ssl.keyStorePassword", "my.token"
    };
    assertThat(JmxLimits.problems(properties(secrets))).isEmpty();

    Properties remote = properties(secrets);
    remote.setProperty("com.sun.management.config.file", "jmx.properties");
    remote.setProperty("com.sun.management.jmxremote.password.file", "jmx.password");
    remote.setProperty("aws.webIdentityTokenFile", "token");
    assertThat(JmxLimits.problems(remote))
        .hasSize(4)
        .allMatch(problem -> problem.contains("could be read over the remote JMX connector"))
        .anyMatch(problem -> problem.startsWith("-Djavax.net.ssl.keyStorePassword "));
  }
}
