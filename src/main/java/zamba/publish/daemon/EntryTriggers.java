package zamba.publish.daemon;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.ModelCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.catalog.Catalog;
import zamba.publish.catalog.CatalogEntry;

/**
 * A stopped route {@code trigger-<name>} for each of the first {@link #MOST} entries of the catalog
 * in force. Camel keeps some 100 KB for a route, and adding one takes longer the more there are;
 * the others are published by name, over the MBean or {@code direct:publish}.
 */
public final class EntryTriggers {
  private static final Logger LOG = LoggerFactory.getLogger(EntryTriggers.class);
  private static final String ROUTE = "trigger-";

  /** More entries than anybody would look for in a list of routes. */
  static final int MOST = 200;

  private final ModelCamelContext context;
  private final Set<String> names = new ConcurrentSkipListSet<>();
  private boolean told;

  /**
   * @param context where the routes are, and the template {@code trigger-entry}
   */
  public EntryTriggers(ModelCamelContext context) {
    this.context = context;
  }

  /** Adds the routes that are missing and removes those of entries that are gone. */
  public synchronized void follow(Catalog catalog) {
    Set<String> wanted = new TreeSet<>();
    catalog.entries().stream().map(CatalogEntry::name).limit(MOST).forEach(wanted::add);
    tellOfTheOthers(catalog.entries().size());
    for (String name : new HashSet<>(names)) {
      if (!wanted.contains(name)) {
        remove(name);
      }
    }
    for (String name : wanted) {
      if (!names.contains(name)) {
        add(name);
      }
    }
  }

  private void tellOfTheOthers(int entries) {
    if (entries > MOST && !told) {
      told = true;
      LOG.info(
          "The first {} of {} entries have a route trigger-<name>; each of the others is published over JMX by the MBean's publish(name), or by direct:publish with its name",
          MOST,
          entries);
    }
  }

  /** Whether the exchange's route was started by somebody, and not only to be made known. */
  public boolean isStarted(Exchange exchange) {
    return names.contains(entry(exchange));
  }

  /** The name of the entry that the exchange's route triggers. */
  public String entry(Exchange exchange) {
    return exchange.getFromRouteId().substring(ROUTE.length());
  }

  /**
   * Has the exchange's route stopped, beside the caller: it ends when the exchange has left it.
   * (The controlbus would take the name from an address, or stop whichever route the exchange is
   * in.)
   */
  public void stop(Exchange exchange) {
    String route = exchange.getFromRouteId();
    Thread thread =
        new Thread(
            () -> {
              try {
                context.getRouteController().stopRoute(route);
              } catch (Exception e) { // what Camel declares
                LOG.error("Route {} could not be stopped: {}", route, e.getMessage());
              }
            },
            "stop-trigger");
    thread.setDaemon(true);
    thread.start();
  }

  private void add(String name) {
    if (context.getRoute(ROUTE + name) != null) {
      LOG.warn("{} has no trigger of its own, since {} is another route", name, ROUTE + name);
      return;
    }
    Map<String, Object> parameters = new HashMap<>();
    // In a URI, where not every character of a name may be.
    parameters.put("timer", name.replaceAll("[^A-Za-z0-9._-]", "-"));
    try {
      // Camel shows a route over JMX once it has been started, so it is, before it does anything.
      context.addRouteFromTemplate(ROUTE + name, "trigger-entry", parameters);
      context.getRouteController().stopRoute(ROUTE + name);
      names.add(name);
    } catch (Exception e) { // what Camel declares
      LOG.error("Route {} could not be made: {}", ROUTE + name, e.getMessage(), e);
    }
  }

  private void remove(String name) {
    try {
      // One that runs ends by itself; it is removed by the next run.
      if (context.getRouteController().getRouteStatus(ROUTE + name) == ServiceStatus.Stopped
          && context.removeRoute(ROUTE + name)) {
        names.remove(name);
      }
    } catch (Exception e) { // what Camel declares
      LOG.error("Route {} could not be removed: {}", ROUTE + name, e.getMessage(), e);
    }
  }
}
