package zamba.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.model.Model;
import zamba.publish.config.InvalidConfigurationException;
import zamba.publish.files.Reason;

/** The files of {@code routes/}, without which Camel would start, do nothing and end with 0. */
final class RouteFiles {
  private static final String FIRST = "run.camel.yaml";

  /** Of each file at least one: whoever lacks it is told which. */
  private static final List<String> ROUTES =
      List.of(
          "trigger-once",
          "publish-models",
          "find-model",
          "inspect",
          "publish-entry",
          "replicate",
          "plan-entry",
          "audit-entry");

  private static final List<String> TEMPLATES = List.of("replicate-to-region", "trigger-entry");
  private static final List<String> CONFIGURATIONS =
      List.of(
          "caller-reports",
          "replica-errors",
          "publication-errors",
          "audit-errors",
          "run-errors",
          "daemon-errors",
          "message-errors",
          "event-errors");

  private final Path folder;

  /**
   * @param folder where they are, if they are there
   */
  RouteFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Where Camel is to look for routes; empty if where it does is right.
   *
   * @throws InvalidConfigurationException if a file or the folder cannot be read
   */
  Optional<String> includePattern() {
    if (!Files.exists(folder.resolve(FIRST), LinkOption.NOFOLLOW_LINKS)) {
      // Started elsewhere than beside them: the jar has a copy.
      return Optional.of("classpath:routes/*.yaml");
    }
    List<Path> files = files();
    // Camel finds nothing in a folder that is a link, and passes over a link that leads nowhere.
    return Files.isSymbolicLink(folder) || files.stream().anyMatch(Files::isSymbolicLink)
        ? Optional.of(
            files.stream().map(file -> "file:" + real(file)).collect(Collectors.joining(",")))
        : Optional.empty();
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static InvalidConfigurationException unusable(Path path, IOException e) {
    return new InvalidConfigurationException(
        List.of("%s cannot be read: %s".formatted(path, new Reason(e))));
  }

  /**
   * Checks that what the program is made of was loaded, before anything is started.
   *
   * @throws InvalidConfigurationException if not
   */
  static void expectLoaded(CamelContext context) {
    Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
    List<String> missing = new ArrayList<>(ROUTES);
    missing.addAll(TEMPLATES);
    missing.addAll(CONFIGURATIONS);
    missing.removeAll(ids(model.getRouteDefinitions()));
    missing.removeAll(ids(model.getRouteTemplateDefinitions()));
    missing.removeAll(ids(model.getRouteConfigurationDefinitions()));
    if (!missing.isEmpty()) {
      throw new InvalidConfigurationException(
          List.of(
              "routes/ was read, and what the program is made of is not all there: %s is missing. Put all of its files back, or start where there is no such folder, so that the jar's copy is used"
                  .formatted(String.join(", ", missing))));
    }
  }

  private static List<String> ids(Collection<? extends NamedNode> nodes) {
    return nodes.stream().map(NamedNode::getId).toList();
  }
}
