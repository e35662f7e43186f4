package zamba.publish.daemon;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import javax.management.DynamicMBean;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What JMX is not to offer. As it comes, Camel's context MBean sends any body to any endpoint that
 * can be named, which would include one that deletes objects, and evaluates any expression, which
 * would include one that reads the credentials.
 */
public final class JmxLimits {
  private static final Set<String> OF_A_ROUTE = Set.of("start", "stop", "restart");
  private static final String REQUEST = "requestStringBody";
  private static final String BY_HAND = "direct:publish";

  private static final String AGENT = "com.sun.management";

  /** Of a system property that is itself a secret, such as {@code aws.secretAccessKey}. */
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(password|passwd|passphrase|secret|token|credential).*");

  private JmxLimits() {}

  /**
   * An MBean server that registers Camel's MBeans with the given one, in their limited form. If JMX
   * may be open to other machines, the given one is left with these and the JVM's figures only.
   *
   * @param system the system properties, which tell
   */
  public static MBeanServer over(MBeanServer server, Properties system) {
    OpenMBeans open = new OpenMBeans(server);
    if (isRemote(system)) {
      open.enforce();
    }
    return (MBeanServer)
        Proxy.newProxyInstance(
            JmxLimits.class.getClassLoader(),
            new Class<?>[] {MBeanServer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("registerMBean")) {
                open.open((ObjectName) arguments[1]);
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
        ? system.stringPropertyNames().stream()
            .filter(name -> SECRET.matcher(name).matches())
            .filter(name -> !name.startsWith(AGENT) && !name.matches("(?i).*file"))
            .sorted()
            .map(
                name ->
                    "-D"
                        + name
                        + " could be read over the remote JMX connector; give AWS's credentials in the environment or in AWS's files, and the connector's key store in the file of com.sun.management.jmxremote.ssl.config.file")
            .toList()
        : List.of();
  }

  /**
   * Whether JMX may be open to other machines. The JVM starts its agent for any property under this
   * prefix, and where it then listens can be in a file.
   */
  private static boolean isRemote(Properties system) {
    return system.stringPropertyNames().stream().anyMatch(it -> it.startsWith(AGENT));
  }
}
