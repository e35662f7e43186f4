package zamba.publish.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import zamba.publish.config.properties.SettingReader;
import zamba.publish.s3.ObjectSettings;
import zamba.publish.s3.Region;

/** Reads the public buckets, one a region. */
final class RegionReader {
  /** As S3 has them since 2018, and before that in us-east-1; other stores have no others. */
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,254}");

  private final SettingReader settings;
  private final EndpointReader endpoints;

  RegionReader(SettingReader settings, EndpointReader endpoints) {
    this.settings = settings;
    this.endpoints = endpoints;
  }

  List<Region> read() {
    List<Region> regions = new ArrayList<>();
    for (String name : regionNames()) {
      String property = "region." + name;
      String bucket = settings.value(property + ".bucket", "");
      if (bucket.isEmpty()) {
        continue;
      }
      if (!BUCKET.matcher(bucket).matches()) {
        settings.problem(
            property + ".bucket",
            "%s.bucket=%s is not a bucket's name".formatted(property, bucket));
      }
      String prefix = publicPrefix();
      regions.add(
          new Region(
              name,
              bucket,
              prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
              endpoints.endpoint(property + ".endpoint", property + ".aws-region"),
              objects(property)));
    }
    differentBuckets(regions);
    if (regions.isEmpty()) {
      settings.problem(
          "no region is configured: set region.<name>.bucket, for example region.us.bucket");
    }
    return regions;
  }

  private String publicPrefix() {
    String property = "public.prefix";
    String prefix = settings.value(property, "zamba_official_models/");
    String problem = null;
    if ("".equals(settings.values().get(property))) {
      problem =
          "public.prefix is empty; name the prefix that zamba's users download from, such as zamba_official_models/";
    } else if (prefix.startsWith("/") || prefix.contains("//")) {
      problem =
          "public.prefix=%s has a slash that would be a part of every key, and nobody would find an object there; leave it out"
              .formatted(prefix);
    }
    if (problem != null) {
      settings.problem(property, problem);
    }
    return prefix;
  }

  /** One bucket is one copy, however many regions are said to be in it. */
  private void differentBuckets(List<Region> regions) {
    Map<String, String> seen = new LinkedHashMap<>();
    for (Region region : regions) {
      String other =
          seen.putIfAbsent(region.bucket() + region.endpoint().override(), region.name());
      if (other != null) {
        settings.problem(
            "region." + region.name() + ".bucket",
            "region.%s.bucket and region.%s.bucket are one bucket, %s; a region needs its own, or leave it out with an empty bucket"
                .formatted(other, region.name(), region.bucket()));
      }
    }
  }

  /** What a region's objects are made with: as it says, or else as all do. */
  private ObjectSettings objects(String region) {
    return new ObjectSettings(
        made(region, "acl", "[a-z-]+", "a canned ACL such as public-read"),
        made(region, "sse-kms-key", "\\S+", "the ARN or alias of a KMS key"),
        made(region, "tags", "[^=&\\s]+=[^=&\\s]*(&[^=&\\s]+=[^=&\\s]*)*", "of the form a=b&c=d"),
        made(region, "storage-class", "[A-Z_]+", "a storage class such as STANDARD_IA"),
        settings.accountId(region + ".expected-owner"));
  }

  private Optional<String> made(String region, String name, String form, String what) {
    String own = region + "." + name;
    String property = settings.value(own, "").isEmpty() ? "copy." + name : own;
    return settings.formed(property, form, what);
  }

  private Set<String> regionNames() {
    Set<String> names = new LinkedHashSet<>();
    for (String key : settings.values().keySet()) {
      String[] parts = key.split("\\.", -1);
      if (parts.length == 3 && parts[0].equals("region")) {
        if (parts[1].matches("[a-z0-9][a-z0-9-]*")) {
          names.add(parts[1]);
        } else {
          settings.problem(
              key,
              "%s: a region's name has lower-case letters, digits and '-' only".formatted(key));
        }
      }
    }
    return names;
  }
}
