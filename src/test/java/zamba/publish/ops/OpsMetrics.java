package zamba.publish.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/**
 * The metrics that the dashboard and the alert rules in ops/ ask for, and those a program shows.
 */
final class OpsMetrics {
  static final Path DASHBOARD = Path.of("ops/grafana-dashboard.json");
  static final Path ALERTS = Path.of("ops/prometheus-alerts.yml");

  private static final Pattern METRIC = Pattern.compile("\\bzamba_[a-z_]+\\b(\\{[^}]*})?");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)(?:=~|!~|!=|=)\"");
  private static final Pattern GROUPED =
      Pattern.compile("by \\(([^)]*)\\) \\((?:[a-z]+\\()?(zamba_[a-z_]+)");

  /** What Prometheus itself adds to every series. */
  private static final Set<String> OF_THE_SCRAPE = Set.of("job", "instance");

  private OpsMetrics() {}

  /** Every metric's name in the dashboard's queries and the rules' expressions. */
  static Set<String> used() {
    return used(expressions()).keySet();
  }

  /** The labels that are selected or grouped by, for each metric; without those of the scrape. */
  static Map<String, Set<String>> usedLabels() {
    return used(expressions());
  }

  /** The metrics in an answer in Prometheus' text format, each with its labels. */
  static Map<String, Set<String>> in(String exposition) {
    return used(exposition.lines().filter(line -> !line.startsWith("#")).toList());
  }

  private static Map<String, Set<String>> used(List<String> expressions) {
    Map<String, Set<String>> used = new TreeMap<>();
    for (String expression : expressions) {
      Matcher metric = METRIC.matcher(expression);
      while (metric.find()) {
        Set<String> labels =
            used.computeIfAbsent(metric.group().replaceFirst("\\{.*", ""), m -> new TreeSet<>());
        if (metric.group(1) != null) {
          LABEL.matcher(metric.group(1)).results().forEach(label -> labels.add(label.group(1)));
        }
      }
      Matcher grouped = GROUPED.matcher(expression);
      while (grouped.find()) {
        used.get(grouped.group(2)).addAll(List.of(grouped.group(1).split(", *")));
      }
    }
    used.values().forEach(labels -> labels.removeAll(OF_THE_SCRAPE));
    return used;
  }

  private static List<String> expressions() {
    List<String> expressions = new ArrayList<>();
    try {
      JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
      dashboard.findValues("expr").forEach(expression -> expressions.add(expression.asText()));
      dashboard.findValues("query").forEach(query -> expressions.add(query.asText()));
      for (Map<?, ?> rule : rules()) {
        expressions.add(rule.get("expr").toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return expressions;
  }

  /** The alert rules. */
  static List<Map<?, ?>> rules() throws IOException {
    List<Map<?, ?>> rules = new ArrayList<>();
    Map<?, ?> file = new Yaml().load(Files.readString(ALERTS));
    for (Object group : (List<?>) file.get("groups")) {
      for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
        rules.add((Map<?, ?>) rule);
      }
    }
    return rules;
  }
}
