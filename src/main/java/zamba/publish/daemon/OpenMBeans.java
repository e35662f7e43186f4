package zamba.publish.daemon;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MBeans that a remote connector is to show: the JVM's figures and this program's own. Any
 * other is taken away, also one that comes later: flight recordings hold the environment and are
 * written to any file, heap dumps hold the credentials, and what a client makes itself could load
 * code.
 */
final class OpenMBeans implements NotificationListener {
  private static final Logger LOG = LoggerFactory.getLogger(OpenMBeans.class);

  /** Memory, threads, buffers; the server's own name. */
  private static final Set<String> FIGURES = Set.of("java.lang", "java.nio", "JMImplementation");

  private final MBeanServer server;
  private final Set<ObjectName> ours = ConcurrentHashMap.newKeySet();

  OpenMBeans(MBeanServer server) {
    this.server = server;
  }

  /** Takes away what is there and not to be shown, and from now on what comes. */
  void enforce() {
    try {
      // Told in the thread that registers, before its registration returns.
      server.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, this, null, null);
    } catch (InstanceNotFoundException e) {
      throw new IllegalStateException(e);
    }
    for (ObjectName name : server.queryNames(null, null)) {
      if (!FIGURES.contains(name.getDomain()) && !ours.contains(name)) {
        close(name);
      }
    }
  }

  /** Notes that an MBean which is about to be registered is the program's own. */
  void open(ObjectName name) {
    ours.add(name);
  }

  @Override
  public void handleNotification(Notification notification, Object handback) {
    if (notification instanceof MBeanServerNotification registration
        && registration.getType().equals(MBeanServerNotification.REGISTRATION_NOTIFICATION)
        && !ours.contains(registration.getMBeanName())) {
      close(registration.getMBeanName());
    }
  }

  private void close(ObjectName name) {
    try {
      server.unregisterMBean(name);
    } catch (JMException | RuntimeException e) {
      if (server.isRegistered(name)) {
        LOG.warn("{} is still offered over JMX: {}", name, e.getMessage());
      }
    }
  }
}
