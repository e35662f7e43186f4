package zamba.publish.checkout.companions;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.YAMLException;
import zamba.publish.checkout.FileEdit;
import zamba.publish.pyyaml.PyDict;
import zamba.publish.pyyaml.PyRepr;
import zamba.publish.pyyaml.PyYaml;
import zamba.publish.pyyaml.PyYamlException;

/**
 * A model's {@code templates/<model>.yaml}. A scalar is replaced where it stands, in its own
 * quotes; the file read anew must be what it was but for just these values. What cannot be edited
 * like that is a remark.
 */
final class Template {
  private final String path;
  private final String text;
  private final Release release;

  /** A scalar's new text. */
  private record Replacement(Contradiction contradiction, YamlPlaces.Written place, String now) {}

  Template(String path, String text, Release release) {
    this.path = path;
    this.text = text;
    this.release = release;
  }

  void look(boolean edited, Findings findings) {
    YamlPlaces places;
    List<Contradiction> contradictions;
    try {
      contradictions = Contradiction.between(mapping(text), release.config());
      places = new YamlPlaces(text);
    } catch (PyYamlException | YAMLException e) {
      findings.remark(
          path, 0, "is not YAML, and was not compared with the new config: " + e.getMessage());
      return;
    }
    List<Replacement> replacements = new ArrayList<>();
    for (Contradiction each : contradictions) {
      Optional<String> obstacle = edited ? obstacle(each, places) : Optional.of("");
      Optional<String> now =
          obstacle.isPresent()
              ? Optional.empty()
              : places.scalar(each.path()).flatMap(it -> token(each.official(), it.style()));
      if (now.isPresent()) {
        replacements.add(
            new Replacement(each, places.scalar(each.path()).orElseThrow(), now.get()));
      } else {
        remark(each, places, obstacle.orElse("its new value has no place in one line"), findings);
      }
    }
    apply(replacements, places, findings);
  }

  private void apply(List<Replacement> replacements, YamlPlaces places, Findings findings) {
    if (replacements.isEmpty()) {
      return;
    }
    StringBuilder after = new StringBuilder(text);
    replacements.stream()
        .sorted(Comparator.comparingInt((Replacement it) -> it.place().start()).reversed())
        .forEach(it -> after.replace(it.place().start(), it.place().end(), it.now()));
    if (text.contentEquals(after)) {
      return; // not a number, which is unlike itself
    }
    if (readsAs(after.toString(), replacements)) {
      findings.edit(new FileEdit(path, Optional.of(text), after.toString()));
    } else {
      for (Replacement each : replacements) {
        remark(each.contradiction(), places, "the edited file would read otherwise", findings);
      }
    }
  }

  private void remark(
      Contradiction contradiction, YamlPlaces places, String obstacle, Findings findings) {
    findings.remark(
        path,
        places.line(contradiction.path()),
        "says %s: %s, the new config %s"
                .formatted(
                    contradiction.name(),
                    contradiction.shownWritten(),
                    contradiction.shownOfficial())
            + (obstacle.isEmpty() ? "" : "; edit it by hand, since " + obstacle));
  }

  private static Optional<String> obstacle(Contradiction contradiction, YamlPlaces places) {
    if (places.oddity().isPresent()) {
      return places.oddity().map(it -> "the file has " + it);
    }
    if (!contradiction.isOfScalars()) {
      return Optional.of("it is more than one value");
    }
    Optional<YamlPlaces.Written> written = places.scalar(contradiction.path());
    if (written.isEmpty()) {
      return Optional.of("it stands in no place of its own");
    }
    if (written.get().inFlow()) {
      return Optional.of("it stands within brackets");
    }
    if (written.get().inLines()) {
      return Optional.of("it goes over several lines");
    }
    return Optional.empty();
  }

  /** A value in a style of quotes, in one line; empty if that cannot be. */
  private static Optional<String> token(Object value, ScalarStyle style) {
    if (value instanceof String string && string.matches("[ -~]+")) {
      if (style == ScalarStyle.SINGLE_QUOTED) {
        return Optional.of("'" + string.replace("'", "''") + "'");
      }
      if (style == ScalarStyle.DOUBLE_QUOTED && string.matches("[^\"\\\\]+")) {
        return Optional.of("\"" + string + "\"");
      }
    }
    PyDict one = new PyDict();
    one.put("k", value);
    String dumped = PyYaml.dump(one);
    return dumped.startsWith("k: ") && dumped.indexOf('\n') == dumped.length() - 1
        ? Optional.of(dumped.substring("k: ".length(), dumped.length() - 1))
        : Optional.empty();
  }

  /** Whether an edited text says what the old one does, but for these values. */
  private boolean readsAs(String edited, List<Replacement> replacements) {
    try {
      PyDict wanted = mapping(text);
      for (Replacement each : replacements) {
        List<String> keys = each.contradiction().path();
        PyDict holder = wanted;
        for (String key : keys.subList(0, keys.size() - 1)) {
          holder = (PyDict) holder.get(key);
        }
        holder.put(keys.get(keys.size() - 1), each.contradiction().official());
      }
      return PyRepr.repr(wanted).equals(PyRepr.repr(mapping(edited)));
    } catch (PyYamlException e) {
      return false;
    }
  }

  private PyDict mapping(String document) {
    Object root = PyYaml.load(document.getBytes(StandardCharsets.UTF_8), path);
    if (root instanceof PyDict mapping) {
      return mapping;
    }
    throw new PyYamlException("it is no mapping");
  }
}
