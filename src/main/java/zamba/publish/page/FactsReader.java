package zamba.publish.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zamba.publish.official.CompanionFile;
import zamba.publish.pyyaml.PyDict;
import zamba.publish.pyyaml.PyYaml;

/**
 * Makes facts of the files of a model's folder, whatever is in them: what cannot be read is a
 * remark and no failure.
 */
final class FactsReader {
  /** Far above the real ones, which have a few kilobytes. */
  static final int LARGEST = 1 << 20;

  static final String METRICS = "val_metrics.json";

  /** The files that are read. */
  static final List<String> FILES =
      List.of(CompanionFile.TRAIN_CONFIGURATION, CompanionFile.CONFIG, METRICS);

  private static final int DEPTH = 20;
  private static final int SPECIES = 500;
  private static final int LONGEST = 200;

  /** Zamba's {@code ZambaVideoClassificationLightningModule} logs them so. */
  private static final Pattern F1 = Pattern.compile("species/(?:val_|test_)?f1/(.+)");

  private static final Pattern MACRO = Pattern.compile("(?:val_|test_)?macro_f1");

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(DEPTH)
                      .maxNumberLength(LONGEST)
                      .build())
              .build());

  private final List<String> problems = new ArrayList<>();
  private final Map<String, Double> f1 = new TreeMap<>();
  private final List<String> species = new ArrayList<>();
  private String architecture;
  private String commit;
  private String trained;
  private String publicCheckpoint;
  private Double macro;

  /**
   * Reads what is there.
   *
   * @param files by name; those that are not there are not known of
   * @param unread what could not even be opened
   */
  static Facts of(Map<String, byte[]> files, List<String> unread) {
    FactsReader reader = new FactsReader();
    reader.problems.addAll(unread);
    files.forEach(reader::read);
    return new Facts(
        reader.architecture,
        reader.commit,
        reader.trained,
        reader.publicCheckpoint,
        List.copyOf(reader.species),
        reader.macro,
        reader.f1,
        List.copyOf(reader.problems));
  }

  private void read(String name, byte[] content) {
    try {
      if (content.length > LARGEST) {
        throw new IOException("it has %d bytes".formatted(content.length));
      }
      switch (name) {
        case METRICS -> metrics(JSON.readTree(content));
        case CompanionFile.CONFIG -> config(PyYaml.load(content, name));
        case CompanionFile.TRAIN_CONFIGURATION -> training(PyYaml.load(content, name));
        default -> {} // not one of those that are read
      }
    } catch (IOException | RuntimeException | StackOverflowError e) {
      problems.add("%s cannot be read: %s".formatted(name, reason(e)));
    }
  }

  private static String reason(Throwable e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message;
  }

  private void config(Object document) {
    if (document instanceof PyDict config) {
      publicCheckpoint = text(config.get("public_checkpoint"));
    }
  }

  private void training(Object document) {
    if (!(document instanceof PyDict training)) {
      return;
    }
    architecture = text(training.get("model_class"));
    commit = text(training.get("git_hash"));
    trained = text(training.get("training_start_time"));
    if (training.get("species") instanceof List<?> all) {
      all.stream()
          .limit(SPECIES)
          .map(FactsReader::text)
          .filter(it -> it != null)
          .forEach(species::add);
    }
  }

  /** A text of a length that can be shown; null if it is none. */
  private static String text(Object value) {
    if (!(value instanceof String text) || text.isBlank()) {
      return null;
    }
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }

  /** Zamba's metrics are a list with one object. */
  private void metrics(JsonNode document) throws IOException {
    JsonNode metrics = document.isArray() && document.size() == 1 ? document.get(0) : document;
    if (!metrics.isObject()) {
      throw new IOException("it is no object of metrics");
    }
    for (Map.Entry<String, JsonNode> metric : metrics.properties()) {
      Matcher ofSpecies = F1.matcher(metric.getKey());
      if (MACRO.matcher(metric.getKey()).matches()) {
        macro = score(metric);
      } else if (ofSpecies.matches() && f1.size() < SPECIES) {
        Double score = score(metric);
        if (score != null) {
          f1.put(text(ofSpecies.group(1)), score);
        }
      }
    }
  }

  private Double score(Map.Entry<String, JsonNode> metric) {
    double value = metric.getValue().isNumber() ? metric.getValue().doubleValue() : Double.NaN;
    if (value >= 0 && value <= 1) {
      return value;
    }
    problems.add("%s: %s is no F1, which is from 0 to 1".formatted(METRICS, text(metric.getKey())));
    return null;
  }
}
