package zamba.publish.checkout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import zamba.publish.checkout.ZambaCatalog.Listed;
import zamba.publish.checkout.python.PythonException;
import zamba.publish.checkout.python.PythonFile;
import zamba.publish.checkout.python.PythonValue;
import zamba.publish.checkout.python.PythonValue.Entry;
import zamba.publish.checkout.python.PythonValue.Mapping;
import zamba.publish.checkout.python.PythonValue.Text;

/**
 * Reads a MODELS of zamba's: a dict of dicts, each with the weights' public name and with where
 * they come from.
 */
record StandaloneWeights(PythonFiles files) {
  private static final String NAME = "MODELS";

  /**
   * The weights in their order.
   *
   * @param folder the package that has MODELS in one of its files; none if there is no such folder
   * @param url the key of the place that they come from
   * @throws PythonException if anything there is in doubt
   */
  List<Listed> read(String folder, String url) {
    List<PythonFile> candidates = new ArrayList<>();
    List<String> paths = paths(folder);
    for (String path : paths) {
      files.findWith(path, NAME).filter(it -> it.assigns(NAME)).ifPresent(candidates::add);
    }
    if (paths.isEmpty()) {
      return List.of();
    }
    if (candidates.isEmpty()) {
      throw new PythonException(
          folder, 1, "none of its files assigns MODELS; write MODELS = dict(...) in one");
    }
    if (candidates.size() > 1) {
      throw new PythonException(
          candidates.get(1).path(),
          1,
          "MODELS is assigned in it and in %s; keep one".formatted(candidates.get(0).path()));
    }
    return read(candidates.get(0), url);
  }

  private List<String> paths(String folder) {
    try {
      return files.tree().files(folder).stream()
          .filter(path -> path.endsWith(".py") && path.lastIndexOf('/') == folder.length())
          .toList();
    } catch (IOException e) {
      throw new PythonException(folder, 1, "it cannot be read: " + e.getMessage());
    }
  }

  private static List<Listed> read(PythonFile file, String url) {
    List<Listed> weights = new ArrayList<>();
    for (Entry entry : file.mapping(NAME, Map.of()).orElseThrow().entries()) {
      if (!(entry.value() instanceof Mapping model)) {
        throw new PythonException(
            file.path(),
            entry.line(),
            "%s is %s; write it as a dict".formatted(entry.key(), What.of(entry.value())));
      }
      String place = file.path() + ":" + entry.line();
      weights.add(
          new Listed(text(file, entry, model, "weights"), text(file, entry, model, url), place));
    }
    return weights;
  }

  private static String text(PythonFile file, Entry model, Mapping values, String key) {
    Entry entry = values.byKey().get(key);
    if (entry == null) {
      throw new PythonException(
          file.path(), model.line(), "%s has no %s; write one".formatted(model.key(), key));
    }
    PythonValue value = entry.value();
    if (value instanceof Text text) {
      return text.value();
    }
    throw new PythonException(
        file.path(),
        value.line(),
        "%s of %s is %s; write it as one string".formatted(key, model.key(), What.of(value)));
  }
}
