package zamba.publish.daemon;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanRegistration;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;

/** An MBean of Camel's, with attributes that can only be read, and the operations that are safe. */
final class LimitedMBean implements DynamicMBean, MBeanRegistration {

  /** Which calls are let through. */
  interface Safe {
    /** Whether an operation is shown at all. */
    boolean shows(String operation);

    /** Whether a call with these arguments is let through. */
    boolean allows(String operation, Object[] arguments);
  }

  private final DynamicMBean camels;
  private final Safe safe;

  LimitedMBean(DynamicMBean camels, Safe safe) {
    this.camels = camels;
    this.safe = safe;
  }

  @Override
  public Object getAttribute(String name)
      throws AttributeNotFoundException, MBeanException, ReflectionException {
    return camels.getAttribute(name);
  }

  @Override
  public AttributeList getAttributes(String[] names) {
    return camels.getAttributes(names);
  }

  @Override
  public void setAttribute(Attribute attribute) throws MBeanException {
    throw refused("setting " + attribute.getName());
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    return new AttributeList();
  }

  @Override
  public Object invoke(String operation, Object[] arguments, String[] signature)
      throws MBeanException, ReflectionException {
    Object[] given = arguments == null ? new Object[0] : arguments;
    if (!safe.shows(operation) || !safe.allows(operation, given)) {
      throw refused(operation + Arrays.toString(given));
    }
    return camels.invoke(operation, arguments, signature);
  }

  private static MBeanException refused(String what) {
    return new MBeanException(
        new IllegalArgumentException(
            what
                + " is not open over JMX: it could send anything to any endpoint. Use the MBean zamba.publish:type=Publisher"));
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    MBeanInfo info = camels.getMBeanInfo();
    List<MBeanAttributeInfo> attributes = new ArrayList<>();
    for (MBeanAttributeInfo attribute : info.getAttributes()) {
      attributes.add(
          new MBeanAttributeInfo(
              attribute.getName(),
              attribute.getType(),
              attribute.getDescription(),
              attribute.isReadable(),
              false,
              attribute.isIs()));
    }
    MBeanOperationInfo[] operations =
        Arrays.stream(info.getOperations())
            .filter(operation -> safe.shows(operation.getName()))
            .toArray(MBeanOperationInfo[]::new);
    return new MBeanInfo(
        info.getClassName(),
        info.getDescription(),
        attributes.toArray(MBeanAttributeInfo[]::new),
        null,
        operations,
        null);
  }

  @Override
  public ObjectName preRegister(MBeanServer server, ObjectName name) throws Exception {
    return camels instanceof MBeanRegistration registration
        ? registration.preRegister(server, name)
        : name;
  }

  @Override
  public void postRegister(Boolean done) {
    if (camels instanceof MBeanRegistration registration) {
      registration.postRegister(done);
    }
  }

  @Override
  public void preDeregister() throws Exception {
    if (camels instanceof MBeanRegistration registration) {
      registration.preDeregister();
    }
  }

  @Override
  public void postDeregister() {
    if (camels instanceof MBeanRegistration registration) {
      registration.postDeregister();
    }
  }
}
