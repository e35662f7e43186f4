package zamba.publish;

import java.lang.management.ManagementFactory;
import javax.management.MBeanServer;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import zamba.publish.daemon.JmxLimits;

/** What of Camel's own a run needs otherwise than Camel has it. */
final class ContextConfiguration {
  private static final int MODELS_AT_ONCE = 64;

  private ContextConfiguration() {}

  /** Prepares a context that has not been started. */
  static void configure(CamelContext context) {
    keepToItself((PropertiesComponent) context.getPropertiesComponent());
    limitJmx(context);
    poolThreads(context.getExecutorServiceManager());
  }

  /**
   * Camel would prefer an environment variable {@code RUN_TASK} or {@code CLUSTER_MASTER}, whatever
   * it is there for, to what the routes are given.
   */
  private static void keepToItself(PropertiesComponent properties) {
    properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
    properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
  }

  private static void limitJmx(CamelContext context) {
    MBeanServer limited =
        JmxLimits.over(ManagementFactory.getPlatformMBeanServer(), System.getProperties());
    ManagementAgent agent = context.getManagementStrategy().getManagementAgent();
    if (agent != null) {
      agent.setMBeanServer(limited);
    }
  }

  private static void poolThreads(ExecutorServiceManager pools) {
    // One more than there are threads is published by the thread that hands them out, which so
    // waits; a pool with a queue would fill up all its threads before it used one again.
    pools.registerThreadPoolProfile(
        new ThreadPoolProfileBuilder("models")
            .poolSize(1)
            .maxPoolSize(MODELS_AT_ONCE)
            .maxQueueSize(0)
            .rejectedPolicy(ThreadPoolRejectedPolicy.CallerRuns)
            .build());
    // A request waits for a store most of its time, each on a thread of its own. How many there
    // are follows from the models; the parts of checkpoints have a limit of their own.
    pools.registerThreadPoolProfile(
        new ThreadPoolProfileBuilder("requests")
            .poolSize(1)
            .maxPoolSize(Integer.MAX_VALUE)
            .maxQueueSize(0)
            .build());
  }
}
