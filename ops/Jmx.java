import com.sun.tools.attach.VirtualMachine;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Calls a running publisher over JMX, with nothing but a JDK:
 *
 * <pre>
 * java Jmx.java PID-OR-URL OPERATION [NAME]   publishAll, publish, plan, catalog, lastReport, status
 * java Jmx.java PID-OR-URL routes             every route and its state
 * java Jmx.java PID-OR-URL start ROUTE        also stop, restart
 * </pre>
 *
 * A PID is attached to, which only the user that runs the publisher may do. A URL is a remote connector's, such as
 * service:jmx:rmi:///jndi/rmi://127.0.0.1:9010/jmxrmi; then the user and the password are in JMX_USER and JMX_PASSWORD.
 */
class Jmx {
  private static final String PUBLISHER = "zamba.publish:type=Publisher";
  private static final String ROUTES = "org.apache.camel:type=routes,*";

  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 2) {
      System.err.println("usage: java Jmx.java PID-OR-URL OPERATION [NAME]");
      System.exit(2);
    }
    String[] credentials = {System.getenv("JMX_USER"), System.getenv("JMX_PASSWORD")};
    Map<String, Object> environment =
        credentials[0] == null ? Map.of() : Map.of(JMXConnector.CREDENTIALS, credentials);
    try (JMXConnector connector = JMXConnectorFactory.connect(address(arguments[0]), environment)) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      String operation = arguments[1];
      String[] given = Arrays.copyOfRange(arguments, 2, arguments.length);
      switch (operation) {
        case "routes" -> routes(server);
        case "start", "stop", "restart" -> server.invoke(route(server, given[0]), operation, null, null);
        default -> {
          String[] signature = new String[given.length];
          Arrays.fill(signature, String.class.getName());
          System.out.println(server.invoke(new ObjectName(PUBLISHER), operation, given, signature));
        }
      }
    }
  }

  private static JMXServiceURL address(String pidOrUrl) throws Exception {
    if (!pidOrUrl.matches("[0-9]+")) {
      return new JMXServiceURL(pidOrUrl);
    }
    VirtualMachine machine = VirtualMachine.attach(pidOrUrl);
    try {
      return new JMXServiceURL(machine.startLocalManagementAgent());
    } finally {
      machine.detach();
    }
  }

  private static void routes(MBeanServerConnection server) throws Exception {
    TreeSet<String> lines = new TreeSet<>();
    for (ObjectName route : server.queryNames(new ObjectName(ROUTES), null)) {
      lines.add(
          "%-50s %s"
              .formatted(server.getAttribute(route, "RouteId"), server.getAttribute(route, "State")));
    }
    lines.forEach(System.out::println);
  }

  private static ObjectName route(MBeanServerConnection server, String id) throws Exception {
    for (ObjectName route : server.queryNames(new ObjectName(ROUTES), null)) {
      if (server.getAttribute(route, "RouteId").equals(id)) {
        return route;
      }
    }
    throw new IllegalArgumentException("There is no route " + id);
  }
}
