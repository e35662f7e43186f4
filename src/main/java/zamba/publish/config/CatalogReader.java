package zamba.publish.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zamba.publish.catalog.AllowedSources;
import zamba.publish.catalog.Catalog;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.catalog.LocalNames;
import zamba.publish.config.properties.Placeholders;
import zamba.publish.config.properties.PropertyNames;
import zamba.publish.config.properties.SettingReader;
import zamba.publish.content.PinnedDigest;
import zamba.publish.https.WebAddress;
import zamba.publish.report.Printable;
import zamba.publish.s3.S3Location;

/** Reads what is to be published: the models, the standalone weights and their digests. */
final class CatalogReader {
  private final SettingReader settings;
  private final Map<String, String> values;
  private final AllowedSources allowed;

  CatalogReader(SettingReader settings) {
    this.settings = settings;
    this.values = settings.values();
    this.allowed = new AllowedSources(sourcePrefixes());
  }

  /** The catalog as it is configured; an empty one is a problem. */
  Catalog read() {
    Catalog catalog = new Catalog(entries());
    if (catalog.entries().isEmpty()) {
      settings.problem("the catalog is empty: set weight-lookup.<model> or weights.<public name>");
    }
    return catalog;
  }

  private List<CatalogEntry> entries() {
    List<CatalogEntry> models = new ArrayList<>();
    List<CatalogEntry> weights = new ArrayList<>();
    Map<String, String> seen = new LinkedHashMap<>();
    for (String key : values.keySet()) {
      if (key.startsWith(PropertyNames.WEIGHT_LOOKUP)) {
        String name = plainName(key, PropertyNames.WEIGHT_LOOKUP, "model");
        models.add(new CatalogEntry(CatalogEntry.MODEL, name, prefix(key)));
        once(seen, key, "model " + name);
      } else if (key.startsWith(PropertyNames.WEIGHTS)) {
        String name = plainName(key, PropertyNames.WEIGHTS, "weights file");
        AllowedSources.nameProblem(name)
            .ifPresent(text -> settings.problem(key, key + ": " + text));
        weights.add(new CatalogEntry(CatalogEntry.WEIGHTS, name, object(key), digest(name)));
        once(seen, key, "weights " + name);
      }
    }
    models.addAll(weights);
    return models;
  }

  private Optional<PinnedDigest> digest(String publicName) {
    String property = PropertyNames.DIGEST + publicName;
    String text = settings.value(property, "");
    Optional<PinnedDigest> digest = PinnedDigest.parse(text);
    if (digest.isEmpty() && !text.isEmpty()) {
      settings.problem(property, "%s=%s is not %s".formatted(property, text, PinnedDigest.FORM));
    }
    return digest;
  }

  private void once(Map<String, String> seen, String key, String what) {
    String other = seen.putIfAbsent(what, key);
    if (other != null) {
      settings.problem(key, "%s and %s have one public name".formatted(other, key));
    }
  }

  /** A name becomes a folder's or a file's name, so it must not lead anywhere else. */
  private String plainName(String key, String prefix, String what) {
    String name = key.substring(prefix.length());
    boolean plain =
        !name.isBlank()
            && !name.startsWith(".")
            && Printable.is(name)
            && name.chars().noneMatch(c -> c == '/' || c == '\\');
    if (!plain) {
      settings.problem(
          key,
          "%s: '%s' is not a plain file name, which a %s's name must be"
              .formatted(key, name, what));
    }
    LocalNames.problem(name)
        .ifPresent(text -> settings.problem(key, "%s: %s".formatted(key, text)));
    return name;
  }

  /** A catalog entry as it stands. */
  private String location(String key) {
    if ((key + values.get(key)).contains(Placeholders.BEGINNING)) {
      settings.problem(
          key,
          "%s=%s: a catalog entry is taken as it stands, so nothing is put in for a {{; write the value itself"
              .formatted(key, WebAddress.told(values.get(key))));
    }
    return values.get(key);
  }

  /** Where what is published may come from; an empty property allows any place. */
  private List<S3Location> sourcePrefixes() {
    String property = "source.prefixes";
    List<S3Location> prefixes = new ArrayList<>();
    for (String text : settings.value(property, "").split(",", -1)) {
      String prefix = text.strip();
      if (prefix.isEmpty()) {
        continue;
      }
      if (!prefix.matches("s3://[^/]+/(.*/)?")) {
        settings.problem(
            property,
            "%s: '%s' is not of the form s3://bucket/prefix/".formatted(property, prefix));
      } else {
        prefixes.add(S3Location.parse(prefix));
      }
    }
    return prefixes;
  }

  private String prefix(String key) {
    String location = location(key);
    try {
      String prefix = S3Location.parse(location).key();
      allowed
          .placeProblem(location.endsWith("/") ? location : location + "/")
          .ifPresent(text -> settings.problem(key, "%s=%s %s".formatted(key, location, text)));
      return prefix.isEmpty() || prefix.endsWith("/") ? location : location + "/";
    } catch (IllegalArgumentException e) {
      settings.problem(
          key, "%s=%s is not of the form s3://bucket/prefix/".formatted(key, location));
      return location;
    }
  }

  private String object(String key) {
    String location = location(key);
    String told = WebAddress.told(location);
    if (location.startsWith("https://")) {
      try {
        WebAddress.parse(location);
      } catch (IllegalArgumentException e) {
        settings.problem(
            key,
            "%s=%s %s (s3://bucket/key or https://host/path)".formatted(key, told, e.getMessage()));
        return location;
      }
    } else if (!isObject(location)) {
      settings.problem(
          key,
          "%s=%s is neither of the form s3://bucket/key nor https://host/path"
              .formatted(key, told));
      return location;
    }
    AllowedSources.weightsProblem(location)
        .or(() -> allowed.placeProblem(location))
        .ifPresent(text -> settings.problem(key, "%s=%s %s".formatted(key, told, text)));
    return location;
  }

  private static boolean isObject(String location) {
    try {
      String key = S3Location.parse(location).key();
      return !key.isEmpty() && !key.endsWith("/");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
