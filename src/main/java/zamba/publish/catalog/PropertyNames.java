package zamba.publish.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The names of the properties a user can set. */
final class PropertyNames {
  static final String WEIGHT_LOOKUP = "weight-lookup.";
  static final String WEIGHTS = "weights.";

  /** The file that overrides the shipped one. */
  static final String FILE = "publish.properties";

  static final List<String> FIXED =
      List.of(
          "s3.endpoint",
          "s3.path-style",
          "source.aws-region",
          "source.endpoint",
          "public.prefix",
          "copy.mode",
          "copy.parts-at-once",
          "copy.resume-after",
          "copy.abort-after",
          "official-models.dir",
          "report.file",
          "embedded.dir",
          "publish.trigger",
          "publish.every",
          "publish.probe",
          "publish.stop-timeout",
          "log.format",
          "management.host",
          "management.port",
          "cluster.lock-dir",
          "cluster.kubernetes-lease",
          FILE);

  private static final List<String> OF_A_REGION = List.of("bucket", "aws-region", "endpoint");
  private static final List<String> PREFIXES =
      List.of(
          "s3.",
          "source.",
          "region.",
          "public.",
          "copy.",
          WEIGHT_LOOKUP,
          WEIGHTS,
          "official-models.",
          "report.",
          "embedded.",
          "publish.",
          "log.",
          "management.",
          "cluster.");

  private PropertyNames() {}

  /** Whether a name is one of ours, known or not. */
  static boolean isOurs(String name) {
    return PREFIXES.stream().anyMatch(name::startsWith);
  }

  static boolean isCatalogEntry(String name) {
    return name.startsWith(WEIGHT_LOOKUP) || name.startsWith(WEIGHTS);
  }

  /** A problem for each name that no part of the program reads. */
  static List<String> unknown(Set<String> names) {
    List<String> problems = new ArrayList<>();
    for (String name : names) {
      if (!isKnown(name)) {
        problems.add(
            "%s is not a property of this program%s"
                .formatted(name, nearest(name).map(n -> "; did you mean " + n + "?").orElse("")));
      }
    }
    return problems;
  }

  private static boolean isKnown(String name) {
    return FIXED.contains(name)
        || isCatalogEntry(name)
        || OF_A_REGION.stream().anyMatch(property -> regional(name, property).equals(name));
  }

  private static Optional<String> nearest(String name) {
    return Stream.concat(FIXED.stream(), OF_A_REGION.stream().map(p -> regional(name, p)))
        .min(Comparator.comparingInt(known -> distance(name, known)));
  }

  /** The property of the region that a name speaks of, or of the first shipped region. */
  private static String regional(String name, String property) {
    String[] parts = name.split("\\.", 3);
    String region = parts.length > 1 && parts[0].equals("region") ? parts[1] : "us";
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
