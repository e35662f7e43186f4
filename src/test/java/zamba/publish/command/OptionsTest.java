package zamba.publish.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line. */
class OptionsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  private static Map<String, String> properties(String... args) {
    Options options = new Options();
    assertThat(options.read(args)).isEmpty();
    return options.properties();
  }

  @Test
  void printsWhatCompletesItsOptions() {
    assertThat(new Options().read("--completion")).hasValue(0);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("complete -F", " zamba-publish", "--overwrite-edits", "--official-models");
  }

  @Test
  void eachOptionSetsItsProperty() {
    assertThat(properties("-n", "-e", "aws", "-o", "models", "-r", "r.json", "-p", "mine"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "publish.dry-run", "true",
                "s3.endpoint", "aws",
                "official-models.dir", "models",
                "report.file", "r.json",
                "publish.properties", "mine"));
    assertThat(properties("--read")).isEqualTo(Map.of("compare.read", "true"));
    assertThat(properties("--audit", "--heal", "--json"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("publish.audit", "true", "publish.heal", "true", "report.format", "json"));
    assertThat(
            properties("-t", "every", "--every=10m", "-Dcopy.mode=server", "-D", "log.format=json"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "publish.trigger", "every",
                "publish.every", "10m",
                "copy.mode", "server",
                "log.format", "json"));
  }

  @Test
  void setIsForModelsAndNotForProperties() {
    assertThat(properties("--zamba", "z", "--set", "a=s3://b/c/?d=e"))
        .isEqualTo(Map.of("zamba.checkout", "z", "zamba.set.a", "s3://b/c/?d=e"));
    assertThat(new Options().read("--set", "s3.endpoint=aws")).isEqualTo(OptionalInt.of(2));
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("write -Ds3.endpoint=aws");
  }

  @Test
  void helpHasEveryPropertyItsDefaultAndTheExitStatuses() throws Exception {
    assertThat(new Options().read("--help")).isEqualTo(OptionalInt.of(0));

    String help = out.toString(StandardCharsets.UTF_8).replaceAll("\\s+", "");
    JsonNode metadata =
        new ObjectMapper()
            .readTree(getClass().getResource("/META-INF/spring-configuration-metadata.json"));
    for (JsonNode property : metadata.path("properties")) {
      assertThat(help)
          .contains(
              property.path("name").asText()
                  + property.path("description").asText().replace(" ", ""));
    }
    assertThat(help)
        .contains("-n,--dry-run", "Default:192", "Exitstatus", "thereissomethingtopublish");
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void tellsItsVersion() {
    assertThat(new Options().read("--version")).isEqualTo(OptionalInt.of(0));
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("zamba-model-publisher ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--dryrun", "slowfast", "-e"})
  void whatIsNoOptionIsRefused(String argument) {
    assertThat(new Options().read(argument)).isEqualTo(OptionalInt.of(2));
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(argument, "Nothing was attempted", "--help");
  }
}
