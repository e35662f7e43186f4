package zamba.publish.pyyaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Compares with the machine's PyYAML on generated documents: {@code -Dfuzz.count} of them (2000)
 * from {@code -Dfuzz.seed} (1) on. Skipped where there is no Python 3.11 with PyYAML 6.
 */
class PyYamlFuzzTest {

  @Test
  void agreesWithPyYaml() throws IOException {
    try (PythonYaml python = PythonYaml.start()) {
      assumeTrue(python != null, "skipped: no python3 (3.11) with PyYAML 6 on the path");
      int count = Integer.getInteger("fuzz.count", 2000);
      DocumentGenerator documents = new DocumentGenerator(Long.getLong("fuzz.seed", 1));
      List<String> differences = new ArrayList<>();
      for (int i = 0; i < count && differences.size() < 20; i++) {
        String document = documents.next();
        String difference = difference(python, document);
        if (difference != null) {
          differences.add("document %d: %s%n%s".formatted(i, PyRepr.repr(document), difference));
        }
      }
      assertThat(differences).isEmpty();
    }
  }

  /** What is different for one document; null if nothing is. */
  static String difference(PythonYaml python, String document) throws IOException {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    PythonYaml.Answer expected = python.load(bytes);
    try {
      Object value = PyYaml.load(bytes, "fuzz.yaml");
      String repr = PyRepr.repr(value);
      String dump = PyYaml.dump(value);
      if (!expected.kind().equals("value")) {
        return "accepted as " + repr + ", Python: " + expected;
      }
      if (!repr.equals(expected.first())) {
        return "repr   " + repr + "\nPython " + expected.first();
      }
      return dump.equals(expected.second())
          ? null
          : "dump\n" + dump + "Python\n" + expected.second();
    } catch (PyYamlException e) {
      if (expected.kind().equals("value")) {
        return "refused: " + e.getMessage() + "\nPython " + expected.first();
      }
      boolean place =
          expected.kind().equals("unstable") || e.getMessage().contains(expected.second());
      return place ? null : "refused: " + e.getMessage() + "\nPython " + expected;
    }
  }
}
