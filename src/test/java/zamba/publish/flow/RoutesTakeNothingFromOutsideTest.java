package zamba.publish.flow;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Read over all of routes/: in no header, address, argument or expression is there room for a text
 * that somebody else wrote. Camel would evaluate it.
 */
class RoutesTakeNothingFromOutsideTest {
  /** Each is one of few words, a period, or a text that has been made of letters and digits. */
  private static final Set<String> PLACEHOLDERS =
      Set.of(
          "boolean:publish.trigger == 'once'",
          "boolean:publish.trigger == 'every'",
          "cluster.master",
          "publish.every",
          "publish.trigger",
          "queue.url",
          "queue.events-url",
          "queue.hears",
          "queue.wait-seconds",
          "queue.at-once",
          "queue.visibility-seconds",
          "publish.heal",
          "publish.inspect",
          "pull-request",
          "report.format",
          "signatures.heal",
          "run.task",
          "region",
          "timer");

  /** What only tells of itself: a field of a body, a variable, a bean's answer. */
  private static final Pattern EXPRESSION =
      Pattern.compile(
          "\\$\\{(exchangeId|(body|exception|variable\\.[a-zA-Z]+)(\\.[A-Za-z]+)*|bean:[a-zA-Z]+\\?method=[a-zA-Z]+)}");

  private static final Set<String> COMPONENTS =
      Set.of("direct", "aws2-s3", "aws2-sqs", "timer", "scheduler");

  /** Keys under which a text is evaluated. */
  private static final Set<String> EVALUATED = Set.of("simple", "message", "constant");

  /**
   * Steps and languages that would make headers, addresses or expressions of what they are given.
   */
  private static final Set<String> FORBIDDEN =
      Set.of(
          "setHeader",
          "setHeaders",
          "header",
          "headers",
          "setProperty",
          "routingSlip",
          "dynamicRouter",
          "enrich",
          "pollEnrich",
          "script",
          "language",
          "groovy",
          "mvel",
          "ognl",
          "spel",
          "java",
          "xpath",
          "jsonpath",
          "jq",
          "tokenize",
          "ref-language",
          "toD",
          "toDynamic");

  private record Found(String file, String key, String text) {
    boolean has(String part) {
      return text.contains(part);
    }
  }

  /** Every text in the routes, with the nearest key above it. */
  private static List<Found> texts() {
    List<Found> texts = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      for (Path file : files.sorted().toList()) {
        Object tree =
            new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        collect(file.getFileName().toString(), "", tree, texts);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(texts).hasSizeGreaterThan(300);
    return texts.stream().filter(it -> !it.key().equals("description")).toList();
  }

  private static void collect(String file, String key, Object node, List<Found> texts) {
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (name, value) -> {
            texts.add(new Found(file, "(key)", name.toString()));
            collect(file, name.toString(), value, texts);
          });
    } else if (node instanceof List<?> list) {
      list.forEach(item -> collect(file, key, item, texts));
    } else {
      texts.add(new Found(file, key, String.valueOf(node)));
    }
  }

  @Test
  void noStepMakesAHeaderOrAnExpressionOfWhatItIsGiven() {
    assertThat(texts())
        .filteredOn(it -> it.key().equals("(key)"))
        .noneMatch(it -> FORBIDDEN.contains(it.text()));
  }

  @Test
  void noAddressHasAValueInIt() {
    Pattern constant = Pattern.compile("[a-z0-9-]+:[^$]*|\\{\\{cluster.master}}scheduler:[^$]*");
    assertThat(texts())
        .filteredOn(it -> it.key().equals("uri"))
        .isNotEmpty()
        .allMatch(it -> constant.matcher(it.text()).matches())
        .allMatch(it -> COMPONENTS.contains(it.text().replaceAll("^\\{\\{[a-z.]*}}|:.*$", "")));
  }

  @Test
  void noBeanIsCalledWithArgumentsThatCamelHasToRead() {
    assertThat(texts())
        .filteredOn(it -> it.key().equals("method"))
        .isNotEmpty()
        .allMatch(it -> it.text().matches("[a-zA-Z]+"));
  }

  @Test
  void everyExpressionStandsInTheRouteAndOnlyReads() {
    assertThat(texts())
        .filteredOn(it -> it.has("${"))
        .isNotEmpty()
        .allMatch(it -> EVALUATED.contains(it.key()))
        .allMatch(it -> !EXPRESSION.matcher(it.text()).replaceAll("").contains("${"));
  }

  @Test
  void nothingIsPutIntoARouteButWhatHasAFewValues() {
    Set<String> used =
        texts().stream()
            .flatMap(it -> Pattern.compile("\\{\\{(.*?)}}").matcher(it.text()).results())
            .map((MatchResult it) -> it.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(used).isEqualTo(new TreeSet<>(PLACEHOLDERS));
  }

  @Test
  void everyRequestToS3IsARequestAndNoHeaders() {
    assertThat(texts())
        .filteredOn(it -> it.key().equals("uri") && it.has("aws2-s3:"))
        .hasSize(2)
        .allMatch(it -> it.has("&pojoRequest=true"))
        .allMatch(
            it -> it.text().matches(".*\\?amazonS3Client=#(private-s3|s3-\\{\\{region}})&.*"));
  }

  /** Nor does Java code hand anything to Camel that would be evaluated. */
  @Test
  void noClassMakesAHeaderAnExpressionOrAPlaceholderOfAnything() {
    noClasses()
        .should()
        .callMethod(CamelContext.class, "resolvePropertyPlaceholders", String.class)
        .orShould()
        .callMethod(CamelContext.class, "resolveLanguage", String.class)
        .orShould()
        .callMethod(Message.class, "setHeader", String.class, Object.class)
        .orShould()
        .callMethod(Message.class, "setHeaders", Map.class)
        .orShould()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.apache.camel.language..", "org.apache.camel.support.language.."))
        .orShould()
        .dependOnClassesThat(assignableTo(Expression.class))
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("zamba.publish"));
  }
}
