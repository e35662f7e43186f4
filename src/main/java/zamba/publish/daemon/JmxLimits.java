package zamba.publish.daemon;

import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What JMX is not to offer. As it comes, Camel's context MBean sends any body to any endpoint that
 * can be named, which would include one that deletes objects, and evaluates any expression, which
 * would include one that reads the credentials.
 */
public final class JmxLimits {
  private static final Logger LOG = LoggerFactory.getLogger(JmxLimits.class);

  private static final Set<String> OF_A_ROUTE = Set.of("start", "stop", "restart");
  private static final String REQUEST = "requestStringBody";
  private static final String BY_HAND = "direct:publish";

  /** System properties by which the AWS SDK takes credentials. */
  private static final List<String> SECRETS = List.of("aws.secretAccessKey", "aws.sessionToken");

  private JmxLimits() {}

  /** An MBean server that registers Camel's MBeans with the given one, in their limited form. */
  public static MBeanServer over(MBeanServer server) {
    return (MBeanServer)
        Proxy.newProxyInstance(
            JmxLimits.class.getClassLoader(),
            new Class<?>[] {MBeanServer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("registerMBean")) {
                arguments[0] = limited(arguments[0], (ObjectName) arguments[1]);
              }
              return call(server, method, arguments);
            });
  }

  private static Object call(MBeanServer server, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(server, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object limited(Object mbean, ObjectName name) {
    return mbean instanceof DynamicMBean camels && name.getDomain().startsWith("org.apache.camel")
        ? new LimitedMBean(camels, safe(String.valueOf(name.getKeyProperty("type"))))
        : mbean;
  }

  private static LimitedMBean.Safe safe(String type) {
    return new LimitedMBean.Safe() {
      @Override
      public boolean shows(String operation) {
        return switch (type) {
          case "routes" -> OF_A_ROUTE.contains(operation);
          case "context" -> operation.equals(REQUEST);
          default -> false;
        };
      }

      @Override
      public boolean allows(String operation, Object[] arguments) {
        return !operation.equals(REQUEST) || BY_HAND.equals(arguments[0]);
      }
    };
  }

  /**
   * Why JMX from other machines cannot be allowed as the JVM was started, if it cannot: every MBean
   * client can read the system properties.
   */
  public static List<String> problems(Properties system) {
    return isRemote(system)
        ? SECRETS.stream()
            .filter(name -> system.getProperty(name) != null)
            .map(
                name ->
                    "-D"
                        + name
                        + " could be read over the remote JMX connector; give the credentials in the environment or in AWS's files")
            .toList()
        : List.of();
  }

  /**
   * Takes away what the JVM offers a remote client besides: dumping the heap, which holds the
   * credentials, and loading agents. Local tools such as jcmd do not go this way.
   */
  public static void applyToJvm(Properties system) {
    if (!isRemote(system)) {
      return;
    }
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    for (String type : List.of("DiagnosticCommand", "HotSpotDiagnostic")) {
      try {
        ObjectName name = new ObjectName("com.sun.management:type=" + type);
        if (server.isRegistered(name)) {
          server.unregisterMBean(name);
        }
      } catch (JMException e) {
        LOG.warn("{} is still offered over JMX: {}", type, e.getMessage());
      }
    }
  }

  private static boolean isRemote(Properties system) {
    return system.getProperty("com.sun.management.jmxremote.port") != null;
  }
}
