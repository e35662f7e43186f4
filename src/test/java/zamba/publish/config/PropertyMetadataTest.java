package zamba.publish.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import zamba.publish.config.properties.PropertyNames;
import zamba.publish.config.properties.Settings;

/** What editors and --help say of the properties, against what the program reads. */
class PropertyMetadataTest {
  private static final String TABLE = "<!-- made by PropertyMetadataTest -->\n";

  private final Map<String, JsonNode> described = new LinkedHashMap<>();
  private JsonNode metadata;

  @BeforeEach
  void read() throws IOException {
    metadata =
        new ObjectMapper()
            .readTree(getClass().getResource("/META-INF/spring-configuration-metadata.json"));
    metadata
        .path("properties")
        .forEach(property -> described.put(property.path("name").asText(), property));
  }

  @Test
  void describesEveryPropertyThatTheProgramReadsAndNoOther() {
    assertThat(described.keySet()).containsAll(PropertyNames.FIXED);
    assertThat(described.keySet())
        .allMatch(name -> PropertyNames.isKnown(name) || PropertyNames.isKnown(name + ".any"));
    assertThat(described.values())
        .allMatch(property -> property.path("description").asText().endsWith("."));
  }

  /** Its own value for every property that is set in it, its own comment for the others. */
  @Test
  void hasTheDefaultsOfTheShippedFile() throws IOException {
    String text = Files.readString(Path.of("application.properties"));
    Map<String, String> shipped = new TreeMap<>();
    Matcher line = Pattern.compile("(?m)^#?([a-z0-9.-]+) = (\\S.*)$").matcher(text);
    while (line.find()) {
      shipped.put(line.group(1), line.group(2));
    }
    Map<String, String> defaults = new TreeMap<>();
    described.forEach(
        (name, property) -> {
          if (property.has("defaultValue")) {
            defaults.put(name, property.path("defaultValue").asText());
          }
        });
    assertThat(shipped).containsAllEntriesOf(defaults);
  }

  /** A default that is only a comment in the shipped file is what the program takes itself. */
  @Test
  void theDefaultsAreUsableAndTakenWhenNothingIsSet() {
    Map<String, String> values = new TreeMap<>();
    described.forEach(
        (name, property) -> {
          if (property.has("defaultValue")) {
            values.put(name, property.path("defaultValue").asText());
          }
        });
    values.put("weights.a.pt", "s3://bucket/a.pt");
    Map<String, String> needed = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith("region.") || name.startsWith("weights.")) {
            needed.put(name, value);
          }
        });
    assertThat(configuration(values)).isEqualTo(configuration(needed));
  }

  private static Configuration configuration(Map<String, String> values) {
    return ConfigurationSource.read(new Settings(values, Map.of(), List.of()), Optional.empty());
  }

  @Test
  void hintsAtTheValuesThatTheProgramTakes() {
    for (JsonNode hint : metadata.path("hints")) {
      String name = hint.path("name").asText();
      for (JsonNode value : hint.path("values")) {
        Properties one = new Properties();
        one.setProperty(name, value.path("value").asText());
        Settings settings = new ConfigurationSource(Path.of(""), one, Map.of()).settings();
        Configuration taken = ConfigurationSource.read(settings, Optional.empty());
        assertThat(taken.catalog().entries()).as(name + "=" + value).isNotEmpty();
      }
    }
  }

  /** {@code -Dproperties.update=true} writes it anew. */
  @Test
  void theDocumentedTableIsMadeFromIt() throws IOException {
    Path page = Path.of("docs/properties.md");
    String text = Files.readString(page);
    String made = text.substring(0, text.indexOf(TABLE)) + TABLE + table();
    if (Boolean.getBoolean("properties.update")) {
      Files.writeString(page, made);
    }
    assertThat(Files.readString(page))
        .as("-Dproperties.update=true writes it anew")
        .isEqualTo(made);
    assertThat(text).contains("publish.properties=FILE");
  }

  private String table() {
    StringBuilder rows =
        new StringBuilder("| property | default | meaning |\n| --- | --- | --- |\n");
    described.forEach(
        (name, property) -> {
          String otherwise = property.path("defaultValue").asText();
          rows.append(
              "| `%s` | %s | %s |\n"
                  .formatted(
                      name,
                      otherwise.isEmpty() ? "" : "`" + otherwise + "`",
                      property.path("description").asText()));
        });
    return rows.toString();
  }
}
