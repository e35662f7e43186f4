package zamba.publish.inspect.plausible;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zamba.publish.inspect.Inspection;
import zamba.publish.inspect.Kind;
import zamba.publish.inspect.value.Tensor;

/**
 * Compares the parts of a model with each other. What is compared has held for every model that
 * zamba ever published, so where it does not hold, the parts are of different models.
 *
 * @param violations what cannot be, one sentence each
 * @param notCompared what could not be compared, and why
 */
public record Plausibility(List<String> violations, List<String> notCompared) {

  private static final String TRAIN = "train_configuration.yaml";
  private static final String PREDICT = "predict_configuration.yaml";
  private static final String HPARAMS = "hparams.yaml";
  private static final String METRICS = "val_metrics.json";
  private static final String CHECKPOINT = "the checkpoint";

  /** Scores; losses, epochs and steps are none. */
  private static final Pattern SCORE =
      Pattern.compile("(?:.*[_/])?(?:f1|accuracy|precision|recall)(?:[_/].*)?");

  /** How zamba logs a score of one species: {@code species/val_f1/antelope_duiker}. */
  private static final Pattern OF_SPECIES = Pattern.compile("species/[^/]+/(.+)");

  private static final int NAMED = 3;

  public Plausibility {
    violations = List.copyOf(violations);
    notCompared = List.copyOf(notCompared);
  }

  /** Whether nothing speaks against it. */
  public boolean holds() {
    return violations.isEmpty();
  }

  /** Compares. */
  public static Plausibility of(Parts parts) {
    Comparing comparing = new Comparing();
    comparing.compare(parts);
    return new Plausibility(comparing.violations, comparing.notCompared);
  }

  private static final class Comparing {
    final List<String> violations = new ArrayList<>();
    final List<String> notCompared = new ArrayList<>();

    void compare(Parts parts) {
      Map<String, Optional<Map<?, ?>>> configurations = new LinkedHashMap<>();
      configurations.put(TRAIN, parts.train());
      configurations.put(PREDICT, parts.predict());
      configurations.put(HPARAMS, parts.hparams());
      Optional<List<String>> species = species(configurations);
      modelClass(configurations);
      metrics(parts.metrics(), species);
      parts
          .checkpoint()
          .ifPresentOrElse(
              checkpoint -> checkpoint(checkpoint, parts.hparams(), species),
              () -> notCompared.add(CHECKPOINT + ": it was not inspected"));
    }

    /** The species of all configurations, of the first one where they differ. */
    private Optional<List<String>> species(Map<String, Optional<Map<?, ?>>> configurations) {
      String first = null;
      List<String> expected = null;
      for (Map.Entry<String, Optional<Map<?, ?>>> part : configurations.entrySet()) {
        Optional<List<String>> species = part.getValue().flatMap(map -> list(map, "species"));
        if (species.isEmpty()) {
          notCompared.add(part.getKey() + ": it has no list of species");
        } else if (expected == null) {
          first = part.getKey();
          expected = species.get();
        } else if (!species.get().equals(expected)) {
          violations.add(difference(first, expected, part.getKey(), species.get()));
        }
      }
      return Optional.ofNullable(expected);
    }

    private void modelClass(Map<String, Optional<Map<?, ?>>> configurations) {
      String first = null;
      String expected = null;
      for (Map.Entry<String, Optional<Map<?, ?>>> part : configurations.entrySet()) {
        Optional<String> modelClass =
            part.getValue()
                .map(map -> map.get("model_class"))
                .filter(String.class::isInstance)
                .map(String.class::cast);
        if (modelClass.isEmpty()) {
          notCompared.add(part.getKey() + ": it has no model_class");
        } else if (expected == null) {
          first = part.getKey();
          expected = modelClass.get();
        } else if (!modelClass.get().equals(expected)) {
          violations.add(
              "%s is of the model class %s, %s of %s"
                  .formatted(first, expected, part.getKey(), modelClass.get()));
        }
      }
    }

    private void metrics(Optional<Map<?, ?>> metrics, Optional<List<String>> species) {
      if (metrics.isEmpty()) {
        violations.add(METRICS + " is no JSON object");
        return;
      }
      Set<String> measured = new LinkedHashSet<>();
      metrics.get().forEach((key, value) -> metric(String.valueOf(key), value, measured));
      if (measured.isEmpty()) {
        notCompared.add(METRICS + ": it has no metrics of single species");
      } else if (species.isEmpty()) {
        notCompared.add(METRICS + ": no other part lists species");
      } else {
        Set<String> expected = new LinkedHashSet<>(species.get());
        if (!expected.equals(measured) && !expected.equals(withoutPrefix(measured))) {
          violations.add(
              difference(
                  "the configuration", List.copyOf(expected), METRICS, List.copyOf(measured)));
        }
      }
    }

    private void metric(String key, Object value, Set<String> measured) {
      Matcher ofSpecies = OF_SPECIES.matcher(key);
      if (ofSpecies.matches()) {
        measured.add(ofSpecies.group(1));
      }
      if (SCORE.matcher(key).matches()
          && value instanceof Number number
          && !(number.doubleValue() >= 0 && number.doubleValue() <= 1)) {
        violations.add("%s: %s is %s, not within 0 and 1".formatted(METRICS, key, number));
      }
    }

    private void checkpoint(
        Inspection checkpoint, Optional<Map<?, ?>> hparams, Optional<List<String>> species) {
      if (checkpoint.kind() == Kind.PICKLE || checkpoint.kind() == Kind.OTHER) {
        violations.add(
            "the checkpoint is no torch file, but a file of the kind " + checkpoint.kind());
        return;
      }
      if (checkpoint.tensorCount() == 0) {
        violations.add("the checkpoint holds no tensor");
        return;
      }
      own(checkpoint.hyperParameters(), hparams, species);
      lastLayer(checkpoint.lastLayer(), species);
    }

    private void own(
        Optional<Map<String, Object>> own,
        Optional<Map<?, ?>> hparams,
        Optional<List<String>> species) {
      Optional<List<String>> ownSpecies = own.flatMap(map -> list(map, "species"));
      if (ownSpecies.isEmpty()) {
        notCompared.add("the checkpoint's own hyper_parameters: they list no species");
      } else if (species.isPresent() && !ownSpecies.equals(species)) {
        violations.add(
            difference("the configuration", species.get(), CHECKPOINT, ownSpecies.get()));
      }
      for (String key : List.of("num_classes", "model_class")) {
        Object there = own.map(map -> map.get(key)).orElse(null);
        Object here = hparams.map(map -> (Object) map.get(key)).orElse(null);
        if (there != null && here != null && !Objects.equals(text(there), text(here))) {
          violations.add(
              "%s is %s in %s, %s in %s".formatted(key, here, HPARAMS, there, CHECKPOINT));
        }
      }
    }

    private void lastLayer(Optional<Tensor> layer, Optional<List<String>> species) {
      if (layer.isEmpty() || species.isEmpty()) {
        notCompared.add("the checkpoint's last layer: nothing to compare it with");
        return;
      }
      long outputs = layer.get().shape().get(0);
      if (outputs != species.get().size()) {
        violations.add(
            "the checkpoint's last layer, %s, has %d outputs for %d species"
                .formatted(layer.get().name(), outputs, species.get().size()));
      }
    }
  }

  private static String difference(
      String first, List<String> here, String second, List<String> there) {
    List<String> missing = new ArrayList<>(here);
    missing.removeAll(new HashSet<>(there));
    List<String> added = new ArrayList<>(there);
    added.removeAll(new HashSet<>(here));
    if (missing.isEmpty() && added.isEmpty()) {
      return "%s and %s list the same species in another order or more than once"
          .formatted(first, second);
    }
    return "%s has %d species, %s has %d%s%s"
        .formatted(
            first,
            here.size(),
            second,
            there.size(),
            missing.isEmpty() ? "" : "; it lacks " + some(missing),
            added.isEmpty() ? "" : "; only it has " + some(added));
  }

  private static String some(List<String> names) {
    String text = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() > NAMED ? text + " and " + (names.size() - NAMED) + " more" : text;
  }

  private static Set<String> withoutPrefix(Set<String> names) {
    Set<String> without = new LinkedHashSet<>();
    for (String name : names) {
      without.add(name.startsWith("species_") ? name.substring("species_".length()) : name);
    }
    return without;
  }

  private static Optional<List<String>> list(Map<?, ?> map, String key) {
    return map.get(key) instanceof List<?> list
        ? Optional.of(list.stream().map(Plausibility::text).toList())
        : Optional.empty();
  }

  private static String text(Object value) {
    return String.valueOf(value);
  }
}
