package zamba.publish.config.properties;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The names of the properties a user can set. */
public final class PropertyNames {
  /** What the value of {@code s3.endpoint} is when it is not an address. */
  public static final String EMBEDDED = "embedded";

  public static final String WEIGHT_LOOKUP = "weight-lookup.";
  public static final String WEIGHTS = "weights.";

  /** With the public name of weights behind it: what they must be. */
  public static final String DIGEST = "digest.";

  /** Followed by any name. */
  public static final String GATE_NAMES = "gate.names.";

  /** Followed by a model's name: where it comes from instead. */
  public static final String ZAMBA_SET = "zamba.set.";

  /** The checkout whose files are the catalog. */
  public static final String ZAMBA_CHECKOUT = "zamba.checkout";

  public static final String GATE_ACCEPT = "gate.leaks.accept.";

  /** The file that overrides the shipped one. */
  public static final String FILE = "publish.properties";

  public static final List<String> FIXED =
      List.of(
          "s3.endpoint",
          "s3.path-style",
          "s3.answer-within",
          "source.aws-region",
          "source.endpoint",
          "source.prefixes",
          "source.requester-pays",
          "source.expected-owner",
          "public.prefix",
          "copy.mode",
          "copy.parts-at-once",
          "copy.resume-after",
          "copy.abort-after",
          "https.least-rate",
          "https.least-rate-over",
          "https.deadline",
          "https.redirect-hosts",
          "copy.acl",
          "copy.sse-kms-key",
          "copy.tags",
          "copy.storage-class",
          "official-models.dir",
          "pull-request",
          "pull-request.remote",
          "pull-request.push-remote",
          "pull-request.api",
          "report.file",
          "report.format",
          "report.html",
          "embedded.dir",
          "compare.read",
          "gate.checkpoint",
          "gate.programs",
          "gate.plausible",
          "gate.leaks",
          "gate.leaks.rules",
          "sign.key",
          "sign.trusted",
          "manifest.sha256",
          "publish.dry-run",
          "publish.audit",
          "publish.heal",
          "publish.inspect",
          "publish.sign",
          "publish.overwrite-edits",
          "publish.trigger",
          "publish.every",
          "publish.verify-every",
          "publish.probe",
          "publish.settle",
          "gate.anonymous",
          "gate.unpinned",
          "publish.stop-timeout",
          "log.format",
          "management.host",
          "management.port",
          "queue.url",
          "queue.events-url",
          "queue.dead-url",
          "queue.endpoint",
          "queue.visibility",
          "queue.at-once",
          "runs.location",
          "runs.deadline",
          "cluster.lock-dir",
          "cluster.kubernetes-lease",
          ZAMBA_CHECKOUT,
          "zamba.companions",
          FILE);

  private static final List<String> OF_A_REGION =
      List.of(
          "bucket",
          "aws-region",
          "endpoint",
          "expected-owner",
          "acl",
          "sse-kms-key",
          "tags",
          "storage-class");
  private static final List<String> PREFIXES =
      List.of(
          "s3.",
          "source.",
          "region.",
          "public.",
          "copy.",
          "compare.",
          "gate.",
          "https.",
          WEIGHT_LOOKUP,
          WEIGHTS,
          DIGEST,
          "official-models.",
          "pull-request",
          "report.",
          "embedded.",
          "sign.",
          "manifest.",
          "publish.",
          "gate.",
          "log.",
          "management.",
          "cluster.",
          "zamba.",
          "queue.",
          "runs.");

  /**
   * Under one of our prefixes, but Java's (Java SE, Networking Properties; JSSE Reference Guide,
   * Customizing HttpsURLConnection).
   */
  private static final Set<String> OF_THE_JVM =
      Set.of("https.proxyHost", "https.proxyPort", "https.protocols", "https.cipherSuites");

  private PropertyNames() {}

  /** Whether a name is one of ours, known or not. */
  public static boolean isOurs(String name) {
    return PREFIXES.stream().anyMatch(name::startsWith) && !OF_THE_JVM.contains(name);
  }

  /** Whether an edit of it is in force at the next run. */
  public static boolean isLive(String name) {
    return isCatalogEntry(name) || name.startsWith(DIGEST);
  }

  public static boolean isCatalogEntry(String name) {
    return name.startsWith(WEIGHT_LOOKUP) || name.startsWith(WEIGHTS);
  }

  /** A problem for each name that no part of the program reads. */
  public static Map<String, String> unknown(Set<String> names) {
    Map<String, String> problems = new LinkedHashMap<>();
    for (String name : names) {
      if (!isKnown(name)) {
        problems.put(name, unknown(name));
      }
    }
    return problems;
  }

  private static String unknown(String name) {
    return "%s is not a property of this program; did you mean %s?".formatted(name, nearest(name));
  }

  /**
   * A problem if a name that is not under our prefixes was probably meant to be.
   *
   * @param onlyOurs whether it is in a file in which no other property has any effect
   */
  public static Optional<String> misspelt(String name, boolean onlyOurs) {
    if (isOurs(name)) {
      return Optional.empty();
    }
    if (name.startsWith("camel.")) {
      return onlyOurs
          ? Optional.of(name + " has no effect here; Camel reads it in application.properties")
          : Optional.empty();
    }
    String beginning = name.split("\\.", 2)[0] + ".";
    boolean near = PREFIXES.stream().anyMatch(p -> p.length() > 3 && distance(p, beginning) <= 2);
    return near || onlyOurs ? Optional.of(unknown(name)) : Optional.empty();
  }

  public static boolean isKnown(String name) {
    return FIXED.contains(name)
        || isLive(name)
        || isOneOf(GATE_NAMES, name)
        || isOneOf(GATE_ACCEPT, name)
        || isOneOf(ZAMBA_SET, name)
        || OF_A_REGION.stream().anyMatch(property -> regional(name, property).equals(name));
  }

  private static boolean isOneOf(String prefix, String name) {
    return name.startsWith(prefix) && name.length() > prefix.length();
  }

  private static String nearest(String name) {
    String rest = name.substring(name.indexOf('.') + 1);
    return nearest(
        name,
        Stream.of(
                FIXED.stream(),
                OF_A_REGION.stream().map(property -> regional(name, property)),
                Stream.of(
                    WEIGHT_LOOKUP + rest, WEIGHTS + rest, GATE_NAMES + "1", GATE_ACCEPT + "1"))
            .flatMap(names -> names)
            .toList());
  }

  /** What was probably meant. */
  static String nearest(String text, List<String> possible) {
    return possible.stream()
        .min(Comparator.comparingInt(other -> distance(text, other)))
        .orElseThrow();
  }

  /** The property of the region that a name speaks of, or of the first shipped region. */
  private static String regional(String name, String property) {
    String[] parts = name.split("\\.", 3);
    String region = parts.length == 3 ? parts[1] : "us";
    return "region." + region + "." + property;
  }

  /** The Levenshtein distance. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substitution, 1 + Math.min(previous[j], row[j - 1]));
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
