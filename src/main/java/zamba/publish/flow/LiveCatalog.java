package zamba.publish.flow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.catalog.Catalog;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.config.Configuration;
import zamba.publish.config.InvalidConfigurationException;
import zamba.publish.config.properties.PropertyNames;
import zamba.publish.config.properties.Settings;
import zamba.publish.s3.ErrorText;

/**
 * The catalog in force. A daemon's is read again at each run: what was added, changed or removed is
 * in force from then on, and an edit that is unusable is refused as a whole. Only catalog entries
 * are live; any other property needs a restart, which is said.
 */
public final class LiveCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(LiveCatalog.class);

  /** Reads the properties as they are now. */
  public interface Reader {
    /** The properties. */
    Settings settings();

    /**
     * The configuration that they are.
     *
     * @throws InvalidConfigurationException if they are unusable, or a file cannot be read
     */
    Configuration read(Settings settings);
  }

  private final Reader reader;
  private final List<Consumer<Catalog>> listeners = new CopyOnWriteArrayList<>();
  private Map<String, String> values;
  private volatile Catalog catalog;
  private volatile String refused = "";

  /**
   * @param values the values that {@code catalog} was read from
   * @param catalog what is in force at first
   * @param reader reads them again
   */
  public LiveCatalog(Map<String, String> values, Catalog catalog, Reader reader) {
    this.values = Map.copyOf(values);
    this.catalog = catalog;
    this.reader = reader;
  }

  /** From now on {@code listener} is told each catalog that comes into force. */
  public void onChange(Consumer<Catalog> listener) {
    listeners.add(listener);
  }

  /** The catalog in force. */
  public Catalog current() {
    return catalog;
  }

  /** The work that there is for the entry of that name, or for all; see {@link Catalog#named}. */
  public List<Work> named(@Body String name) {
    return catalog.named(name).stream().map(Work::of).toList();
  }

  /** Why the last edit is not in force; empty if it is. */
  public String refused() {
    return refused;
  }

  /** Puts an edit of the properties file into force, or says why not. */
  public synchronized void refresh() {
    Map<String, String> now;
    Catalog edited;
    try {
      Settings settings = reader.settings();
      now = settings.values();
      // A checkout's own files are no properties, and may have been edited too.
      boolean asBefore =
          now.equals(values)
              && settings.problems().isEmpty()
              && now.getOrDefault(PropertyNames.ZAMBA_CHECKOUT, "").isEmpty();
      edited = asBefore ? catalog : reader.read(settings).catalog();
    } catch (InvalidConfigurationException e) {
      refuse(String.join("; ", e.problems()));
      return;
    } catch (RuntimeException e) {
      // Nobody foresaw it, but it is the edit that is not usable, and not the run.
      refuse(ErrorText.of(e));
      return;
    }
    if (!refused.isEmpty()) {
      LOG.info("The configuration is usable again");
    }
    refused = "";
    tellOthers(now);
    values = Map.copyOf(now);
    if (!edited.equals(catalog)) {
      tell(edited);
      catalog = edited;
      listeners.forEach(listener -> listener.accept(edited));
    }
  }

  private void refuse(String reason) {
    refused = reason;
    LOG.error(
        "The edited configuration is refused, and the last good catalog stays in force ({} entries): {}",
        catalog.entries().size(),
        refused);
  }

  private void tell(Catalog edited) {
    Map<String, CatalogEntry> before = byName(catalog);
    Map<String, CatalogEntry> after = byName(edited);
    after.forEach(
        (name, entry) -> {
          CatalogEntry old = before.get(name);
          if (old == null) {
            LOG.info("Catalog: added {} = {}", name, entry.source());
          } else if (!old.equals(entry)) {
            LOG.info("Catalog: changed {} = {}, was {}", name, entry.source(), old.source());
          }
        });
    before.forEach(
        (name, entry) -> {
          if (!after.containsKey(name)) {
            LOG.info("Catalog: removed {} = {}", name, entry.source());
          }
        });
  }

  private static Map<String, CatalogEntry> byName(Catalog catalog) {
    Map<String, CatalogEntry> entries = new LinkedHashMap<>();
    catalog.entries().forEach(entry -> entries.put(entry.kind() + " " + entry.name(), entry));
    return entries;
  }

  private void tellOthers(Map<String, String> now) {
    TreeSet<String> names = new TreeSet<>(now.keySet());
    names.addAll(values.keySet());
    for (String name : names) {
      if (!PropertyNames.isLive(name)
          && !String.valueOf(values.get(name)).equals(String.valueOf(now.get(name)))) {
        LOG.warn("{} was edited; it takes effect when the program is started again", name);
      }
    }
  }
}
