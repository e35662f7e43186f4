package zamba.publish.catalog;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * WEIGHT_LOOKUP and the standalone weights.
 *
 * @param entries the models in the order they are configured, then the weights in theirs
 */
public record Catalog(List<CatalogEntry> entries) {

  public Catalog {
    entries = List.copyOf(entries);
  }

  /**
   * The entry of that name, or all entries if the name is empty.
   *
   * @throws IllegalArgumentException if there is no such entry
   */
  public List<CatalogEntry> named(String name) {
    if (name == null || name.isBlank()) {
      return entries;
    }
    List<CatalogEntry> named =
        entries.stream().filter(entry -> entry.name().equals(name.strip())).toList();
    if (named.isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' is not in the catalog, which has %s"
              .formatted(
                  name,
                  entries.stream().map(CatalogEntry::name).collect(Collectors.joining(", "))));
    }
    return named;
  }

  /** Whether weights are to be published under that name. */
  public boolean hasWeights(String publicName) {
    return entries.stream()
        .anyMatch(
            entry -> entry.kind().equals(CatalogEntry.WEIGHTS) && entry.name().equals(publicName));
  }

  /** Each model's name and whole address, in order. */
  public Map<String, String> weightLookup() {
    return sources(entry -> entry.kind().equals(CatalogEntry.MODEL));
  }

  /** Each weights file's public name and whole address, in order. */
  public Map<String, String> weights() {
    return sources(entry -> entry.kind().equals(CatalogEntry.WEIGHTS));
  }

  private Map<String, String> sources(Predicate<CatalogEntry> wanted) {
    return entries.stream()
        .filter(wanted)
        .collect(
            Collectors.toMap(
                CatalogEntry::name,
                CatalogEntry::address,
                (first, second) -> first,
                java.util.LinkedHashMap::new));
  }
}
