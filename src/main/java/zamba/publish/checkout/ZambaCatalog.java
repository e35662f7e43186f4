package zamba.publish.checkout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import zamba.publish.checkout.python.PythonEnum;
import zamba.publish.checkout.python.PythonException;
import zamba.publish.checkout.python.PythonValue.Entry;
import zamba.publish.checkout.python.PythonValue.Text;

/**
 * What a checkout of zamba says is to be published, and where to.
 *
 * @param models in the order of ModelEnum, then those of ImageModelEnum
 * @param weights depth estimation's, then DensePose's, each by its public name
 * @param others what zamba offers and this program does not publish, with the reason
 * @param buckets each region's public bucket by the region's name
 */
public record ZambaCatalog(
    List<Listed> models, List<Listed> weights, List<Remark> others, Map<String, String> buckets) {
  /** Where zamba has its official models. */
  public static final String OFFICIAL_MODELS = "zamba/models/official_models";

  public ZambaCatalog {
    models = List.copyOf(models);
    weights = List.copyOf(weights);
    others = List.copyOf(others);
  }

  /**
   * A model or weights as the checkout lists it.
   *
   * @param name the model's, or the public name
   * @param source where it comes from, as it stands there
   * @param place the file and the line that say so, {@code zamba/models/config.py:34}
   */
  public record Listed(String name, String source, String place) {}

  /**
   * Reads a checkout, and runs nothing of it.
   *
   * @throws CheckoutException with every problem that there is
   */
  public static ZambaCatalog read(FileTree tree) {
    List<String> problems = new ArrayList<>();
    PythonFiles files = new PythonFiles(tree);
    Optional<Lookup> lookup = attempt(problems, () -> Lookup.read(files));
    List<Listed> weights = new ArrayList<>();
    attempt(
        problems,
        () ->
            weights.addAll(
                new StandaloneWeights(files)
                    .read("zamba/models/depth_estimation", "private_weights_url")));
    attempt(
        problems,
        () ->
            weights.addAll(
                new StandaloneWeights(files)
                    .read("zamba/models/densepose", "densepose_weights_url")));
    Optional<Map<String, String>> buckets = attempt(problems, () -> new ZambaBuckets(files).read());
    List<Listed> models = new ArrayList<>();
    List<Remark> others = new ArrayList<>();
    lookup.ifPresent(
        it ->
            attempt(
                problems,
                () -> {
                  ModelList list = new ModelList(files, it, problems);
                  models.addAll(list.models());
                  others.addAll(list.others(folders(tree)));
                  return true;
                }));
    if (!problems.isEmpty()) {
      throw new CheckoutException(problems);
    }
    return new ZambaCatalog(models, weights, others, buckets.orElseThrow());
  }

  private static <T> Optional<T> attempt(List<String> problems, Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (PythonException e) {
      problems.add(e.getMessage());
      return Optional.empty();
    }
  }

  /** The models that have an official config. */
  private static Set<String> folders(FileTree tree) {
    try {
      return tree.files(OFFICIAL_MODELS).stream()
          .filter(path -> path.endsWith("/config.yaml"))
          .map(path -> path.substring(OFFICIAL_MODELS.length() + 1))
          .filter(path -> path.indexOf('/') == path.lastIndexOf('/'))
          .map(path -> path.substring(0, path.indexOf('/')))
          .collect(Collectors.toCollection(java.util.TreeSet::new));
    } catch (IOException e) {
      throw new PythonException(OFFICIAL_MODELS, 1, "it cannot be read: " + e.getMessage());
    }
  }

  /** Which models are to be published: those of the enums that the lookup has an S3 address of. */
  private record ModelList(PythonFiles files, Lookup lookup, List<String> problems) {

    List<Listed> models() {
      List<Listed> models = new ArrayList<>();
      lookup
          .models()
          .members()
          .forEach(
              (name, member) -> {
                if (!name.equals(member.value())) {
                  problem(
                      lookup.models().path(),
                      member.line(),
                      "%s has the value '%s', and zamba takes the one for its model and the other for its folder; write %s = \"%s\""
                          .formatted(name, member.value(), name, name));
                }
                Optional<Entry> entry = lookup.entry(name);
                if (entry.isEmpty()) {
                  problem(
                      lookup.models().path(),
                      member.line(),
                      "%s is in %s and has no entry in %s, %s:%d; write one, or take it out here"
                          .formatted(
                              name,
                              lookup.models().name(),
                              Lookup.NAME,
                              PythonFiles.CONFIG,
                              lookup.mapping().line()));
                }
                entry.flatMap(this::listed).ifPresent(models::add);
              });
      Set<String> known = lookup.models().members().keySet();
      Set<String> images = null;
      for (Entry entry : lookup.mapping().entries()) {
        if (!known.contains(entry.key())) {
          Optional<Listed> listed = listed(entry);
          if (listed.isPresent()) {
            images = images == null ? images() : images;
            if (images.contains(entry.key())) {
              models.add(listed.get());
            } else {
              problem(
                  PythonFiles.CONFIG,
                  entry.line(),
                  "%s is in %s and not in %s; add it there, %s:%d"
                      .formatted(
                          entry.key(),
                          Lookup.NAME,
                          lookup.models().name(),
                          lookup.models().path(),
                          lookup.models().line()));
            }
          }
        }
      }
      return models;
    }

    /** The image models, by what zamba calls their folders. */
    private Set<String> images() {
      return lookup
          .images()
          .or(
              () ->
                  files
                      .findWith(PythonFiles.IMAGES, "class ImageModelEnum")
                      .flatMap(it -> it.enumeration("ImageModelEnum")))
          .map(it -> it.members().values().stream())
          .map(members -> members.map(PythonEnum.Member::value).collect(Collectors.toSet()))
          .orElse(Set.of());
    }

    /** What is published of an entry; nothing if it is on the web. */
    private Optional<Listed> listed(Entry entry) {
      if (!(entry.value() instanceof Text text)) {
        problem(
            PythonFiles.CONFIG,
            entry.value().line(),
            "the place of %s is %s; write it as one string, \"s3://bucket/prefix/\""
                .formatted(entry.key(), What.of(entry.value())));
        return Optional.empty();
      }
      if (text.value().startsWith("https://")) {
        return Optional.empty();
      }
      if (!text.value().startsWith("s3://")) {
        problem(
            PythonFiles.CONFIG,
            text.line(),
            "the place of %s is neither of the form s3://bucket/prefix/ nor https://..."
                .formatted(entry.key()));
        return Optional.empty();
      }
      return Optional.of(
          new Listed(entry.key(), text.value(), PythonFiles.CONFIG + ":" + entry.line()));
    }

    List<Remark> others(Set<String> folders) {
      Map<String, Remark> others = new LinkedHashMap<>();
      for (Entry entry : lookup.mapping().entries()) {
        if (entry.value() instanceof Text text && text.value().startsWith("https://")) {
          others.put(
              entry.key(),
              new Remark(
                  PythonFiles.CONFIG,
                  entry.line(),
                  "%s is not published by this program: its place is on the web"
                      .formatted(entry.key())));
        }
      }
      for (String folder : folders) {
        if (lookup.entry(folder).isEmpty()) {
          others.put(
              folder,
              new Remark(
                  OFFICIAL_MODELS + "/" + folder + "/config.yaml",
                  0,
                  "%s is not published by this program: it was published by hand, since %s has no entry for it"
                      .formatted(folder, Lookup.NAME)));
        }
      }
      lookup
          .images()
          .ifPresent(
              images ->
                  images.members().values().stream()
                      .filter(it -> lookup.entry(it.value()).isEmpty())
                      .filter(it -> !folders.contains(it.value()))
                      .forEach(
                          it ->
                              problem(
                                  images.path(),
                                  it.line(),
                                  "%s is in %s and has neither an entry in %s nor a folder in %s; add one, or take it out here"
                                      .formatted(
                                          it.value(),
                                          images.name(),
                                          Lookup.NAME,
                                          OFFICIAL_MODELS))));
      return List.copyOf(others.values());
    }

    private void problem(String path, int line, String text) {
      problems.add("%s:%d: %s".formatted(path, line, text));
    }
  }
}
