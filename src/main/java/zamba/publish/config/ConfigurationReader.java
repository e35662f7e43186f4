package zamba.publish.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import zamba.publish.catalog.Catalog;
import zamba.publish.config.properties.PropertyNames;
import zamba.publish.config.properties.SettingReader;
import zamba.publish.config.properties.Settings;
import zamba.publish.download.DownloadGate;
import zamba.publish.gate.GateSettings;
import zamba.publish.https.WebAddress;
import zamba.publish.https.WebSettings;
import zamba.publish.pullrequest.PullRequestSettings;
import zamba.publish.s3.Endpoint;
import zamba.publish.s3.Region;
import zamba.publish.s3.SourceSettings;
import zamba.publish.source.Settling;
import zamba.publish.transfer.CopySettings;

/** Turns effective property values into a {@link Configuration}, or names all that is wrong. */
final class ConfigurationReader {
  private final SettingReader settings;
  private final EndpointReader endpoints;

  /**
   * @param settings the effective properties under our prefixes
   * @param embedded the embedded server's address, if it runs
   */
  ConfigurationReader(Settings settings, Optional<URI> embedded) {
    this.settings = new SettingReader(settings);
    this.endpoints = new EndpointReader(this.settings, embedded);
  }

  /**
   * Checks and converts.
   *
   * @throws InvalidConfigurationException with every problem there is
   */
  Configuration read() {
    PropertyNames.unknown(settings.values().keySet()).forEach(settings::problem);
    Endpoint source = endpoints.endpoint("source.endpoint", "source.aws-region");
    SourceSettings sourceSettings =
        new SourceSettings(
            settings.flag("source.requester-pays"), settings.accountId("source.expected-owner"));
    List<Region> regions = new RegionReader(settings, endpoints).read();
    String trigger =
        settings.oneOf("publish.trigger", "once", "every", "none", "queue", "dispatch");
    Task task = task(trigger);
    CheckoutReader checkouts = new CheckoutReader(settings, task, trigger.equals("once"));
    Optional<CheckoutSettings> checkout = checkouts.read(regions);
    Catalog catalog = new CatalogReader(settings).read(checkout.map(CheckoutSettings::catalog));
    String reportFormat = settings.oneOf("report.format", "table", "json");
    String every = settings.period("publish.every", "5m");
    CopySettings copies = copies();
    WebSettings web = web();
    String probe = settings.oneOf("publish.probe", "auto", "true", "false");
    Settling settling = settling(trigger, source);
    Optional<DownloadGate.Mode> anonymous = anonymous();
    String unpinned = settings.oneOf("gate.unpinned", "refuse", "allow");
    Path officialModels = checkouts.officialModels(checkout);
    String companions = settings.oneOf("zamba.companions", "on", "off");
    Path report = settings.path("report.file", "target/publish-report.json");
    Optional<Path> embeddedDir = settings.optionalPath("embedded.dir");
    GateSettings gate = new GateReader(settings).read();
    SignSettings sign = new SignReader(settings).read();
    PullRequestSettings pullRequest = new PullRequestReader(settings).read();
    RuntimeSettings operation = operation();
    QueueSettings queue = new QueueReader(settings, source.awsRegion()).read();
    if (!settings.problems().isEmpty()) {
      throw new InvalidConfigurationException(settings.problems());
    }
    return new Configuration(
        endpoints.isAws(),
        source,
        sourceSettings,
        regions,
        catalog,
        copies.signed(sign.key().isPresent()),
        web,
        officialModels,
        checkout,
        companions.equals("on"),
        report,
        reportFormat,
        settings.optionalPath("report.html"),
        embeddedDir,
        task,
        settings.flag("publish.heal"),
        trigger,
        every,
        probe,
        settings.flag("compare.read"),
        settling,
        pullRequest.asked() ? Optional.of(DownloadGate.Mode.STOP) : anonymous,
        unpinned.equals("allow"),
        gate,
        settings.flag("publish.inspect"),
        sign,
        pullRequest,
        operation,
        queue);
  }

  private Optional<DownloadGate.Mode> anonymous() {
    String property = "gate.anonymous";
    if (settings.value(property, "").isEmpty()) {
      return Optional.empty();
    }
    String mode = settings.oneOf(property, "stop", "warn", "off");
    return Stream.of(DownloadGate.Mode.values())
        .filter(it -> it.name().toLowerCase(Locale.ROOT).equals(mode))
        .findFirst();
  }

  /** A single run is told when to begin; what the embedded server has was made by this program. */
  private Settling settling(String trigger, Endpoint source) {
    boolean own = endpoints.isEmbedded(source);
    return new Settling(
        settings.duration("publish.settle", trigger.equals("once") || own ? "0s" : "60s"));
  }

  /** What the program is to do; at most one of the two that publish nothing by themselves. */
  private Task task(String trigger) {
    boolean dryRun = settings.flag("publish.dry-run");
    boolean audit = settings.flag("publish.audit");
    boolean heal = settings.flag("publish.heal");
    if (dryRun && audit) {
      settings.problem(
          "publish.audit", "publish.dry-run and publish.audit are both true; keep one");
    }
    if (heal && !audit) {
      settings.problem(
          "publish.heal", "publish.heal=true is a part of an audit; set publish.audit=true too");
    }
    if (settings.flag("publish.inspect") && !audit) {
      settings.problem(
          "publish.inspect",
          "publish.inspect=true is a part of an audit; set publish.audit=true too. What is about to be published is inspected anyway");
    }
    if ((dryRun || audit) && !trigger.equals("once")) {
      String property = dryRun ? "publish.dry-run" : "publish.audit";
      settings.problem(
          property,
          "%s=true ends by itself; publish.trigger=%s does not".formatted(property, trigger));
    }
    return dryRun ? Task.PLAN : audit ? Task.AUDIT : Task.PUBLISH;
  }

  private CopySettings copies() {
    String mode = settings.oneOf("copy.mode", "auto", "server", "stream");
    String partsAtOnce = settings.value("copy.parts-at-once", "192");
    if (!partsAtOnce.matches("[1-9][0-9]{0,3}")) {
      settings.problem(
          "copy.parts-at-once",
          "copy.parts-at-once=%s is not a number from 1 to 9999".formatted(partsAtOnce));
    }
    Duration resumeAfter = settings.duration("copy.resume-after", "10s");
    Duration abortAfter = settings.duration("copy.abort-after", "1d");
    return settings.problems().isEmpty()
        ? new CopySettings(
            CopySettings.Mode.valueOf(mode.toUpperCase(Locale.ROOT)),
            Integer.parseInt(partsAtOnce),
            resumeAfter,
            abortAfter)
        : null;
  }

  private WebSettings web() {
    String leastRate =
        settings.value("https.least-rate", String.valueOf(WebSettings.DEFAULT.leastRate()));
    if (!leastRate.matches("[0-9]{1,12}")) {
      settings.problem(
          "https.least-rate",
          "https.least-rate=%s is not a number of bytes a second, or 0 for any"
              .formatted(leastRate));
      leastRate = "0";
    }
    Set<String> hosts = new LinkedHashSet<>();
    for (String host : settings.value("https.redirect-hosts", "").split("[,\\s]+", -1)) {
      if (host.isEmpty()) {
        continue;
      }
      if (!host.matches("[A-Za-z0-9.-]+(:[0-9]{1,5})?")) {
        settings.problem(
            "https.redirect-hosts",
            "https.redirect-hosts: '%s' is neither a host nor host:port; several are separated by commas"
                .formatted(WebAddress.told(host)));
      }
      hosts.add(host.toLowerCase(Locale.ROOT).replaceFirst(":443$", ""));
    }
    return new WebSettings(
        Long.parseLong(leastRate),
        settings.duration("https.least-rate-over", "60s"),
        settings.duration("https.deadline", "6h"),
        hosts);
  }

  private RuntimeSettings operation() {
    Optional<Path> lockDir = settings.optionalPath("cluster.lock-dir");
    Optional<String> lease =
        Optional.of(settings.word("cluster.kubernetes-lease", "", "a lease's name", "[a-z0-9.-]*"))
            .filter(name -> !name.isEmpty());
    if (lockDir.isPresent() && lease.isPresent()) {
      settings.problem(
          "cluster.lock-dir",
          "cluster.lock-dir and cluster.kubernetes-lease are both set; keep one");
    }
    return new RuntimeSettings(
        settings.duration("publish.stop-timeout", "30s"),
        settings.duration("publish.verify-every", "1h"),
        answerWithin(),
        settings.oneOf("log.format", "text", "json"),
        settings.word(
            "management.host", "127.0.0.1", "a host's name or address", "[A-Za-z0-9.:_-]+"),
        settings.port("management.port", "9876"),
        lockDir,
        lease);
  }

  private Duration answerWithin() {
    Duration answerWithin = settings.duration("s3.answer-within", "10s");
    if (answerWithin.isZero()) {
      settings.problem("s3.answer-within", "s3.answer-within=0 leaves a store no time to answer");
    }
    return answerWithin;
  }
}
