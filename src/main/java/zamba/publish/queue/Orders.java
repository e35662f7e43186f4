package zamba.publish.queue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.flow.LiveCatalog;
import zamba.publish.flow.Work;

/** What messages say. They are data of anyone who may send: read strictly, never evaluated. */
public final class Orders {
  private static final Set<String> FIELDS = Set.of("publish", "run");
  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final int LONGEST_NAME = 1024;

  private final LiveCatalog catalog;

  /**
   * @param catalog has the entries that messages name
   */
  public Orders(LiveCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Reads a message.
   *
   * @throws HopelessException if it is none of ours
   */
  public Order read(@Body String message) {
    JsonNode tree = StrictTree.object(message);
    Set<String> unknown = new TreeSet<>();
    tree.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(FIELDS);
    if (!unknown.isEmpty()) {
      throw new HopelessException(
          "The message has %s besides \"publish\" and \"run\""
              .formatted(StrictTree.shown(String.join(", ", unknown))));
    }
    String run = tree.has("run") ? text(tree, "run") : Order.NO_RUN;
    if (!RUN.matcher(run).matches()) {
      throw new HopelessException(
          "The message's \"run\" is not of at most 128 letters, digits, dots, hyphens and underscores: '%s'"
              .formatted(StrictTree.shown(run)));
    }
    String name = text(tree, "publish");
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new HopelessException("The message's \"publish\" names no entry");
    }
    return new Order(name, run);
  }

  private static String text(JsonNode tree, String field) {
    if (!tree.path(field).isTextual()) {
      throw new HopelessException("The message's \"%s\" is no text".formatted(field));
    }
    return tree.path(field).textValue();
  }

  /**
   * The work that an order is.
   *
   * @throws HopelessException if the catalog has no such entry
   */
  public List<Work> works(@Body Order order) {
    List<CatalogEntry> named =
        catalog.current().entries().stream()
            .filter(entry -> entry.name().equals(order.publish()))
            .toList();
    if (named.isEmpty()) {
      throw new HopelessException(
          "'%s' is not in this worker's catalog, which has %d entries"
              .formatted(StrictTree.shown(order.publish()), catalog.current().entries().size()));
    }
    return named.stream().map(Work::of).toList();
  }
}
