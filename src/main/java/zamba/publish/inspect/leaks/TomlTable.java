package zamba.publish.inspect.leaks;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * A table of a TOML file. Its keys are in lower case, as gitleaks minds no case in them. What is
 * not of the form that is asked for is told, and taken for missing.
 */
final class TomlTable {
  private final String name;
  private final Consumer<String> problems;
  private final Map<String, JsonNode> values;

  /**
   * @param name what problems call it
   */
  TomlTable(String name, JsonNode node, Consumer<String> problems) {
    this(name, new TreeMap<>(), problems);
    node.properties()
        .forEach(it -> values.put(it.getKey().toLowerCase(Locale.ROOT), it.getValue()));
  }

  private TomlTable(String name, Map<String, JsonNode> values, Consumer<String> problems) {
    this.name = name;
    this.problems = problems;
    this.values = values;
  }

  TomlTable named(String other) {
    return new TomlTable(other, values, problems);
  }

  String name() {
    return name;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  void problem(String key, String text) {
    problems.accept("%s: %s: %s".formatted(name, key, text));
  }

  void hasOnly(Set<String> known) {
    values.keySet().stream()
        .filter(key -> !known.contains(key))
        .forEach(key -> problem(key, "it is not known here, and might change what is found"));
  }

  Optional<String> text(String key) {
    JsonNode value = values.get(key);
    if (value != null && !value.isTextual()) {
      problem(key, "it is no text");
    }
    return Optional.ofNullable(value).filter(JsonNode::isTextual).map(JsonNode::textValue);
  }

  String oneOf(String key, String otherwise, String... allowed) {
    String text = text(key).orElse(otherwise).toLowerCase(Locale.ROOT);
    if (List.of(allowed).contains(text)) {
      return text;
    }
    problem(key, "'%s' is not one of %s".formatted(text, String.join(", ", allowed)));
    return otherwise;
  }

  /** 0 if there is none. */
  double number(String key) {
    JsonNode value = values.get(key);
    if (value == null) {
      return 0;
    }
    double number = value.isNumber() ? value.doubleValue() : -1;
    if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
      problem(key, "it is no number from 0 on");
      return 0;
    }
    return number;
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    JsonNode value = values.get(key);
    if (value == null) {
      return texts;
    }
    if (!value.isArray()) {
      problem(key, "it is no list of texts");
    }
    for (JsonNode element : value) {
      if (element.isTextual()) {
        texts.add(element.textValue());
      } else {
        problem(key, "it has what is no text");
      }
    }
    return texts;
  }

  Optional<Pattern> pattern(String key) {
    return text(key).flatMap(text -> compiled(key, text));
  }

  List<Pattern> patterns(String key) {
    return texts(key).stream().flatMap(text -> compiled(key, text).stream()).toList();
  }

  private Optional<Pattern> compiled(String key, String text) {
    try {
      return Optional.of(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      problem(key, "'%s' is no RE2 pattern: %s".formatted(text, e.getMessage()));
      return Optional.empty();
    }
  }

  /** One table, or a list of them. */
  List<TomlTable> tables(String key, IntFunction<String> names) {
    JsonNode value = values.get(key);
    List<TomlTable> tables = new ArrayList<>();
    for (JsonNode table : value == null ? List.<JsonNode>of() : elements(value)) {
      if (table.isObject()) {
        tables.add(new TomlTable(names.apply(tables.size() + 1), table, problems));
      } else {
        problem(key, "it is no table");
      }
    }
    return tables;
  }

  private static List<JsonNode> elements(JsonNode value) {
    List<JsonNode> elements = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(elements::add);
    } else {
      elements.add(value);
    }
    return elements;
  }
}
