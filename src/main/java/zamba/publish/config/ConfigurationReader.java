package zamba.publish.config;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.util.TimeUtils;
import zamba.publish.catalog.AllowedSources;
import zamba.publish.catalog.Catalog;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.catalog.LocalNames;
import zamba.publish.content.PinnedDigest;
import zamba.publish.download.DownloadGate;
import zamba.publish.gate.GateSettings;
import zamba.publish.https.WebAddress;
import zamba.publish.https.WebSettings;
import zamba.publish.report.Printable;
import zamba.publish.s3.AwsAddress;
import zamba.publish.s3.Endpoint;
import zamba.publish.s3.ObjectSettings;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.SourceSettings;
import zamba.publish.source.Settling;
import zamba.publish.transfer.CopySettings;

/** Turns effective property values into a {@link Configuration}, or names all that is wrong. */
final class ConfigurationReader {
  /** What the value of {@code s3.endpoint} is when it is not an address. */
  static final String EMBEDDED = "embedded";

  private static final String AWS = "aws";
  private static final Pattern PERIOD = Pattern.compile("([0-9]+(ms|s|m|h|d)?)+");

  /** As S3 has them since 2018, and before that in us-east-1; other stores have no others. */
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,254}");

  private final Settings settings;
  private final Map<String, String> values;
  private final Optional<URI> embedded;
  private final Placeholders placeholders;
  private boolean aws;
  private final List<String> problems = new ArrayList<>();

  /**
   * @param settings the effective properties under our prefixes
   * @param embedded the embedded server's address, if it runs
   */
  ConfigurationReader(Settings settings, Optional<URI> embedded) {
    this.settings = settings;
    this.values = settings.values();
    this.problems.addAll(settings.problems());
    this.embedded = embedded;
    this.placeholders = new Placeholders(values);
  }

  /**
   * Checks and converts.
   *
   * @throws InvalidConfigurationException with every problem there is
   */
  Configuration read() {
    PropertyNames.unknown(values.keySet()).forEach(this::problem);
    Endpoint source = endpoint("source.endpoint", "source.aws-region");
    SourceSettings sourceSettings =
        new SourceSettings(flag("source.requester-pays"), owner("source.expected-owner"));
    List<Region> regions = regions();
    Catalog catalog = new Catalog(entries());
    if (catalog.entries().isEmpty()) {
      problems.add("the catalog is empty: set weight-lookup.<model> or weights.<public name>");
    }
    String trigger = oneOf("publish.trigger", "once", "every", "none");
    Task task = task(trigger);
    String reportFormat = oneOf("report.format", "table", "json");
    String every = period("publish.every", "5m");
    CopySettings copies = copies();
    WebSettings web = web();
    String probe = oneOf("publish.probe", "auto", "true", "false");
    Settling settling = settling(trigger, source);
    Optional<DownloadGate.Mode> anonymous = anonymous();
    String unpinned = oneOf("gate.unpinned", "refuse", "allow");
    Path officialModels = path("official-models.dir", "official_models");
    Path report = path("report.file", "target/publish-report.json");
    Optional<Path> embeddedDir = optionalPath("embedded.dir");
    GateSettings gate =
        new GateReader(values, this::oneOf, this::value, this::problem)
            .read(flag("publish.overwrite-edits"));
    RuntimeSettings operation = operation();
    if (!problems.isEmpty()) {
      throw new InvalidConfigurationException(problems);
    }
    return new Configuration(
        aws,
        source,
        sourceSettings,
        regions,
        catalog,
        copies,
        web,
        officialModels,
        report,
        reportFormat,
        embeddedDir,
        task,
        flag("publish.heal"),
        trigger,
        every,
        probe,
        flag("compare.read"),
        settling,
        anonymous,
        unpinned.equals("allow"),
        gate,
        flag("publish.inspect"),
        operation);
  }

  private Optional<DownloadGate.Mode> anonymous() {
    String property = "gate.anonymous";
    if (value(property, "").isEmpty()) {
      return Optional.empty();
    }
    String mode = oneOf(property, "stop", "warn", "off");
    return Stream.of(DownloadGate.Mode.values())
        .filter(it -> it.name().toLowerCase(Locale.ROOT).equals(mode))
        .findFirst();
  }

  /** A single run is told when to begin; what the embedded server has was made by this program. */
  private Settling settling(String trigger, Endpoint source) {
    boolean own =
        source.override().equals(embedded.or(() -> Optional.of(Configuration.NOT_YET_EMBEDDED)));
    return new Settling(duration("publish.settle", trigger.equals("once") || own ? "0s" : "60s"));
  }

  /** What the program is to do; at most one of the two that publish nothing by themselves. */
  private Task task(String trigger) {
    boolean dryRun = flag("publish.dry-run");
    boolean audit = flag("publish.audit");
    boolean heal = flag("publish.heal");
    if (dryRun && audit) {
      problem("publish.audit", "publish.dry-run and publish.audit are both true; keep one");
    }
    if (heal && !audit) {
      problem(
          "publish.heal", "publish.heal=true is a part of an audit; set publish.audit=true too");
    }
    if (flag("publish.inspect") && !audit) {
      problem(
          "publish.inspect",
          "publish.inspect=true is a part of an audit; set publish.audit=true too. What is about to be published is inspected anyway");
    }
    if ((dryRun || audit) && !trigger.equals("once")) {
      String property = dryRun ? "publish.dry-run" : "publish.audit";
      problem(
          property,
          "%s=true ends by itself; publish.trigger=%s does not".formatted(property, trigger));
    }
    return dryRun ? Task.PLAN : audit ? Task.AUDIT : Task.PUBLISH;
  }

  private boolean flag(String property) {
    return Boolean.parseBoolean(oneOf(property, "false", "true"));
  }

  /** Adds a problem with a property, after the place where it was set. */
  private void problem(String property, String text) {
    problems.add(settings.place(property) + text);
  }

  private CopySettings copies() {
    String mode = oneOf("copy.mode", "auto", "server", "stream");
    String partsAtOnce = value("copy.parts-at-once", "192");
    if (!partsAtOnce.matches("[1-9][0-9]{0,3}")) {
      problem(
          "copy.parts-at-once",
          "copy.parts-at-once=%s is not a number from 1 to 9999".formatted(partsAtOnce));
    }
    Duration resumeAfter = duration("copy.resume-after", "10s");
    Duration abortAfter = duration("copy.abort-after", "1d");
    return problems.isEmpty()
        ? new CopySettings(
            CopySettings.Mode.valueOf(mode.toUpperCase(Locale.ROOT)),
            Integer.parseInt(partsAtOnce),
            resumeAfter,
            abortAfter)
        : null;
  }

  private WebSettings web() {
    String leastRate = value("https.least-rate", String.valueOf(WebSettings.DEFAULT.leastRate()));
    if (!leastRate.matches("[0-9]{1,12}")) {
      problem(
          "https.least-rate",
          "https.least-rate=%s is not a number of bytes a second, or 0 for any"
              .formatted(leastRate));
      leastRate = "0";
    }
    Set<String> hosts = new LinkedHashSet<>();
    for (String host : value("https.redirect-hosts", "").split("[,\\s]+", -1)) {
      if (host.isEmpty()) {
        continue;
      }
      if (!host.matches("[A-Za-z0-9.-]+(:[0-9]{1,5})?")) {
        problem(
            "https.redirect-hosts",
            "https.redirect-hosts: '%s' is neither a host nor host:port; several are separated by commas"
                .formatted(WebAddress.told(host)));
      }
      hosts.add(host.toLowerCase(Locale.ROOT).replaceFirst(":443$", ""));
    }
    return new WebSettings(
        Long.parseLong(leastRate),
        duration("https.least-rate-over", "60s"),
        duration("https.deadline", "6h"),
        hosts);
  }

  private Duration duration(String property, String otherwise) {
    return Duration.ofMillis(TimeUtils.toMilliSeconds(period(property, otherwise)));
  }

  /** As Camel reads it. */
  private String period(String property, String otherwise) {
    String text = value(property, otherwise);
    if (PERIOD.matcher(text).matches()) {
      return text;
    }
    problem(property, "%s=%s is not a period such as 30s, 5m or 1h".formatted(property, text));
    return otherwise;
  }

  private RuntimeSettings operation() {
    Optional<Path> lockDir = optionalPath("cluster.lock-dir");
    Optional<String> lease =
        Optional.of(word("cluster.kubernetes-lease", "", "a lease's name", "[a-z0-9.-]*"))
            .filter(name -> !name.isEmpty());
    if (lockDir.isPresent() && lease.isPresent()) {
      problem(
          "cluster.lock-dir",
          "cluster.lock-dir and cluster.kubernetes-lease are both set; keep one");
    }
    return new RuntimeSettings(
        duration("publish.stop-timeout", "30s"),
        answerWithin(),
        oneOf("log.format", "text", "json"),
        word("management.host", "127.0.0.1", "a host's name or address", "[A-Za-z0-9.:_-]+"),
        port("management.port", "9876"),
        lockDir,
        lease);
  }

  /** A value that Camel is given to read as it likes, and so has nothing but these characters. */
  private String word(String property, String otherwise, String what, String pattern) {
    String word = value(property, otherwise);
    if (word.matches(pattern)) {
      return word;
    }
    problem(property, "%s=%s is not %s".formatted(property, word, what));
    return otherwise;
  }

  private Path path(String property, String otherwise) {
    String path = value(property, otherwise);
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      problem(property, "%s=%s is not a path: %s".formatted(property, path, e.getReason()));
      return Path.of(otherwise);
    }
  }

  private Optional<Path> optionalPath(String property) {
    return Optional.of(path(property, "")).filter(path -> !path.toString().isEmpty());
  }

  private Duration answerWithin() {
    Duration answerWithin = duration("s3.answer-within", "10s");
    if (answerWithin.isZero()) {
      problem("s3.answer-within", "s3.answer-within=0 leaves a store no time to answer");
    }
    return answerWithin;
  }

  private int port(String property, String otherwise) {
    String port = value(property, otherwise);
    if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      problem(
          property, "%s=%s is not a port from 1 to 65535, or 0 for none".formatted(property, port));
      return 0;
    }
    return Integer.parseInt(port);
  }

  private List<Region> regions() {
    List<Region> regions = new ArrayList<>();
    for (String name : regionNames()) {
      String property = "region." + name;
      String bucket = value(property + ".bucket", "");
      if (bucket.isEmpty()) {
        continue;
      }
      if (!BUCKET.matcher(bucket).matches()) {
        problem(
            property + ".bucket",
            "%s.bucket=%s is not a bucket's name".formatted(property, bucket));
      }
      String prefix = publicPrefix();
      regions.add(
          new Region(
              name,
              bucket,
              prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/",
              endpoint(property + ".endpoint", property + ".aws-region"),
              objects(property)));
    }
    differentBuckets(regions);
    if (regions.isEmpty()) {
      problems.add(
          "no region is configured: set region.<name>.bucket, for example region.us.bucket");
    }
    return regions;
  }

  private String publicPrefix() {
    String property = "public.prefix";
    String prefix = value(property, "zamba_official_models/");
    String problem = null;
    if ("".equals(values.get(property))) {
      problem =
          "public.prefix is empty; name the prefix that zamba's users download from, such as zamba_official_models/";
    } else if (prefix.startsWith("/") || prefix.contains("//")) {
      problem =
          "public.prefix=%s has a slash that would be a part of every key, and nobody would find an object there; leave it out"
              .formatted(prefix);
    }
    if (problem != null && !problems.contains(settings.place(property) + problem)) {
      problem(property, problem);
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
        problem(
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
        owner(region + ".expected-owner"));
  }

  private Optional<String> made(String region, String name, String form, String what) {
    String own = region + "." + name;
    String property = value(own, "").isEmpty() ? "copy." + name : own;
    return formed(property, form, what);
  }

  private Optional<String> owner(String property) {
    return formed(property, "[0-9]{12}", "the 12 digits of an AWS account");
  }

  private Optional<String> formed(String property, String form, String what) {
    String value = value(property, "");
    String problem = "%s=%s is not %s".formatted(property, value, what);
    if (!value.isEmpty() && !value.matches(form)) {
      if (!problems.contains(settings.place(property) + problem)) {
        problem(property, problem);
      }
    }
    return Optional.of(value).filter(it -> !it.isEmpty());
  }

  private Set<String> regionNames() {
    Set<String> names = new LinkedHashSet<>();
    for (String key : values.keySet()) {
      String[] parts = key.split("\\.", -1);
      if (parts.length == 3 && parts[0].equals("region")) {
        if (parts[1].matches("[a-z0-9][a-z0-9-]*")) {
          names.add(parts[1]);
        } else {
          problem(
              key,
              "%s: a region's name has lower-case letters, digits and '-' only".formatted(key));
        }
      }
    }
    return names;
  }

  private Endpoint endpoint(String property, String regionProperty) {
    String awsRegion = value(regionProperty, "us-east-1");
    if (!awsRegion.matches("[a-z0-9-]+")) {
      problem(
          regionProperty, "%s=%s is not an AWS region's name".formatted(regionProperty, awsRegion));
    }
    String endpoint = value(property, value("s3.endpoint", EMBEDDED));
    Optional<URI> elsewhere = endpoint.equals(AWS) ? elsewhere() : Optional.empty();
    String pathStyle =
        value("s3.path-style", String.valueOf(!endpoint.equals(AWS) || elsewhere.isPresent()));
    oneOf("s3.path-style", "true", "false");
    Optional<URI> override =
        switch (endpoint) {
          case AWS -> elsewhere;
          case EMBEDDED -> embedded.or(() -> Optional.of(Configuration.NOT_YET_EMBEDDED));
          default -> url(property, endpoint);
        };
    return new Endpoint(awsRegion, override, Boolean.parseBoolean(pathStyle));
  }

  private Optional<URI> elsewhere() {
    aws = true;
    try {
      return AwsAddress.configured();
    } catch (RuntimeException e) { // of the SDK, of a profile or an address that is none
      String problem =
          "AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or the profile's endpoint_url: " + e.getMessage();
      if (!problems.contains(problem)) {
        problems.add(problem);
      }
      return Optional.empty();
    }
  }

  private Optional<URI> url(String property, String text) {
    if (text.matches("https?://[^/?#@\\s]+/?")) {
      try {
        return Optional.of(URI.create(text));
      } catch (IllegalArgumentException e) {
        // said below
      }
    }
    // The shipped endpoints are all {{s3.endpoint}}; one mistake there is one problem.
    String placeholder = "{{s3.endpoint}}";
    boolean own = values.containsKey(property) && !values.get(property).equals(placeholder);
    String culprit = own ? property : "s3.endpoint";
    String problem =
        "%s=%s is neither 'embedded' nor 'aws' nor the address of a server, such as http://127.0.0.1:9000"
            .formatted(culprit, WebAddress.told(text));
    if (!problems.contains(settings.place(culprit) + problem)) {
      problem(culprit, problem);
    }
    return Optional.empty();
  }

  private List<CatalogEntry> entries() {
    List<CatalogEntry> models = new ArrayList<>();
    List<CatalogEntry> weights = new ArrayList<>();
    Map<String, String> seen = new LinkedHashMap<>();
    AllowedSources allowed = new AllowedSources(sourcePrefixes());
    for (String key : values.keySet()) {
      if (key.startsWith(PropertyNames.WEIGHT_LOOKUP)) {
        String name = plainName(key, PropertyNames.WEIGHT_LOOKUP, "model");
        models.add(new CatalogEntry(CatalogEntry.MODEL, name, prefix(key, allowed)));
        once(seen, key, "model " + name);
      } else if (key.startsWith(PropertyNames.WEIGHTS)) {
        String name = plainName(key, PropertyNames.WEIGHTS, "weights file");
        AllowedSources.nameProblem(name).ifPresent(text -> problem(key, key + ": " + text));
        weights.add(
            new CatalogEntry(CatalogEntry.WEIGHTS, name, object(key, allowed), digest(name)));
        once(seen, key, "weights " + name);
      }
    }
    models.addAll(weights);
    return models;
  }

  private Optional<PinnedDigest> digest(String publicName) {
    String property = PropertyNames.DIGEST + publicName;
    String text = value(property, "");
    Optional<PinnedDigest> digest = PinnedDigest.parse(text);
    if (digest.isEmpty() && !text.isEmpty()) {
      problem(property, "%s=%s is not %s".formatted(property, text, PinnedDigest.FORM));
    }
    return digest;
  }

  private void once(Map<String, String> seen, String key, String what) {
    String other = seen.putIfAbsent(what, key);
    if (other != null) {
      problem(key, "%s and %s have one public name".formatted(other, key));
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
      problem(
          key,
          "%s: '%s' is not a plain file name, which a %s's name must be"
              .formatted(key, name, what));
    }
    LocalNames.problem(name).ifPresent(text -> problem(key, "%s: %s".formatted(key, text)));
    return name;
  }

  /** A catalog entry as it stands. */
  private String location(String key) {
    if ((key + values.get(key)).contains(Placeholders.BEGINNING)) {
      problem(
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
    for (String text : value(property, "").split(",", -1)) {
      String prefix = text.strip();
      if (prefix.isEmpty()) {
        continue;
      }
      if (!prefix.matches("s3://[^/]+/(.*/)?")) {
        problem(
            property,
            "%s: '%s' is not of the form s3://bucket/prefix/".formatted(property, prefix));
      } else {
        prefixes.add(S3Location.parse(prefix));
      }
    }
    return prefixes;
  }

  private String prefix(String key, AllowedSources allowed) {
    String location = location(key);
    try {
      String prefix = S3Location.parse(location).key();
      allowed
          .placeProblem(location.endsWith("/") ? location : location + "/")
          .ifPresent(text -> problem(key, "%s=%s %s".formatted(key, location, text)));
      return prefix.isEmpty() || prefix.endsWith("/") ? location : location + "/";
    } catch (IllegalArgumentException e) {
      problem(key, "%s=%s is not of the form s3://bucket/prefix/".formatted(key, location));
      return location;
    }
  }

  private String object(String key, AllowedSources allowed) {
    String location = location(key);
    String told = WebAddress.told(location);
    if (location.startsWith("https://")) {
      try {
        WebAddress.parse(location);
      } catch (IllegalArgumentException e) {
        problem(
            key,
            "%s=%s %s (s3://bucket/key or https://host/path)".formatted(key, told, e.getMessage()));
        return location;
      }
    } else if (!isObject(location)) {
      problem(
          key,
          "%s=%s is neither of the form s3://bucket/key nor https://host/path"
              .formatted(key, told));
      return location;
    }
    AllowedSources.weightsProblem(location)
        .or(() -> allowed.placeProblem(location))
        .ifPresent(text -> problem(key, "%s=%s %s".formatted(key, told, text)));
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

  private String oneOf(String property, String... allowed) {
    String value = value(property, allowed[0]);
    List<String> all = List.of(allowed);
    String problem =
        "%s=%s is not one of %s; did you mean %s?"
            .formatted(
                property, value, String.join(", ", allowed), PropertyNames.nearest(value, all));
    if (!all.contains(value) && !problems.contains(settings.place(property) + problem)) {
      problem(property, problem);
    }
    return value;
  }

  private String value(String property, String otherwise) {
    String value = values.get(property);
    if (value == null || value.isEmpty()) {
      return otherwise;
    }
    try {
      return placeholders.resolve(property).strip();
    } catch (IllegalArgumentException e) {
      problem(property, "%s=%s: %s".formatted(property, WebAddress.told(value), e.getMessage()));
      return otherwise;
    }
  }
}
