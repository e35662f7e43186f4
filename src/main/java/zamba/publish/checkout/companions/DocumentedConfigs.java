package zamba.publish.checkout.companions;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.YAMLException;
import zamba.publish.pyyaml.PyDict;

/**
 * YAML in the documentation that contradicts a new config. A block that is said to be the default
 * configuration must be that. Any other is an example and may say what it likes; it is told of only
 * where it repeated the config as it was.
 */
final class DocumentedConfigs {
  private static final Set<String> YAML = Set.of("yaml", "yml");

  /** {@code The default video loading configuration for `slowfast` is:}, the last words above. */
  private static final Pattern CLAIM =
      Pattern.compile("(?i).*\\b(default|official)\\b[^.]*\\bconfig[^.]*:");

  private static final Pattern TARGET = Pattern.compile("\\]\\([^)]*\\)");
  private static final int LAST_WORDS = 300;

  private final List<Release> releases;
  private final ModelNames models;
  private final Findings findings;

  DocumentedConfigs(List<Release> releases, ModelNames models, Findings findings) {
    this.releases = releases;
    this.models = models;
    this.findings = findings;
  }

  void look(Page page) {
    page.fences().stream().filter(it -> YAML.contains(it.language())).forEach(it -> look(page, it));
  }

  private void look(Page page, Page.Fence fence) {
    // $ cat basic_config.yaml
    List<String> content = fence.content();
    int commands = (int) content.stream().takeWhile(it -> it.startsWith("$ ")).count();
    String text = String.join("\n", content.subList(commands, content.size()));
    PyDict written = Release.read(text, page.path());
    if (written.size() == 0) {
      return;
    }
    Set<String> about = named(written);
    if (about.isEmpty()) {
      about = page.about(fence.line() - 1, 1);
    }
    if (about.size() != 1) {
      return;
    }
    boolean claims =
        written.containsKey(Contradiction.PUBLIC_CHECKPOINT)
            || page.above(fence.line() - 1, 1).stream().anyMatch(DocumentedConfigs::claims);
    for (Release release : releases) {
      if (about.contains(release.model())) {
        look(page, fence.line() + commands, text, written, claims, release);
      }
    }
  }

  private static boolean claims(String paragraph) {
    String end = paragraph.substring(Math.max(0, paragraph.length() - LAST_WORDS));
    return CLAIM.matcher(TARGET.matcher(end).replaceAll("]")).matches();
  }

  private void look(
      Page page, int line, String text, PyDict written, boolean claims, Release release) {
    for (Contradiction each : Contradiction.between(written, release.config())) {
      // The name of the checkpoint just before is found wherever it stands.
      boolean known =
          each.name().equals(Contradiction.PUBLIC_CHECKPOINT)
              && release.oldPublicName().equals(Optional.of(each.written()));
      if (!known && (claims || each.isAsIn(release.configBefore()))) {
        findings.remark(
            page.path(),
            line - 1 + Math.max(1, place(text, each)),
            "says %s: %s of %s, its new config %s"
                .formatted(
                    each.name(), each.shownWritten(), release.model(), each.shownOfficial()));
      }
    }
  }

  private static int place(String text, Contradiction contradiction) {
    try {
      return new YamlPlaces(text).line(contradiction.path());
    } catch (YAMLException e) {
      return 0;
    }
  }

  /** The models that a configuration names itself. */
  private Set<String> named(PyDict written) {
    Set<String> named = new LinkedHashSet<>();
    written.forEach(
        (key, value) -> {
          if (value instanceof PyDict section
              && section.get(Contradiction.MODEL_NAME) instanceof String name) {
            named.add(name);
          }
        });
    if (written.get(Contradiction.PUBLIC_CHECKPOINT) instanceof String name) {
      models.ofCheckpoint(name).ifPresent(named::add);
    }
    return named;
  }
}
