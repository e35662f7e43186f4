package zamba.publish.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/**
 * What training a model leaves in its private location: a checkpoint, the five companion files
 * beside it, and what lies around in real ones. All of it follows from the model's name.
 *
 * @param model its name
 */
record SampleTrainingResults(String model) {

  /** The files that lie beside a checkpoint. */
  static final List<String> COMPANION_FILES =
      List.of(
          "train_configuration.yaml",
          "predict_configuration.yaml",
          "config.yaml",
          "hparams.yaml",
          "val_metrics.json");

  private static final List<String> SPECIES =
      List.of(
          "aardvark",
          "badger",
          "bird",
          "cattle",
          "duiker",
          "elephant",
          "fox",
          "genet",
          "hare",
          "hog",
          "leopard",
          "mongoose",
          "porcupine",
          "roe_deer",
          "rodent",
          "wild_boar");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");

  /** The folder of the checkpoint under the location: empty for some models, as in real ones. */
  String folder() {
    return (Noise.seed(model) & 1) == 0 ? "" : "checkpoints/";
  }

  /** The name of the checkpoint under the location. */
  String checkpoint() {
    return folder() + model + ".ckpt";
  }

  /** Everything in the location. */
  List<SampleObject> objects() {
    var objects = new ArrayList<SampleObject>();
    Map<String, String> values = values(model);
    objects.add(new SampleObject(checkpoint(), () -> archive(values)));
    for (String file : COMPANION_FILES) {
      objects.add(new SampleObject(folder() + file, () -> text(file, values)));
    }
    // A training that was begun before, with a companion file's name but without a checkpoint.
    Map<String, String> older = values(model + " older");
    objects.add(new SampleObject("older/hparams.yaml", () -> text("hparams.yaml", older)));
    // What S3's console leaves behind for a folder made by hand.
    objects.add(new SampleObject("plots/", () -> new byte[0]));
    objects.add(new SampleObject("events.out.tfevents.1634661812.trainer.2218.0", this::events));
    objects.add(new SampleObject("test_predictions.csv", () -> text("predictions.csv", values)));
    return objects;
  }

  private byte[] archive(Map<String, String> values) {
    Map<String, Object> hyperParameters =
        new Yaml().load(new String(text("hparams.yaml", values), StandardCharsets.UTF_8));
    int species = ((List<?>) hyperParameters.get("species")).size();
    int epoch = Integer.parseInt(values.get("epoch"));
    return new TorchArchive(model, new TorchFile.Checkpoint(hyperParameters, species, epoch))
        .bytes();
  }

  /** Tensorboard's log; nobody reads it here, so only its size and place are like the real one. */
  private byte[] events() {
    ByteBuffer events = ByteBuffer.allocate(40_000);
    new Noise(model + " events").fill(events, 0);
    return events.array();
  }

  private static byte[] text(String resource, Map<String, String> values) {
    try (InputStream template = SampleTrainingResults.class.getResourceAsStream(resource)) {
      if (template == null) {
        throw new IllegalStateException("no sample text " + resource + " on the class path");
      }
      return PLACEHOLDER
          .matcher(new String(template.readAllBytes(), StandardCharsets.UTF_8))
          .replaceAll(found -> Matcher.quoteReplacement(value(values, found.group(1))))
          .getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String value(Map<String, String> values, String name) {
    if (!values.containsKey(name)) {
      throw new IllegalStateException("a sample text asks for ${" + name + "}");
    }
    return values.get(name);
  }

  /** What differs from training to training. */
  private Map<String, String> values(String training) {
    SplittableRandom random = new SplittableRandom(Noise.seed(training));
    boolean finetuned = model.equals("european");
    int frames = 8 * (1 + random.nextInt(4));
    Map<String, String> values = new HashMap<>();
    values.put("model", model);
    values.put("model_class", frames > 16 ? "SlowFast" : "TimeDistributedEfficientNet");
    values.put(
        "git_hash",
        "%016x%016x%08x".formatted(random.nextLong(), random.nextLong(), random.nextInt()));
    List<String> species = species(random);
    values.put("species", "- " + String.join("\n- ", species));
    values.put("learning_rate", "0.00" + random.nextInt(1_000, 10_000));
    values.put("trained_from", finetuned ? "results/base/time_distributed.ckpt" : "null");
    values.put("from_scratch", Boolean.toString(!finetuned));
    values.put("model_name", finetuned ? "null" : model);
    values.put("multiplier", Integer.toString(1 + random.nextInt(10)));
    values.put("unfreeze_epoch", Integer.toString(3 + random.nextInt(10)));
    values.put("batch_size", Integer.toString(2 + random.nextInt(7)));
    values.put("patience", Integer.toString(3 + random.nextInt(4)));
    values.put("milestone", Integer.toString(1 + random.nextInt(5)));
    values.put("fps", frames / 4 + ".0");
    values.put("frames", Integer.toString(frames));
    values.put("seed", Integer.toString(random.nextInt(1, 100)));
    values.put("epoch", Integer.toString(random.nextInt(5, 40)));
    values.put("digits_1", Integer.toString(random.nextInt(1_000, 10_000)));
    values.put("digits_2", Integer.toString(random.nextInt(1_000, 10_000)));
    values.put("digits_3", Integer.toString(random.nextInt(1_000, 10_000)));
    values.put(
        "started",
        LocalDateTime.of(2021, 10, 1, 6, 0).plusSeconds(random.nextInt(1, 30_000_000)).toString());
    // Last, so that what was drawn before has stayed what it was in earlier versions.
    values.put("species_metrics", metrics(species, random));
    return values;
  }

  private static List<String> species(SplittableRandom random) {
    TreeSet<String> some = new TreeSet<>(List.of("blank", "human"));
    SPECIES.stream().filter(animal -> random.nextBoolean()).forEach(some::add);
    return List.copyOf(some);
  }

  /** A line for each species, as Lightning logs them. */
  private static String metrics(List<String> species, SplittableRandom random) {
    return species.stream()
        .map(
            name ->
                "    \"species/val_f1/%s\": 0.%d,".formatted(name, random.nextInt(1_000, 10_000)))
        .collect(Collectors.joining("\n"));
  }
}
