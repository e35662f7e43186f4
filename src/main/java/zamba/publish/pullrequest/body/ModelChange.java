package zamba.publish.pullrequest.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import zamba.publish.checkout.Released;
import zamba.publish.official.CompanionFile;
import zamba.publish.official.MetricChanges;
import zamba.publish.publication.Publication;
import zamba.publish.pyyaml.PyDict;
import zamba.publish.pyyaml.PyYaml;
import zamba.publish.pyyaml.PyYamlException;

/**
 * A model that is released, and what is to be known of it.
 *
 * @param released what it was and is
 * @param publication where its checkpoint is; for a plan, would be
 */
public record ModelChange(Released released, Optional<Publication> publication) {
  private static final String METRICS = "val_metrics.json";
  private static final byte[] NO_METRICS = "[]".getBytes(UTF_8);
  private static final int CONTEXT_LINES = 3;

  /** Each metric, the whole's first, then the species', those that lose most first. */
  List<MetricChanges.Change> metrics() {
    return MetricChanges.all(
        released.before().getOrDefault(METRICS, NO_METRICS),
        released.after().getOrDefault(METRICS, NO_METRICS));
  }

  /** The F1 of each species, those that lose most first. */
  List<MetricChanges.Change> speciesF1() {
    return metrics().stream().filter(it -> it.speciesOfF1().isPresent()).toList();
  }

  /** The first metric that is meant, as {@code old → new}. */
  Optional<String> metric(Predicate<MetricChanges.Change> which) {
    return metrics().stream()
        .filter(it -> !it.ofSpecies() && which.test(it) && it.now() != null)
        .findFirst()
        .map(
            it ->
                (it.old() == null ? "" : MetricChanges.Change.shown(it.old()) + " → ")
                    + MetricChanges.Change.shown(it.now()));
  }

  /** The commit that the training ran with. */
  Optional<String> trainedAt() {
    return training(released.after())
        .map(it -> it.get("git_hash"))
        .filter(String.class::isInstance)
        .map(String.class::cast);
  }

  /** The species that only one of two trainings knows. */
  record SpeciesChange(List<String> added, List<String> removed) {}

  /** Empty if a training does not say, or it is a new model. */
  Optional<SpeciesChange> speciesChange() {
    Optional<Set<String>> old = species(released.before());
    Optional<Set<String>> now = species(released.after());
    if (old.isEmpty() || now.isEmpty()) {
      return Optional.empty();
    }
    List<String> added = new ArrayList<>(now.get());
    added.removeAll(old.get());
    List<String> removed = new ArrayList<>(old.get());
    removed.removeAll(now.get());
    return Optional.of(new SpeciesChange(added, removed));
  }

  private static Optional<Set<String>> species(Map<String, byte[]> files) {
    return training(files)
        .map(it -> it.get("species"))
        .filter(List.class::isInstance)
        .map(
            list -> {
              Set<String> names = new LinkedHashSet<>();
              ((List<?>) list).forEach(name -> names.add(String.valueOf(name)));
              return names;
            });
  }

  private static Optional<PyDict> training(Map<String, byte[]> files) {
    byte[] content = files.get(CompanionFile.TRAIN_CONFIGURATION);
    try {
      return content != null
              && PyYaml.load(content, CompanionFile.TRAIN_CONFIGURATION) instanceof PyDict dict
          ? Optional.of(dict)
          : Optional.empty();
    } catch (PyYamlException e) {
      // An old one that somebody wrote by hand; then it does not say.
      return Optional.empty();
    }
  }

  /** How the official config differs; nothing for a new model. */
  List<String> configDiff() {
    byte[] before = released.before().get(CompanionFile.CONFIG);
    byte[] after = released.after().get(CompanionFile.CONFIG);
    if (before == null || after == null) {
      return List.of();
    }
    List<String> old = new String(before, UTF_8).lines().toList();
    List<String> now = new String(after, UTF_8).lines().toList();
    return UnifiedDiffUtils.generateUnifiedDiff(
        "old/" + CompanionFile.CONFIG,
        "new/" + CompanionFile.CONFIG,
        old,
        DiffUtils.diff(old, now),
        CONTEXT_LINES);
  }
}
