package zamba.publish.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zamba.publish.checkout.CheckoutException;
import zamba.publish.checkout.ZambaCatalog;
import zamba.publish.checkout.ZambaCheckout;
import zamba.publish.config.properties.PropertyNames;
import zamba.publish.config.properties.SettingReader;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;

/** Reads the checkout of zamba that is the catalog, and holds what else is set against it. */
final class CheckoutReader {
  private static final String OFFICIAL_MODELS = "official-models.dir";

  private final SettingReader settings;
  private final Task task;
  private final boolean once;

  /**
   * @param task what is done with the catalog
   * @param once whether it is done once
   */
  CheckoutReader(SettingReader settings, Task task, boolean once) {
    this.settings = settings;
    this.task = task;
    this.once = once;
  }

  /**
   * The checkout, if one is named and can be read; what is wrong with it is a problem.
   *
   * @param regions as they are configured
   */
  Optional<CheckoutSettings> read(List<Region> regions) {
    Optional<Path> folder = settings.optionalPath(PropertyNames.ZAMBA_CHECKOUT);
    Map<String, String> sets = sets();
    if (folder.isEmpty()) {
      sets.keySet()
          .forEach(
              model ->
                  problem(
                      PropertyNames.ZAMBA_SET + model,
                      "%s%s edits a checkout of zamba; name it with zamba.checkout (--zamba)"
                          .formatted(PropertyNames.ZAMBA_SET, model)));
      return Optional.empty();
    }
    if (!Files.isDirectory(folder.get())) {
      problem(
          PropertyNames.ZAMBA_CHECKOUT,
          "zamba.checkout=%s is not a folder".formatted(folder.get()));
      return Optional.empty();
    }
    expectNoOtherCatalog();
    ZambaCheckout checkout = new ZambaCheckout(folder.get(), sets);
    if (task != Task.AUDIT) {
      checkout
          .underway()
          .ifPresent(text -> problem(PropertyNames.ZAMBA_CHECKOUT, "zamba.checkout: " + text));
    }
    try {
      ZambaCatalog catalog = checkout.catalog();
      expectBuckets(catalog, regions);
      return Optional.of(new CheckoutSettings(checkout, catalog));
    } catch (CheckoutException e) {
      e.problems().forEach(text -> settings.problem(folder.get() + "/" + text));
      return Optional.empty();
    }
  }

  private void expectNoOtherCatalog() {
    settings.values().keySet().stream()
        .filter(PropertyNames::isCatalogEntry)
        .forEach(
            key ->
                problem(
                    key,
                    "%s: with zamba.checkout, the checkout's own files say what is published; take it out"
                        .formatted(key)));
  }

  private Map<String, String> sets() {
    Map<String, String> sets = new LinkedHashMap<>();
    for (String key : settings.values().keySet()) {
      if (!key.startsWith(PropertyNames.ZAMBA_SET)) {
        continue;
      }
      // As a catalog entry, it is taken as it stands.
      String source = settings.values().get(key);
      if (!once || task == Task.AUDIT) {
        problem(key, "%s is for one run or its plan; take it out".formatted(key));
      }
      if (isPrefix(source)) {
        sets.put(
            key.substring(PropertyNames.ZAMBA_SET.length()),
            source.endsWith("/") ? source : source + "/");
      } else {
        problem(key, "%s=%s is not of the form s3://bucket/prefix/".formatted(key, source));
      }
    }
    return sets;
  }

  private static boolean isPrefix(String source) {
    try {
      return source.startsWith("s3://") && !S3Location.parse(source).key().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** zamba's users download from the buckets that its own file names, so these must be filled. */
  private void expectBuckets(ZambaCatalog catalog, List<Region> regions) {
    Map<String, String> configured = new LinkedHashMap<>();
    regions.forEach(region -> configured.put(region.name(), region.bucket()));
    catalog
        .buckets()
        .forEach(
            (region, bucket) -> {
              String other = configured.remove(region);
              if (!bucket.equals(other)) {
                String key = "region." + region + ".bucket";
                problem(
                    key,
                    "%s=%s, but the checkout's zamba/models/utils.py has %s for %s; zamba's users download from there"
                        .formatted(key, other == null ? "" : other, bucket, region));
              }
            });
    configured.forEach(
        (region, bucket) -> {
          String key = "region." + region + ".bucket";
          problem(
              key,
              "%s=%s, but the checkout's zamba/models/utils.py has no region %s; take it out"
                  .formatted(key, bucket, region));
        });
  }

  /** Where the models' folders are committed: in a checkout, if there is one, nowhere else. */
  Path officialModels(Optional<CheckoutSettings> checkout) {
    Path configured = settings.path(OFFICIAL_MODELS, "official_models");
    if (checkout.isEmpty()) {
      return configured;
    }
    Path own = checkout.get().checkout().officialModels();
    if (settings.values().containsKey(OFFICIAL_MODELS) && !isSame(configured, own)) {
      problem(
          OFFICIAL_MODELS,
          "official-models.dir=%s, but with zamba.checkout the folders are committed to %s; take it out"
              .formatted(configured, own));
    }
    return own;
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())
          || (Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other));
    } catch (IOException e) {
      return false;
    }
  }

  private void problem(String property, String text) {
    settings.problem(property, text);
  }
}
