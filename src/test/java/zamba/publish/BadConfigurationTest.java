package zamba.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A configuration that is unusable: exit status 2, every problem named, nothing attempted. */
class BadConfigurationTest {
  @TempDir Path folder;
  private Run run;

  @BeforeEach
  void prepare() {
    run = new Run(folder).model("slowfast");
  }

  private void refuses(String... messages) {
    refuses(Map.of(), messages);
  }

  private void refuses(Map<String, String> environment, String... messages) {
    try (Console console = new Console()) {
      assertThat(run.publish(environment)).isEqualTo(2);
      assertThat(console.text()).contains("nothing was attempted").contains(messages);
    }
    assertThat(run.published()).isEmpty();
    assertThat(run.officialFiles()).isEmpty();
    assertThat(folder.resolve("report.json")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"slowfast", "s3:/bucket/prefix/", "s3://", "https://host/folder/", ""})
  void aModelsLocationThatIsNoPrefix(String location) {
    run.entry("weight-lookup.european", location);
    refuses("weight-lookup.european=" + location, "s3://bucket/prefix/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://host/file.pt", "s3://bucket/", "file.pt", "https:///x"})
  void weightsThatAreNeitherAnObjectNorAnHttpsAddress(String location) {
    run.entry("weights.depth.pt", location);
    refuses("weights.depth.pt=" + location, "s3://bucket/key", "https://host/path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/b", "", "..", ".hidden", "a\\\\b"})
  void aModelNameThatIsNoPlainFileName(String name) {
    run.entry("weight-lookup." + name, "s3://" + run.source + "/results/");
    refuses("is not a plain file name");
  }

  @Test
  void oneEntryTwice() throws Exception {
    Path file = folder.resolve("twice.properties");
    Files.writeString(file, "weights.a.pt = s3://b/1\nweights.a.pt = s3://b/2\n");
    run.set("publish.properties", file.toString());
    refuses("weights.a.pt", "more than once", "twice.properties");
  }

  @Test
  void noRegions() {
    run.buckets.keySet().forEach(region -> run.set("region." + region + ".bucket", ""));
    refuses("no region is configured", "region.<name>.bucket");
  }

  @ParameterizedTest
  @CsvSource({
    "publish.triger, publish.trigger",
    "s3.endpiont, s3.endpoint",
    "region.eu.buckte, region.eu.bucket"
  })
  void anUnknownPropertyIsNamedWithTheNearestKnownOne(String unknown, String known) {
    run.set(unknown, "x");
    refuses(unknown + " is not a property", "did you mean " + known + "?");
  }

  @Test
  void everyProblemIsNamedAtOnce() {
    run.set("publish.trigger", "sometimes")
        .set("publish.every", "often")
        .set("s3.path-style", "maybe")
        .set("region.us.endpoint", "ftp://host");
    refuses(
        "publish.trigger=sometimes is not one of once, every, none",
        "publish.every=often is not a period",
        "s3.path-style=maybe",
        "region.us.endpoint=ftp://host");
  }

  @Test
  void anEnvironmentVariableCounts() {
    refuses(Map.of("PUBLISH_EVERY", "often"), "publish.every=often is not a period");
  }

  @Test
  void aPropertiesFileThatIsNotThere() {
    run.set("publish.properties", folder.resolve("none.properties").toString());
    refuses("none.properties cannot be read", "NoSuchFile");
  }

  @Test
  void aFileWithACatalogReplacesTheShippedOneAndOneWithoutKeepsIt() throws Exception {
    assertThat(run.publish()).isZero();
    assertThat(run.report().path("publications")).hasSize(1);

    Path file = Files.writeString(folder.resolve("no-catalog.properties"), "publish.every = 1m\n");
    run.set("publish.properties", file.toString());
    assertThat(run.publish()).isEqualTo(1);
    assertThat(run.report().path("publications")).hasSize(7);
  }
}
