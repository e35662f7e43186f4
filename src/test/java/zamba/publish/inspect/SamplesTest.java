package zamba.publish.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zamba.publish.inspect.bytes.ByteSource;
import zamba.publish.inspect.value.AllowList;

/**
 * Inspects the files in the folder that {@code -Dtrust.samples=DIR} names, each of which must get
 * the verdict and the reason that its expected.tsv says: file, verdict, reason, what it is.
 */
@EnabledIfSystemProperty(
    named = "trust.samples",
    matches = ".+",
    disabledReason = "needs -Dtrust.samples=DIR, a folder of samples with expected.tsv")
class SamplesTest {

  private static final Path FOLDER = Path.of(System.getProperty("trust.samples", "."));

  static Stream<List<String>> expected() throws IOException {
    return Files.readAllLines(FOLDER.resolve("expected.tsv")).stream()
        .skip(1)
        .map(line -> List.of(line.split("\t", -1)));
  }

  @ParameterizedTest
  @MethodSource("expected")
  void getsItsVerdictAndReason(List<String> row) throws IOException {
    byte[] bytes = Files.readAllBytes(FOLDER.resolve(row.get(0)));
    Inspection inspection = new Inspector(AllowList.shipped()).inspect(ByteSource.of(bytes));

    assertThat(inspection.verdict() + " " + inspection.reason())
        .as(inspection.findings().toString())
        .isEqualTo(row.get(1) + " " + row.get(2));
  }

  @Test
  void hasSamples() throws IOException {
    assertThat(expected()).isNotEmpty();
  }
}
