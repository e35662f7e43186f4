package zamba.publish.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zamba.publish.fixture.Console;
import zamba.publish.fixture.Run;

/** {@code {{...}}} in a property: another property of ours, and never what only Camel can reach. */
class PlaceholdersTest {
  private static final String SECRET = "zamba.test.secret";
  private static final String VALUE = "the-value-that-nobody-may-see";

  @TempDir Path folder;
  private Run run;

  @BeforeEach
  void prepare() {
    System.setProperty(SECRET, VALUE);
    run = new Run(folder).model("slowfast");
  }

  @AfterEach
  void clear() {
    System.clearProperty(SECRET);
  }

  private void refuses(String... messages) {
    try (Console console = new Console()) {
      assertThat(run.publish()).isEqualTo(2);
      assertThat(console.text())
          .contains("nothing was attempted")
          .contains(messages)
          .doesNotContain(VALUE);
    }
    assertThat(run.published()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{sys:zamba.test.secret}}",
        "{{zamba.test.secret}}",
        "{{env:PATH}}",
        "{{bean:stopping.ask}}",
        "{{s3.endpoint}}",
        "{{"
      })
  void aCatalogEntryIsTakenAsItStands(String placeholder) {
    run.entry("weight-lookup.european", "s3://" + run.source + "/" + placeholder + "/")
        .entry("weights.depth.pt", "https://127.0.0.1/" + placeholder)
        .entry("weights." + placeholder.replace(":", "\\:") + ".pt", "s3://b/key.pt");

    refuses(
        "weight-lookup.european=s3://" + run.source + "/" + placeholder + "/: a catalog entry",
        "weights.depth.pt=https://127.0.0.1/" + placeholder + ": a catalog entry is taken as it",
        "weights." + placeholder + ".pt=s3://b/key.pt: a catalog entry is taken as it stands");
  }

  @ParameterizedTest
  @CsvSource({
    "{{sys:zamba.test.secret}}, only properties of this program are",
    "{{zamba.test.secret}}, only properties of this program are",
    "{{env:PATH}}, only properties of this program are",
    "{{bean:stopping.ask}}, only properties of this program are",
    "{{s3.endpoint:other}}, only properties of this program are",
    "{{camel.main.name}}, only properties of this program are",
    "{{weight-lookup.slowfast}}, only properties of this program are",
    "{{{{s3.endpoint}}}}, only properties of this program are",
    "{{embedded.dir}}, {{embedded.dir}} is not set",
    "{{official-models.dir}}, {{official-models.dir}} is made of itself",
    "a{{b, there is a {{ that no }} ends"
  })
  void nothingElseIsPutIntoAProperty(String placeholder, String message) {
    run.set("official-models.dir", placeholder);

    refuses("-Dofficial-models.dir: official-models.dir=" + placeholder, message);
  }

  @Test
  void anotherPropertyIs() {
    run.set("report.file", "{{official-models.dir}}/../{{copy.mode}}.json")
        .set("copy.mode", "auto");

    assertThat(run.publish()).isZero();
    assertThat(folder.resolve("auto.json")).isRegularFile();
  }

  @ParameterizedTest
  @CsvSource({
    "management.host, #class:java.lang.Object",
    "cluster.kubernetes-lease, #class:java.lang.Object",
    "report.file, a\u0000b",
    "embedded.dir, a\u0000b"
  })
  void whatIsNoSuchThingIsRefused(String property, String value) {
    run.set(property, value);

    // As it is shown, which for a NUL is not as it is.
    refuses(property + "=" + value.replace("\u0000", "\\u0000") + " is not a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "weights.depth.pt = https://127.0.0.1/{{bean:publisher.nope}}",
        "weights.depth.pt = s3://b/{{bean:stopping.ask}}",
        "embedded.dir = {{bean:publisher.nope}}",
        "embedded.dir = a\\u0000b"
      })
  void anEditThatHasOneIsRefusedAndTheLastGoodCatalogStaysInForce(String line) throws IOException {
    try (Run.ByHand program = run.byHand()) {
      assertThat(program.publish("").path("status").asText()).isEqualTo("ok");
      Path catalog = folder.resolve("catalog.properties");
      String good = Files.readString(catalog);

      Files.writeString(catalog, good + line + "\n");
      assertThat(program.publish("").path("publications")).hasSize(1);
      assertThat(program.metric("zamba.catalog.refused")).isEqualTo(1);

      Files.writeString(catalog, good);
      assertThat(program.publish("").path("status").asText()).isEqualTo("ok");
      assertThat(program.metric("zamba.catalog.refused")).isZero();
    }
  }
}
