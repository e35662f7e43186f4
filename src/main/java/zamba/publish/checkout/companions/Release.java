package zamba.publish.checkout.companions;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import zamba.publish.checkout.Released;
import zamba.publish.pyyaml.PyDict;
import zamba.publish.pyyaml.PyYaml;
import zamba.publish.pyyaml.PyYamlException;

/**
 * What a release says of a model, as PyYAML reads it.
 *
 * @param model its name
 * @param oldPublicName empty for a new model
 * @param config its official config; empty if it has none
 * @param configBefore the one before it; empty if it had none
 * @param species what it is trained to tell apart; empty if that is not known
 * @param speciesBefore the same of the model before it
 */
record Release(
    String model,
    Optional<String> oldPublicName,
    PyDict config,
    PyDict configBefore,
    Set<String> species,
    Set<String> speciesBefore) {
  static final String CONFIG = "config.yaml";

  /** Zamba writes the species into both; the official config has none. */
  private static final List<String> WITH_SPECIES =
      List.of("train_configuration.yaml", "hparams.yaml");

  /** As columns of labels are called; stands before each species in configurations of 2021. */
  private static final String COLUMN = "species_";

  static Release of(Released released) {
    return new Release(
        released.model(),
        released.oldPublicName(),
        read(released.after(), CONFIG),
        read(released.before(), CONFIG),
        species(released.after()),
        species(released.before()));
  }

  boolean isNew() {
    return oldPublicName.isEmpty();
  }

  private static Set<String> species(Map<String, byte[]> files) {
    for (String name : WITH_SPECIES) {
      if (read(files, name).get("species") instanceof List<?> list && !list.isEmpty()) {
        Set<String> species = new LinkedHashSet<>();
        for (Object each : list) {
          String text = String.valueOf(each);
          species.add(text.startsWith(COLUMN) ? text.substring(COLUMN.length()) : text);
        }
        return species;
      }
    }
    return Set.of();
  }

  private static PyDict read(Map<String, byte[]> files, String name) {
    byte[] content = files.get(name);
    return content == null ? new PyDict() : read(new String(content, StandardCharsets.UTF_8), name);
  }

  /** A mapping; an empty one for what is none, which is for others to complain of. */
  static PyDict read(String text, String name) {
    try {
      return PyYaml.load(text.getBytes(StandardCharsets.UTF_8), name) instanceof PyDict mapping
          ? mapping
          : new PyDict();
    } catch (PyYamlException e) {
      return new PyDict();
    }
  }
}
