package zamba.publish.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zamba.publish.config.properties.PropertyFile;
import zamba.publish.config.properties.PropertyNames;
import zamba.publish.config.properties.Settings;
import zamba.publish.https.WebProxy;

/**
 * Where properties come from, the later overriding the earlier: {@code application.properties} in
 * the working directory (else the one in the jar), the file named by {@code publish.properties},
 * environment variables in Camel's form ({@code S3_ENDPOINT}), {@code -D} system properties, and
 * options on the command line.
 */
public final class ConfigurationSource {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationSource.class);
  private static final String SHIPPED = "application.properties";

  private final Path directory;
  private final Properties system;
  private final Map<String, String> environment;
  private final Map<String, String> options;

  /** Without a command line. */
  public ConfigurationSource(Path directory, Properties system, Map<String, String> environment) {
    this(directory, system, environment, Map.of());
  }

  /**
   * @param directory where {@code application.properties} is looked for
   * @param system the system properties
   * @param environment the environment variables
   * @param options properties that were given on the command line
   */
  public ConfigurationSource(
      Path directory,
      Properties system,
      Map<String, String> environment,
      Map<String, String> options) {
    this.directory = directory;
    this.system = system;
    this.environment = environment;
    this.options = options;
  }

  /**
   * The properties file that ships the defaults, as a location for Camel's properties component.
   */
  public String shippedLocation() {
    Path file = directory.resolve(SHIPPED);
    return isOurs(file) ? "file:" + file : "classpath:" + SHIPPED;
  }

  /** The environment variables; there are some that no property stands for. */
  public Map<String, String> environment() {
    return environment;
  }

  /**
   * The proxy through which https sources are asked.
   *
   * @throws InvalidConfigurationException if the environment names none that can be used
   */
  public WebProxy webProxy() {
    try {
      return WebProxy.of(environment);
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationException(List.of("environment variable " + e.getMessage()));
    }
  }

  /** The files that properties are read from, there or not. */
  public List<Path> files() {
    List<Path> files = new ArrayList<>();
    files.add(directory.resolve(SHIPPED));
    ownFile().ifPresent(files::add);
    return files;
  }

  /** Every property under our prefixes, where it was set, and what is wrong with the files. */
  public Settings settings() {
    return settings(this::shipped);
  }

  /**
   * The same without {@code application.properties}: what whoever started the program has given it,
   * and not what lies in the folder where it was started.
   */
  public Settings given() {
    return settings(problems -> Optional.empty());
  }

  private Settings settings(Function<List<String>, Optional<PropertyFile>> defaults) {
    Map<String, String> values = new LinkedHashMap<>();
    Map<String, String> places = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    defaults
        .apply(problems)
        .ifPresent(
            file -> {
              problems.addAll(misspelt(file, false));
              add(file, values, places);
            });
    ownFile()
        .flatMap(path -> load(path, problems))
        .ifPresent(
            file -> {
              if (file.values().keySet().stream().anyMatch(PropertyNames::isCatalogEntry)) {
                values.keySet().removeIf(PropertyNames::isCatalogEntry);
              }
              problems.addAll(misspelt(file, true));
              add(file, values, places);
            });
    Set<String> names = new LinkedHashSet<>(values.keySet());
    names.addAll(PropertyNames.FIXED);
    for (String name : names) {
      set(
          name,
          environment.get(variable(name)),
          "environment variable " + variable(name),
          values,
          places);
    }
    for (String name : new TreeSet<>(system.stringPropertyNames())) {
      set(name, system.getProperty(name), "-D" + name, values, places);
    }
    options.forEach((name, value) -> set(name, value, "command line", values, places));
    if (!values.getOrDefault(PropertyNames.ZAMBA_CHECKOUT, "").isEmpty()) {
      leaveToCheckout(values, places);
    }
    return new Settings(values, places, problems);
  }

  /** What ships is no user's word against the checkout's; what anybody set stays. */
  private void leaveToCheckout(Map<String, String> values, Map<String, String> places) {
    Map<String, String> shipped =
        inJar().map(PropertyFile::values).map(Map::copyOf).orElse(Map.of());
    Set<String> files = Set.of(directory.resolve(SHIPPED).toString(), "the shipped " + SHIPPED);
    values
        .entrySet()
        .removeIf(
            value ->
                (PropertyNames.isCatalogEntry(value.getKey())
                        || value.getKey().equals("official-models.dir"))
                    && value.getValue().equals(shipped.get(value.getKey()))
                    && files.contains(
                        places.getOrDefault(value.getKey(), "").replaceFirst(":[0-9]+$", "")));
  }

  private static List<String> misspelt(PropertyFile file, boolean onlyOurs) {
    List<String> problems = new ArrayList<>();
    file.places()
        .forEach(
            (name, place) ->
                PropertyNames.misspelt(name, onlyOurs)
                    .ifPresent(problem -> problems.add(place + ": " + problem)));
    return problems;
  }

  private static void add(
      PropertyFile file, Map<String, String> values, Map<String, String> places) {
    file.values()
        .forEach((name, value) -> set(name, value, file.places().get(name), values, places));
  }

  private static void set(
      String name,
      String value,
      String place,
      Map<String, String> values,
      Map<String, String> places) {
    if (value != null && PropertyNames.isOurs(name)) {
      values.put(name, value.strip());
      places.put(name, place);
    }
  }

  /**
   * Checks the values.
   *
   * @param settings from {@link #settings()}
   * @param embedded the embedded server's address, if it runs
   * @throws InvalidConfigurationException with every problem there is
   */
  public static Configuration read(Settings settings, Optional<URI> embedded) {
    return new ConfigurationReader(settings, embedded).read();
  }

  /** The form in which Camel looks up an environment variable for a property. */
  private static String variable(String name) {
    return name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private Optional<Path> ownFile() {
    return Optional.ofNullable(options.get(PropertyNames.FILE))
        .or(() -> Optional.ofNullable(system.getProperty(PropertyNames.FILE)))
        .or(() -> Optional.ofNullable(environment.get(variable(PropertyNames.FILE))))
        .filter(name -> !name.isBlank())
        .map(directory::resolve);
  }

  private Optional<PropertyFile> shipped(List<String> problems) {
    Path file = directory.resolve(SHIPPED);
    if (isOurs(file)) {
      return load(file, problems);
    }
    if (Files.exists(file)) {
      LOG.warn(
          "{} belongs to another program, since it sets none of this one's properties; it is not used",
          file.toAbsolutePath());
    }
    Optional<PropertyFile> shipped = inJar();
    if (shipped.isEmpty()) {
      problems.add("the shipped " + SHIPPED + " cannot be read");
    }
    return shipped;
  }

  /** The file as this program ships it. */
  private Optional<PropertyFile> inJar() {
    try (InputStream stream = getClass().getResourceAsStream("/" + SHIPPED)) {
      return Optional.of(
          PropertyFile.read(
              "the shipped " + SHIPPED, new InputStreamReader(stream, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      LOG.debug("{} cannot be read from the jar", SHIPPED, e);
      return Optional.empty();
    }
  }

  /** Many programs have a file of that name. What cannot be read is said later. */
  private static boolean isOurs(Path file) {
    if (!Files.exists(file)) {
      return false;
    }
    Optional<PropertyFile> found = load(file, new ArrayList<>());
    return found.isEmpty()
        || found.get().values().keySet().stream().anyMatch(PropertyNames::isOurs);
  }

  private static Optional<PropertyFile> load(Path path, List<String> problems) {
    try (Reader reader = Files.newBufferedReader(path)) {
      PropertyFile file = PropertyFile.read(path.toString(), reader);
      problems.addAll(file.problems());
      return Optional.of(file);
    } catch (CharacterCodingException e) {
      problems.add(
          "%s is not UTF-8, from line %d on; save it as UTF-8, or write such characters as \\u00e9"
              .formatted(path, firstBadLine(path)));
      return Optional.empty();
    } catch (IOException e) {
      problems.add(unreadable(path.toString(), e));
      return Optional.empty();
    }
  }

  private static int firstBadLine(Path path) {
    try {
      // Every byte is a character of it.
      List<String> lines = Files.readAllLines(path, StandardCharsets.ISO_8859_1);
      for (int i = 0; i < lines.size(); i++) {
        byte[] bytes = lines.get(i).getBytes(StandardCharsets.ISO_8859_1);
        if (!Arrays.equals(
            bytes, new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8))) {
          return i + 1;
        }
      }
    } catch (IOException e) {
      LOG.debug("{} is gone", path, e);
    }
    return 1;
  }

  private static String unreadable(String what, IOException e) {
    return "%s cannot be read: %s %s".formatted(what, e.getClass().getSimpleName(), e.getMessage());
  }
}
