package zamba.publish.checkout.companions;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import zamba.publish.checkout.FileTree;
import zamba.publish.checkout.Released;
import zamba.publish.files.Reason;
import zamba.publish.pyyaml.PyDict;

/** Reads each file once, one at a time, and shows it to those whom it may concern. */
final class Search {
  private static final String OFFICIAL = "zamba/models/official_models/";
  private static final String README = "README.md";

  /**
   * Bytes; zamba's own text files have at most a tenth of it. A notebook with pictures has more.
   */
  private static final int LARGEST = 4 << 20;

  /** They name checkpoints that were, on purpose. */
  private static final Pattern HISTORY =
      Pattern.compile("(?i)(.*/)?(changelog(/.*|\\.md)|history\\.md)");

  /** What tools leave behind. */
  private static final Pattern LEFT_BEHIND = Pattern.compile("(.*/)?(\\.|__pycache__/).*");

  private static final Set<String> NO_TEXT =
      Set.of(
          "avi", "mp4", "mov", "asf", "mpg", "mkv", "jpg", "jpeg", "png", "gif", "webp", "tif",
          "tiff", "ckpt", "pt", "pth", "pkl", "npy", "npz", "h5", "parquet", "zip", "gz", "tar",
          "bz2", "xz", "pdf", "pyc", "so", "wav", "mp3");

  private final FileTree tree;
  private final boolean mechanical;
  private final Findings findings;
  private final List<Release> releases;
  private final CheckpointNames checkpoints;
  private final ModelNames models;
  private final DocumentedConfigs configs;
  private final SpeciesLists species;
  private final ModelLists lists;

  Search(FileTree tree, List<Released> released, boolean mechanical, Findings findings)
      throws IOException {
    this.tree = tree;
    this.mechanical = mechanical;
    this.findings = findings;
    this.releases = released.stream().map(Release::of).toList();
    this.checkpoints = new CheckpointNames(released);
    Set<String> known = videoModels();
    List<String> added =
        releases.stream().filter(Release::isNew).map(Release::model).distinct().toList();
    Set<String> all = new LinkedHashSet<>(known);
    releases.forEach(it -> all.add(it.model()));
    this.models = new ModelNames(all);
    this.configs = new DocumentedConfigs(releases, models, findings);
    this.species = new SpeciesLists(releases, models, findings);
    known.removeAll(added);
    this.lists = new ModelLists(known, added, models, findings);
  }

  void run() throws IOException {
    for (String path : paths()) {
      boolean test = path.startsWith("tests/");
      Optional<String> text = text(path);
      if (text.isEmpty()) {
        continue;
      }
      checkpoints.look(path, text.get(), test && mechanical, findings);
      lists.look(path, text.get());
      if (path.endsWith(".md")) {
        Page page = new Page(path, text.get(), models);
        configs.look(page);
        species.look(page);
      }
    }
    templates();
  }

  private List<String> paths() throws IOException {
    List<String> paths = new ArrayList<>();
    List<String> sought = new ArrayList<>(checkpoints.stems());
    if (releases.stream().anyMatch(Release::isNew)) {
      sought.addAll(models.all());
    }
    for (String path : tree.filesWith("tests", sought)) {
      if (!NO_TEXT.contains(suffix(path))) {
        paths.add(path);
      }
    }
    for (String path : tree.files("docs")) {
      if (Set.of("md", "rst", "yml", "yaml", "ipynb").contains(suffix(path))) {
        paths.add(path);
      }
    }
    for (String path : tree.filesWith("zamba", sought)) {
      if (Set.of("py", "md").contains(suffix(path)) && !path.startsWith(OFFICIAL)) {
        paths.add(path);
      }
    }
    paths.add(README);
    paths.removeIf(it -> HISTORY.matcher(it).matches() || LEFT_BEHIND.matcher(it).matches());
    return paths;
  }

  private void templates() throws IOException {
    Set<String> templates = new LinkedHashSet<>(tree.files("templates"));
    long ofOthers = models.all().stream().filter(it -> templates.contains(template(it))).count();
    for (Release release : releases) {
      String path = template(release.model());
      if (templates.contains(path)) {
        text(path).ifPresent(it -> new Template(path, it, release).look(mechanical, findings));
      } else if (release.isNew() && ofOthers >= ModelLists.FEWEST) {
        findings.remark(
            path,
            0,
            "there is none for the new model; %d other models have one".formatted(ofOthers));
      }
    }
  }

  private static String template(String model) {
    return "templates/" + model + ".yaml";
  }

  /** Those with an official config that says how videos are loaded; only such are released. */
  private Set<String> videoModels() throws IOException {
    Set<String> names = new LinkedHashSet<>();
    for (String path : tree.files(OFFICIAL.substring(0, OFFICIAL.length() - 1))) {
      String[] parts = path.substring(OFFICIAL.length()).split("/", -1);
      if (parts.length == 2 && parts[1].equals(Release.CONFIG)) {
        PyDict config = Release.read(text(path).orElse(""), path);
        if (config.containsKey(Contradiction.VIDEO)) {
          names.add(parts[0]);
        }
      }
    }
    return names;
  }

  private Optional<String> text(String path) {
    try {
      if (tree.size(path).orElse(0) > LARGEST) {
        findings.remark(
            path, 0, "has more than %d MiB and was not looked into".formatted(LARGEST >> 20));
        return Optional.empty();
      }
      Optional<byte[]> content = tree.read(path);
      return content.isPresent() ? text(path, content.get()) : Optional.empty();
    } catch (IOException e) {
      findings.remark(path, 0, "cannot be read, and was not looked into: " + new Reason(e));
      return Optional.empty();
    }
  }

  private Optional<String> text(String path, byte[] content) {
    for (byte it : content) {
      if (it == 0) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
    } catch (CharacterCodingException e) {
      if (checkpoints.in(new String(content, StandardCharsets.ISO_8859_1))) {
        findings.remark(path, 0, "names an old checkpoint, but is no UTF-8; edit it by hand");
      }
      return Optional.empty();
    }
  }

  private static String suffix(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
