package zamba.publish.queue;

import java.time.Instant;
import java.util.List;
import zamba.publish.catalog.CatalogEntry;

/**
 * A run whose orders were sent.
 *
 * @param run its name
 * @param started when it began
 * @param entries what it has an order for; empty if nothing was sent
 */
public record Dispatched(String run, Instant started, List<CatalogEntry> entries) {
  public Dispatched {
    entries = List.copyOf(entries);
  }

  /** Whether anything was sent. */
  public boolean sent() {
    return !entries.isEmpty();
  }
}
