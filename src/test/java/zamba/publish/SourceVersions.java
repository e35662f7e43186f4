package zamba.publish;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A model and standalone weights that are overwritten now and then, and which contents their public
 * names have stood for.
 */
final class SourceVersions {
  static final String MODEL = "slowfast";
  static final String WEIGHTS = "depth.pt";
  private static final int CONFIGURATIONS = 3;
  private static final int LARGEST = 30_000;

  /** The public name of the model by which of its configurations it has. */
  record Names(List<String> ofModel) {}

  private final Run run;
  private final Names names;
  private final Map<String, Set<String>> contents = new HashMap<>();
  private int configuration;
  private String checkpoint;
  private int version;

  SourceVersions(Run run, Names names, Random random) {
    this.run = run.model(MODEL);
    this.names = names;
    writeCheckpoint(random);
    overwriteWeights(random);
    run.entry("weights." + WEIGHTS, "s3://" + run.source + "/" + WEIGHTS);
  }

  /** Asks the program how it calls each of them. */
  static Names names(Path folder) {
    Run run = new Run(folder).model(MODEL).set("publish.dry-run", "true");
    return new Names(
        IntStream.range(0, CONFIGURATIONS)
            .mapToObj(
                number -> {
                  run.store.put(
                      run.source,
                      run.key(MODEL, "train_configuration.yaml"),
                      configuration(number));
                  run.publish();
                  return run.publication(MODEL).path("publicName").asText();
                })
            .toList());
  }

  private static String configuration(int number) {
    return Samples.trainConfiguration(MODEL).replace("fps: 8.0", "fps: " + (8 + number) + ".0");
  }

  /** Replaces something by something else, and tells what. */
  synchronized String overwrite(Random random) {
    int what = random.nextInt(4);
    if (what == 0) {
      overwriteWeights(random);
      return "weights: version " + version;
    }
    if (what < 3) {
      writeConfiguration(random);
    }
    if (what > 1) {
      writeCheckpoint(random);
    }
    return "model: configuration %d, %s"
        .formatted(configuration, checkpoint.lines().findFirst().get());
  }

  private void writeConfiguration(Random random) {
    configuration = random.nextInt(CONFIGURATIONS);
    stoodFor(names.ofModel().get(configuration), checkpoint);
    run.store.put(
        run.source, run.key(MODEL, "train_configuration.yaml"), configuration(configuration));
  }

  private void writeCheckpoint(Random random) {
    checkpoint = content(random);
    stoodFor(names.ofModel().get(configuration), checkpoint);
    run.store.put(run.source, run.key(MODEL, MODEL + ".ckpt"), checkpoint);
  }

  private void overwriteWeights(Random random) {
    String weights = content(random);
    stoodFor(WEIGHTS, weights);
    run.store.put(run.source, WEIGHTS, weights);
  }

  /** Like no other one. */
  private String content(Random random) {
    version++;
    return ("version " + version + "\n").repeat(1 + random.nextInt(LARGEST / 10));
  }

  private void stoodFor(String name, String content) {
    contents.computeIfAbsent(name, it -> new HashSet<>()).add(content);
  }

  /** Whether the source of that public name was that content at some moment. */
  synchronized boolean was(String publicName, byte[] content) {
    return contents
        .getOrDefault(publicName, Set.of())
        .contains(new String(content, StandardCharsets.UTF_8));
  }
}
