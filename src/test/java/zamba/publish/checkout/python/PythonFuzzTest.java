package zamba.publish.checkout.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zamba.publish.checkout.python.PythonValue.Mapping;
import zamba.publish.checkout.python.PythonValue.Text;

/**
 * Compares with what the machine's Python comes to when it runs generated files: {@code
 * -Dfuzz.count} of them (4000) from {@code -Dfuzz.seed} (1) on. Skipped where there is no python3.
 */
class PythonFuzzTest {

  @Test
  void neverReadsAnotherValueThanPython() throws IOException {
    try (Python python = Python.start()) {
      assumeTrue(python != null, "skipped: no python3 on the path");
      int count = Integer.getInteger("fuzz.count", 4000);
      HostileFiles files = new HostileFiles(Long.getLong("fuzz.seed", 1));
      List<String> differences = new ArrayList<>();
      int read = 0;
      int readable = 0;
      for (int i = 0; i < count && differences.size() < 10; i++) {
        String file = files.next();
        byte[] content = file.getBytes(StandardCharsets.UTF_8);
        JsonNode run = python.run(content);
        JsonNode lookup = lookup(content);
        boolean known = run.path("lookup").isArray();
        readable += known ? 1 : 0;
        read += lookup == null ? 0 : 1;
        // What is no Python elsewhere has no value in Python either.
        boolean broke = run.has("error");
        if (lookup != null && !broke && !lookup.equals(run.path("lookup"))) {
          differences.add("file %d:%n%s%nread %s%nPython %s".formatted(i, file, lookup, run));
        }
      }
      assertThat(differences).isEmpty();
      // Else the test says nothing.
      assertThat(read).isGreaterThan(readable / 3);
    }
  }

  /** As Python would tell it; null if it is refused. */
  private static JsonNode lookup(byte[] content) {
    ArrayNode entries = new ObjectMapper().createArrayNode();
    try {
      PythonFile file = PythonFile.read("config.py", content);
      Optional<PythonEnum> models = file.enumeration("ModelEnum");
      Optional<Mapping> mapping =
          file.mapping("WEIGHT_LOOKUP", models.map(it -> Map.of("ModelEnum", it)).orElse(Map.of()));
      if (mapping.isEmpty()) {
        return null;
      }
      for (PythonValue.Entry entry : mapping.get().entries()) {
        if (!(entry.value() instanceof Text text)) {
          return null;
        }
        entries.addArray().add(entry.key()).add(text.value());
      }
      return entries;
    } catch (PythonException e) {
      return null;
    }
  }
}
