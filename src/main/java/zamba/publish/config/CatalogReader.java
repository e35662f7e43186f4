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
import zamba.publish.checkout.ZambaCatalog;
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

  /**
   * The catalog as it is configured; an empty one is a problem.
   *
   * @param checkout what a checkout of zamba says, which then is all there is
   */
  Catalog read(Optional<ZambaCatalog> checkout) {
    List<Line> models = new ArrayList<>();
    List<Line> weights = new ArrayList<>();
    if (checkout.isPresent()) {
      checkout.get().models().forEach(it -> models.add(Line.of(it)));
      checkout.get().weights().forEach(it -> weights.add(Line.of(it)));
    } else {
      values.forEach(
          (key, value) -> {
            if (key.startsWith(PropertyNames.WEIGHT_LOOKUP)) {
              models.add(new Line(key, key.substring(PropertyNames.WEIGHT_LOOKUP.length()), value));
            } else if (key.startsWith(PropertyNames.WEIGHTS)) {
              weights.add(new Line(key, key.substring(PropertyNames.WEIGHTS.length()), value));
            }
          });
    }
    Catalog catalog = new Catalog(entries(models, weights));
    // Why nothing could be read of a checkout is said already.
    if (catalog.entries().isEmpty() && settings.value(PropertyNames.ZAMBA_CHECKOUT, "").isEmpty()) {
      settings.problem("the catalog is empty: set weight-lookup.<model> or weights.<public name>");
    }
    return catalog;
  }

  /**
   * What says that something is published.
   *
   * @param key its property, or the line in the checkout and the name
   */
  private record Line(String key, String name, String location) {

    static Line of(ZambaCatalog.Listed listed) {
      return new Line(listed.place() + ": " + listed.name(), listed.name(), listed.source());
    }
  }

  private List<CatalogEntry> entries(List<Line> models, List<Line> weights) {
    List<CatalogEntry> entries = new ArrayList<>();
    Map<String, String> seen = new LinkedHashMap<>();
    for (Line line : models) {
      expectPlainName(line, "model");
      entries.add(new CatalogEntry(CatalogEntry.MODEL, line.name(), prefix(line)));
      once(seen, line.key(), "model " + line.name());
    }
    for (Line line : weights) {
      expectPlainName(line, "weights file");
      AllowedSources.nameProblem(line.name())
          .ifPresent(text -> settings.problem(line.key(), line.key() + ": " + text));
      entries.add(
          new CatalogEntry(CatalogEntry.WEIGHTS, line.name(), object(line), digest(line.name())));
      once(seen, line.key(), "weights " + line.name());
    }
    return entries;
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
  private void expectPlainName(Line line, String what) {
    String key = line.key();
    String name = line.name();
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
  }

  /** A catalog entry as it stands. */
  private String location(Line line) {
    String key = line.key();
    if ((key + line.location()).contains(Placeholders.BEGINNING)) {
      settings.problem(
          key,
          "%s=%s: a catalog entry is taken as it stands, so nothing is put in for a {{; write the value itself"
              .formatted(key, WebAddress.told(line.location())));
    }
    return line.location();
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

  private String prefix(Line line) {
    String key = line.key();
    String location = location(line);
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

  private String object(Line line) {
    String key = line.key();
    String location = location(line);
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
