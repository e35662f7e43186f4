package zamba.publish.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import zamba.publish.fixture.FaultProxy;
import zamba.publish.fixture.Run;

/**
 * Publishes the files in the folder that {@code -Dtrust.samples=DIR} names, all in one run: those
 * whose verdict in its expected.tsv is safe become public, and of the others nothing does.
 */
@EnabledIfSystemProperty(
    named = "trust.samples",
    matches = ".+",
    disabledReason = "needs -Dtrust.samples=DIR, a folder of samples with expected.tsv")
class TrustSamplesTest {
  private static final Path SAMPLES = Path.of(System.getProperty("trust.samples", "."));

  @TempDir Path folder;

  /**
   * @param file its name
   * @param verdict safe, program, unsafe or unreadable
   */
  private record Sample(String file, String verdict) {
    boolean good() {
      return verdict.equals("safe");
    }
  }

  private static List<Sample> samples() throws IOException {
    return Files.readAllLines(SAMPLES.resolve("expected.tsv")).stream()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .map(row -> new Sample(row[0], row[1]))
        .toList();
  }

  @Test
  void publishesTheGoodOnesAndNothingOfTheOthers() throws IOException {
    List<Sample> samples = samples();
    Run run = new Run(folder).set("gate.checkpoint", "stop").set("gate.leaks", "stop");
    for (Sample sample : samples) {
      run.store.put(
          run.source, "w/" + sample.file(), Files.readAllBytes(SAMPLES.resolve(sample.file())));
      run.entry("weights." + sample.file(), "s3://" + run.source + "/w/" + sample.file());
    }
    List<String> changing = new ArrayList<>();
    try (FaultProxy proxy = new FaultProxy(run.store.endpoint(), line -> null)) {
      run.set("s3.endpoint", proxy.endpoint().toString());

      assertThat(run.publish()).isEqualTo(1);

      proxy.requests().stream().filter(it -> !it.matches("(GET|HEAD) .*")).forEach(changing::add);
    }
    SoftAssertions softly = new SoftAssertions();
    for (Sample sample : samples) {
      JsonNode publication = run.publication(sample.file());
      softly
          .assertThat(
              publication.path("status").asText()
                  + " "
                  + publication.path("inspection").path("verdict").asText())
          .as("%s: %s", sample.file(), publication.path("error").asText())
          .isEqualTo((sample.good() ? "published " : "failed ") + sample.verdict());
      if (!sample.good()) {
        softly.assertThat(publication.path("error").asText()).contains("must not be public as");
        softly.assertThat(publication.path("inspection").path("reasons")).isNotEmpty();
        softly
            .assertThat(changing)
            .as("requests for %s", sample.file())
            .noneMatch(it -> it.contains("/" + sample.file()));
      }
    }
    TreeSet<String> visible = new TreeSet<>();
    run.published().keySet().forEach(it -> visible.add(it.substring(it.lastIndexOf('/') + 1)));
    softly
        .assertThat(visible)
        .containsExactlyInAnyOrderElementsOf(
            samples.stream().filter(Sample::good).map(Sample::file).toList());
    softly.assertAll();
  }
}
