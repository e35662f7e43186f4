package zamba.publish.checkout;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import zamba.publish.checkout.python.PythonEnum;
import zamba.publish.checkout.python.PythonException;
import zamba.publish.checkout.python.PythonFile;
import zamba.publish.checkout.python.PythonValue.Entry;
import zamba.publish.checkout.python.PythonValue.Mapping;

/**
 * WEIGHT_LOOKUP and the enum that says which models there are.
 *
 * @param file the one that has the lookup
 * @param models zamba's ModelEnum, from config_common.py, or in older revisions from config.py
 * @param images zamba's ImageModelEnum, where one of these files has it
 */
record Lookup(PythonFile file, Mapping mapping, PythonEnum models, Optional<PythonEnum> images) {
  static final String NAME = "WEIGHT_LOOKUP";
  private static final String MODELS = "ModelEnum";
  private static final String IMAGE_MODELS = "ImageModelEnum";
  private static final String COMMON_MODULE = "zamba.models.config_common";

  /**
   * Reads them.
   *
   * @throws PythonException if anything in there is in doubt
   */
  static Lookup read(PythonFiles files) {
    PythonFile config = files.get(PythonFiles.CONFIG);
    Optional<PythonFile> common = files.find(PythonFiles.CONFIG_COMMON);
    Optional<PythonEnum> models = enumeration(config, common, MODELS);
    Optional<PythonEnum> images = enumeration(config, common, IMAGE_MODELS);
    Map<String, PythonEnum> keys = new LinkedHashMap<>();
    models.ifPresent(it -> known(config, it, keys));
    images.ifPresent(it -> known(config, it, keys));
    Mapping mapping =
        config
            .mapping(NAME, keys)
            .orElseThrow(
                () ->
                    new PythonException(
                        config.path(),
                        1,
                        "there is no %s in it; write %s = {...}".formatted(NAME, NAME)));
    return new Lookup(
        config,
        mapping,
        models.orElseThrow(
            () ->
                new PythonException(
                    common.map(PythonFile::path).orElse(config.path()),
                    1,
                    "there is no class %s(str, Enum) in it or in %s"
                        .formatted(MODELS, config.path()))),
        images);
  }

  private static Optional<PythonEnum> enumeration(
      PythonFile config, Optional<PythonFile> common, String name) {
    Optional<PythonEnum> there = common.flatMap(it -> it.enumeration(name));
    Optional<PythonEnum> here = config.enumeration(name);
    if (there.isPresent() && here.isPresent()) {
      throw new PythonException(
          config.path(),
          here.get().line(),
          "%s is in %s:%d too; keep one".formatted(name, there.get().path(), there.get().line()));
    }
    return there.or(() -> here);
  }

  /** Whether the file that has the lookup has the enum under its name. */
  private static void known(PythonFile config, PythonEnum found, Map<String, PythonEnum> keys) {
    if (found.path().equals(config.path()) || config.imports(COMMON_MODULE, found.name())) {
      keys.put(found.name(), found);
    }
  }

  /** The entry of a model. */
  Optional<Entry> entry(String model) {
    return Optional.ofNullable(mapping.byKey().get(model));
  }
}
