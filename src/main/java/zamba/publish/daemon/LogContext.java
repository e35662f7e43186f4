package zamba.publish.daemon;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.slf4j.MDC;
import zamba.publish.flow.Work;

/**
 * Says in the logging context of each route step which run, model, region and key it is about, and
 * what was found of its file of weights, for the JSON log.
 */
public final class LogContext implements InterceptStrategy {
  private static final String REGION_ROUTE = "replicate-to-";

  private static final Set<String> WHOLE_RUN =
      Set.of(
          "publish-models",
          "plan-models",
          "audit-models",
          "run-catalog",
          "find-subjects",
          "write-report",
          "work-on-message",
          "collect-run");

  /** The exchange's property that has its work, also where the body is a request or an answer. */
  private static final String WORK = "zamba.publish.work";

  private final String prefix;

  /**
   * @param prefix the key prefix in every public bucket
   */
  public LogContext(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode definition, Processor target, Processor next) {
    return new DelegateAsyncProcessor(target) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        Map<String, String> before = MDC.getCopyOfContextMap();
        try {
          MDC.setContextMap(of(exchange));
          return super.process(exchange, callback);
        } finally {
          MDC.setContextMap(before == null ? Map.of() : before);
        }
      }
    };
  }

  private Map<String, String> of(Exchange exchange) {
    Map<String, String> context = new HashMap<>();
    put(context, "run", exchange.getVariable("run"));
    String route = exchange.getFromRouteId();
    if (exchange.getUnitOfWork() != null && exchange.getUnitOfWork().getRoute() != null) {
      route = exchange.getUnitOfWork().getRoute().getRouteId();
    }
    if (route == null || WHOLE_RUN.contains(route)) {
      // What it still has of an entry is the first one's.
      return context;
    }
    if (exchange.getMessage().getBody() instanceof Work work) {
      exchange.setProperty(WORK, work);
    }
    Work work = exchange.getProperty(WORK, Work.class);
    if (work != null) {
      put(context, work.entry().kind(), work.entry().name());
      put(context, "key", work.publicName().map(name -> prefix + name).orElse(null));
      put(context, "verdict", work.looked().verdict().orElse(null));
    }
    if (route.startsWith(REGION_ROUTE)) {
      put(context, "region", route.substring(REGION_ROUTE.length()));
    }
    return context;
  }

  private static void put(Map<String, String> context, String key, Object value) {
    if (value != null) {
      context.put(key, value.toString());
    }
  }
}
