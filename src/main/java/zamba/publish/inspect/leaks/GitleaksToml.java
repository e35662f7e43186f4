package zamba.publish.inspect.leaks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads a gitleaks.toml. What is not known is a problem, as it might be meant to find more. */
final class GitleaksToml {
  private static final Set<String> OF_FILE =
      Set.of("title", "description", "minversion", "rules", "allowlist", "allowlists");
  private static final Set<String> OF_RULE =
      Set.of(
          "id",
          "description",
          "regex",
          "path",
          "secretgroup",
          "entropy",
          "keywords",
          "tags",
          "allowlist",
          "allowlists");
  private static final Set<String> OF_ALLOWLIST =
      Set.of(
          "id",
          "description",
          "condition",
          "commits",
          "paths",
          "regextarget",
          "regexes",
          "stopwords",
          "targetrules");

  private final Consumer<String> problem;

  /** The ids of all rules, and those that look at texts by their id. */
  private final Map<String, Optional<GitleaksRule>> rules = new LinkedHashMap<>();

  private boolean hasRegex;

  GitleaksToml(Consumer<String> problem) {
    this.problem = problem;
  }

  List<GitleaksRule> rules(String toml) {
    JsonNode root;
    try {
      root = new TomlMapper().readTree(toml);
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
      problem.accept(line + "it is no TOML: " + e.getOriginalMessage());
      return List.of();
    }
    TomlTable file = new TomlTable("the file", root, problem);
    file.hasOnly(OF_FILE);
    file.tables("rules", "rule number %d"::formatted).forEach(this::rule);
    List<GitleaksRule> all =
        new ArrayList<>(rules.values().stream().flatMap(Optional::stream).toList());
    if (!hasRegex) {
      problem.accept("it has no rule ([[rules]]) that looks at texts");
    }
    for (TomlTable table : allowlists(file, "the global allowlist")) {
      List<String> targets = table.texts("targetrules");
      targets.stream()
          .filter(target -> !rules.containsKey(target))
          .forEach(target -> table.problem("targetRules", "there is no rule '" + target + "'"));
      Allowlist allowlist = allowlist(table);
      all.replaceAll(
          rule -> targets.isEmpty() || targets.contains(rule.id()) ? with(rule, allowlist) : rule);
    }
    return all;
  }

  private void rule(TomlTable numbered) {
    String id = numbered.text("id").orElse("");
    if (id.isBlank()) {
      numbered.problem("id", "it has none");
      return;
    }
    TomlTable table = numbered.named("rule '" + id + "'");
    table.hasOnly(OF_RULE);
    if (rules.containsKey(id)) {
      table.problem("id", "another rule has it already");
    }
    hasRegex |= table.has("regex") || !table.has("path");
    Optional<Pattern> path = table.pattern("path");
    Optional<Pattern> regex = table.pattern("regex");
    if (!table.has("regex") && !table.has("path")) {
      table.problem("regex", "it has none");
    }
    int group = (int) table.number("secretgroup");
    if (regex.isPresent()
        && (group != table.number("secretgroup") || group > regex.get().matcher("").groupCount())) {
      table.problem("secretGroup", "its regex has no group " + group);
    }
    double entropy = table.number("entropy");
    List<String> keywords = lower(table.texts("keywords"));
    List<Allowlist> allowlists =
        allowlists(table, table.name() + ", its allowlist").stream().map(this::allowlist).toList();
    rules.put(
        id, regex.map(it -> new GitleaksRule(id, it, path, group, entropy, keywords, allowlists)));
  }

  /** {@code [allowlist]}, as it was up to 8.20, and {@code [[allowlists]]}. */
  private static List<TomlTable> allowlists(TomlTable table, String name) {
    List<TomlTable> all = new ArrayList<>(table.tables("allowlist", number -> name));
    all.addAll(table.tables("allowlists", number -> name + " number " + number));
    return all;
  }

  private Allowlist allowlist(TomlTable table) {
    table.hasOnly(OF_ALLOWLIST);
    String condition = table.oneOf("condition", "or", "or", "||", "and", "&&");
    boolean all = condition.equals("and") || condition.equals("&&");
    String target = table.oneOf("regextarget", "secret", "secret", "match", "line");
    List<Pattern> regexes = table.patterns("regexes");
    List<String> stopwords = lower(table.texts("stopwords"));
    if (all && (table.has("paths") || table.has("commits"))) {
      regexes = List.of();
      stopwords = List.of();
    }
    return new Allowlist(
        regexes, Allowlist.Target.valueOf(target.toUpperCase(Locale.ROOT)), stopwords, all);
  }

  private static GitleaksRule with(GitleaksRule rule, Allowlist allowlist) {
    List<Allowlist> all = new ArrayList<>(rule.allowlists());
    all.add(allowlist);
    return new GitleaksRule(
        rule.id(),
        rule.pattern(),
        rule.path(),
        rule.secretGroup(),
        rule.entropy(),
        rule.keywords(),
        all);
  }

  private static List<String> lower(List<String> texts) {
    return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
  }
}
