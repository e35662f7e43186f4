package zamba.publish.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import zamba.publish.pyyaml.PyYamlException;

/** Compares with what upstream makes of each case of the folder {@code -Dconformance.dir} names. */
class ConformanceTest {
  private static final Pattern PLACE = Pattern.compile("line \\d+, column \\d+");

  @TestFactory
  Stream<DynamicTest> agreesWithUpstream() throws IOException {
    String directory = System.getProperty("conformance.dir");
    if (directory == null) {
      return Stream.of(
          DynamicTest.dynamicTest(
              "skipped: no -Dconformance.dir=<folder of cases>",
              () -> assumeTrue(false, "no -Dconformance.dir=<folder of cases>")));
    }
    List<Path> cases;
    try (Stream<Path> folders = Files.list(Path.of(directory))) {
      cases = folders.filter(Files::isDirectory).sorted().toList();
    }
    assertThat(cases).isNotEmpty();
    return cases.stream()
        .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> run(folder)));
  }

  /** The public name stands for expected_str.txt, of which it is the hash. */
  private static void run(Path folder) throws IOException {
    byte[] document = Files.readAllBytes(folder.resolve("train_configuration.yaml"));
    String model = text(folder, "model_name.txt").strip();
    if (Files.exists(folder.resolve("expected_error.txt"))) {
      refuses(model, document, text(folder, "expected_error.txt"));
      return;
    }
    OfficialConfig official = OfficialConfig.of(model, document, "train_configuration.yaml");
    assertThat(official.yaml()).isEqualTo(text(folder, "expected_config.yaml"));
    assertThat(official.publicName()).isEqualTo(text(folder, "expected_public_name.txt").strip());
  }

  private static void refuses(String model, byte[] document, String expected) {
    assertThatThrownBy(() -> OfficialConfig.of(model, document, "train_configuration.yaml"))
        .isInstanceOfAny(PyYamlException.class, OfficialConfigException.class)
        .hasMessageContaining("train_configuration.yaml")
        .satisfies(
            e -> {
              Matcher place = PLACE.matcher(expected);
              while (place.find()) {
                assertThat(e.getMessage()).contains(place.group());
              }
            });
  }

  private static String text(Path folder, String file) throws IOException {
    return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
  }
}
