package zamba.publish.checkout.companions;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import zamba.publish.pyyaml.PyDict;
import zamba.publish.pyyaml.PyRepr;
import zamba.publish.pyyaml.PySet;
import zamba.publish.pyyaml.PyTuple;

/**
 * A value of a configuration that says something else than the official config. Zamba's templates
 * repeat the official models' configs so that users fill in their data and change what they like
 * (its {@code docs/docs/yaml-config.md}, Templates). By the templates and configs of its revisions
 * 5630332, 0ad7e49, b86f8a7 and 291b34f, this is none:
 *
 * <ul>
 *   <li>a key that only one of the two has: a template leaves out most of {@code
 *       megadetector_lite_config}, and a config has no {@code data_dir};
 *   <li>another spelling of an equal value, as Python compares: {@code fps: 4} and {@code 4.0},
 *       {@code True} and {@code true};
 *   <li>null, or nothing, which is a place to fill in: {@code model_input_height: # any integer};
 *   <li>what is the user's: {@code data_dir}, {@code labels}, {@code filepaths}, {@code checkpoint}
 *       stand in every template as a comment, {@code # labels: YOUR_LABELS_CSV_HERE};
 *   <li>{@code model_name}, which says whose template it is, whatever the training called it.
 * </ul>
 *
 * @param path its keys, from the top
 * @param written what it says
 * @param official what the official config says
 */
record Contradiction(List<String> path, Object written, Object official) {
  static final String VIDEO = "video_loader_config";
  static final String MODEL_NAME = "model_name";
  static final String PUBLIC_CHECKPOINT = "public_checkpoint";

  /** A file can name an anchor within itself. */
  private static final int DEEPEST = 12;

  private static final int LONGEST_SHOWN = 80;

  /** Arguments of zamba's TrainConfig and PredictConfig that are a user's own. */
  private static final Set<String> OF_THE_USER =
      Set.of(
          MODEL_NAME,
          "checkpoint",
          "data_dir",
          "data_directory",
          "labels",
          "filepaths",
          "save",
          "save_dir",
          "save_directory",
          "cache_dir",
          "model_cache_dir");

  /** All there are, in the order in which they are written. */
  static List<Contradiction> between(PyDict written, PyDict official) {
    List<Contradiction> found = new ArrayList<>();
    collect(List.of(), written, official, found);
    return found;
  }

  private static void collect(
      List<String> above, PyDict written, PyDict official, List<Contradiction> found) {
    written.forEach(
        (key, value) -> {
          if (!(key instanceof String name)
              || !official.containsKey(name)
              || value == null
              || OF_THE_USER.contains(name)
              || above.size() == DEEPEST) {
            return;
          }
          List<String> path = new ArrayList<>(above);
          path.add(name);
          Object wanted = official.get(name);
          if (value instanceof PyDict part && wanted instanceof PyDict whole) {
            collect(path, part, whole, found);
          } else if (!same(value, wanted, 0)) {
            found.add(new Contradiction(path, value, wanted));
          }
        });
  }

  /** The same path in another configuration says what is written here. */
  boolean isAsIn(PyDict config) {
    Object value = config;
    for (String key : path) {
      if (!(value instanceof PyDict dict) || !dict.containsKey(key)) {
        return false;
      }
      value = dict.get(key);
    }
    return same(written, value, 0);
  }

  /** Whether both are no collections. */
  boolean isOfScalars() {
    return isScalar(written) && isScalar(official);
  }

  private static boolean isScalar(Object value) {
    return !(value instanceof PyDict
        || value instanceof List
        || value instanceof PySet
        || value instanceof PyTuple);
  }

  /** Python's {@code ==}. */
  private static boolean same(Object a, Object b, int depth) {
    if (depth == DEEPEST) {
      return false;
    }
    if (a instanceof List<?> some && b instanceof List<?> others) {
      boolean same = some.size() == others.size();
      for (int i = 0; same && i < some.size(); i++) {
        same = same(some.get(i), others.get(i), depth + 1);
      }
      return same;
    }
    if (a instanceof PyDict some && b instanceof PyDict others) {
      boolean[] same = {some.size() == others.size()};
      some.forEach(
          (key, value) ->
              same[0] =
                  same[0] && others.containsKey(key) && same(value, others.get(key), depth + 1));
      return same[0];
    }
    if (!isScalar(a) || !isScalar(b)) {
      // Zamba's configs have neither sets nor pairs.
      return false;
    }
    PyDict keys = new PyDict();
    keys.put(a, true);
    return keys.containsKey(b);
  }

  /** {@code video_loader_config.fps}. */
  String name() {
    return String.join(".", path);
  }

  String shownWritten() {
    return shown(written);
  }

  String shownOfficial() {
    return shown(official);
  }

  private static String shown(Object value) {
    if (value instanceof PyDict || value instanceof PySet || value instanceof PyTuple) {
      return "a mapping";
    }
    if (value instanceof List<?> list
        && !(list.size() <= 10 && list.stream().allMatch(Contradiction::isScalar))) {
      return "a list of " + list.size();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Contradiction::shown).collect(Collectors.joining(", ", "[", "]"));
    }
    String text = value == null ? "null" : PyRepr.repr(value);
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
  }
}
