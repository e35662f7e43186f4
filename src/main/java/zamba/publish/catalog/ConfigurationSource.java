package zamba.publish.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Where properties come from, the later overriding the earlier: {@code application.properties} in
 * the working directory (else the one in the jar), the file named by {@code publish.properties},
 * environment variables in Camel's form ({@code S3_ENDPOINT}), and {@code -D} system properties.
 */
public final class ConfigurationSource {
  private static final String SHIPPED = "application.properties";

  private final Path directory;
  private final Properties system;
  private final Map<String, String> environment;

  /**
   * @param directory where {@code application.properties} is looked for
   * @param system the system properties
   * @param environment the environment variables
   */
  public ConfigurationSource(Path directory, Properties system, Map<String, String> environment) {
    this.directory = directory;
    this.system = system;
    this.environment = environment;
  }

  /**
   * The properties file that ships the defaults, as a location for Camel's properties component.
   */
  public String shippedLocation() {
    Path file = directory.resolve(SHIPPED);
    return Files.exists(file) ? "file:" + file : "classpath:" + SHIPPED;
  }

  /**
   * Every property under our prefixes with its effective value, unresolved.
   *
   * @throws InvalidConfigurationException if a file cannot be read or names a property twice
   */
  public Map<String, String> values() {
    Map<String, String> values = ours(shipped());
    Optional<Path> own = ownFile();
    if (own.isPresent()) {
      Map<String, String> override = ours(load(own.get()));
      if (override.keySet().stream().anyMatch(PropertyNames::isCatalogEntry)) {
        values.keySet().removeIf(PropertyNames::isCatalogEntry);
      }
      values.putAll(override);
    }
    values.replaceAll(
        (name, value) -> Optional.ofNullable(environment.get(variable(name))).orElse(value));
    for (String name : PropertyNames.FIXED) {
      Optional.ofNullable(environment.get(variable(name))).ifPresent(v -> values.put(name, v));
    }
    for (String name : new TreeSet<>(system.stringPropertyNames())) {
      if (PropertyNames.isOurs(name)) {
        values.put(name, system.getProperty(name).strip());
      }
    }
    return values;
  }

  /**
   * Checks the values.
   *
   * @param values from {@link #values()}
   * @param embedded the embedded server's address, if it runs
   * @param resolve replaces placeholders in a value; throws IllegalArgumentException if it can't
   * @throws InvalidConfigurationException with every problem there is
   */
  public static Configuration read(
      Map<String, String> values, Optional<URI> embedded, UnaryOperator<String> resolve) {
    return new ConfigurationReader(values, embedded, resolve).read();
  }

  /** The form in which Camel looks up an environment variable for a property. */
  private static String variable(String name) {
    return name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private Optional<Path> ownFile() {
    return Optional.ofNullable(system.getProperty(PropertyNames.FILE))
        .or(() -> Optional.ofNullable(environment.get(variable(PropertyNames.FILE))))
        .filter(name -> !name.isBlank())
        .map(directory::resolve);
  }

  private PropertyFile shipped() {
    Path file = directory.resolve(SHIPPED);
    if (Files.exists(file)) {
      return load(file);
    }
    try (InputStream stream = getClass().getResourceAsStream("/" + SHIPPED)) {
      return PropertyFile.read(new InputStreamReader(stream, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unreadable("The shipped " + SHIPPED, e);
    }
  }

  private static PropertyFile load(Path path) {
    PropertyFile file;
    try (Reader reader = Files.newBufferedReader(path)) {
      file = PropertyFile.read(reader);
    } catch (IOException e) {
      throw unreadable(path.toString(), e);
    }
    List<String> repeated = file.repeated().stream().filter(PropertyNames::isOurs).toList();
    if (!repeated.isEmpty()) {
      throw new InvalidConfigurationException(
          repeated.stream()
              .map(name -> "%s is in %s more than once; keep one".formatted(name, path))
              .toList());
    }
    return file;
  }

  private static InvalidConfigurationException unreadable(String what, IOException e) {
    return new InvalidConfigurationException(
        List.of(
            "%s cannot be read: %s %s"
                .formatted(what, e.getClass().getSimpleName(), e.getMessage())));
  }

  private static Map<String, String> ours(PropertyFile file) {
    Map<String, String> ours = new LinkedHashMap<>(file.values());
    ours.keySet().removeIf(name -> !PropertyNames.isOurs(name));
    return ours;
  }
}
