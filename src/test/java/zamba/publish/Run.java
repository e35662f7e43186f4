package zamba.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import zamba.publish.catalog.ConfigurationSource;

/** The whole program, routes included, run in this JVM: a folder, three regions, a catalog. */
final class Run {
  static final String PREFIX = "results/version_1/";

  final Store store;
  final Path folder;
  final String source;
  final Map<String, String> buckets = new LinkedHashMap<>();
  final Properties properties = new Properties();
  private final Map<String, String> catalog = new LinkedHashMap<>();

  Run(Path folder) {
    this(folder, Store.shared());
  }

  Run(Path folder, Store store) {
    this.store = store;
    this.folder = folder;
    this.source = store.bucket("private");
    for (String region : new String[] {"us", "eu", "asia"}) {
      buckets.put(region, store.bucket("public-" + region));
      set("region." + region + ".bucket", buckets.get(region));
    }
    set("s3.endpoint", store.endpoint().toString());
    set("publish.probe", store.probe());
    set("gate.unpinned", "allow");
    // What a test puts there is as young as can be.
    set("publish.settle", "0s");
    // Nearly all of its files are no torch files; who tests the gate turns it on.
    for (String gate : new String[] {"checkpoint", "plausible", "leaks"}) {
      set("gate." + gate, "off");
    }
    set("official-models.dir", official().toString());
    set("report.file", folder.resolve("report.json").toString());
  }

  /** Another publisher of the same entries to the same buckets, with files of its own. */
  Run(Path folder, Run other) {
    this.store = other.store;
    this.folder = folder;
    this.source = other.source;
    this.buckets.putAll(other.buckets);
    this.properties.putAll(other.properties);
    this.catalog.putAll(other.catalog);
    set("official-models.dir", official().toString());
    set("report.file", folder.resolve("report.json").toString());
  }

  Run set(String property, String value) {
    properties.setProperty(property, value);
    return this;
  }

  /** Adds a line to the catalog file. */
  Run entry(String property, String value) {
    catalog.put(property, value);
    return this;
  }

  /** Complete training results for a model under {@link #PREFIX} + model, and its entry. */
  Run model(String model) {
    String prefix = PREFIX + model + "/";
    for (String companion : Samples.COMPANIONS) {
      store.put(source, prefix + companion, companion + " of " + model + "\n");
    }
    store.put(source, prefix + "train_configuration.yaml", Samples.trainConfiguration(model));
    store.put(source, prefix + model + ".ckpt", Samples.checkpoint(model));
    return entry("weight-lookup." + model, "s3://" + source + "/" + prefix);
  }

  /** A key under that model's prefix. */
  String key(String model, String file) {
    return PREFIX + model + "/" + file;
  }

  Path official() {
    return folder.resolve("official_models");
  }

  /** Runs the program to its end and gives its exit status. */
  int publish() {
    return publish(Map.of());
  }

  int publish(Map<String, String> environment) {
    try {
      return new Publisher(configuration(Path.of(""), environment)).runToEnd();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same, as if it were started in that folder. */
  int publishIn(Path directory) {
    try {
      return new Publisher(configuration(directory, Map.of())).runToEnd();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private ConfigurationSource configuration(Path directory, Map<String, String> environment) {
    try {
      Path file = folder.resolve("catalog.properties");
      StringBuilder lines = new StringBuilder();
      catalog.forEach(
          (name, value) -> lines.append(name.replace(" ", "\\ ") + " = " + value + "\n"));
      Files.writeString(file, lines);
      Properties system = new Properties();
      system.putAll(properties);
      system.putIfAbsent("publish.properties", file.toString());
      return new ConfigurationSource(directory, system, environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The program, up and waiting to be told by hand what to publish. */
  interface ByHand extends AutoCloseable {
    /** Publishes one entry and gives the report. */
    JsonNode publish(String name);

    /** What a gauge says. */
    double metric(String name, String... tags);

    @Override
    void close();
  }

  /** Starts the program with {@code publish.trigger=none}. */
  ByHand byHand() {
    // No health and metrics unless asked for: several of these run at once.
    set("publish.trigger", "none");
    properties.putIfAbsent("management.port", "0");
    Publisher publisher = new Publisher(configuration(Path.of(""), Map.of()));
    CompletableFuture<Integer> end =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return publisher.runToEnd();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            task -> new Thread(task, "publisher").start());
    while (!publisher.isStarted() && !end.isDone()) {
      LockSupport.parkNanos(10_000_000);
    }
    return new ByHand() {
      @Override
      public JsonNode publish(String name) {
        try {
          return new ObjectMapper()
              .readTree(
                  publisher.getCamelTemplate().requestBody("direct:publish", name, String.class));
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public double metric(String name, String... tags) {
        return publisher
            .getCamelContext()
            .getRegistry()
            .findSingleByType(MeterRegistry.class)
            .get(name)
            .tags(tags)
            .gauge()
            .value();
      }

      @Override
      public void close() {
        publisher.completed();
        end.join();
      }
    };
  }

  JsonNode report() {
    try {
      return new ObjectMapper().readTree(folder.resolve("report.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode publication(String name) {
    for (JsonNode publication : report().path("publications")) {
      if (publication.path("name").asText().equals(name)) {
        return publication;
      }
    }
    throw new AssertionError("no publication " + name + " in " + report());
  }

  JsonNode replica(String name, String region) {
    for (JsonNode replica : publication(name).path("replicas")) {
      if (replica.path("region").asText().equals(region)) {
        return replica;
      }
    }
    throw new AssertionError("no replica in " + region + " in " + report());
  }

  /** Every key in the public buckets with ETag and time. */
  Map<String, String> published() {
    Map<String, String> published = new TreeMap<>();
    buckets.forEach(
        (region, bucket) ->
            store.state(bucket).forEach((key, state) -> published.put(region + ":" + key, state)));
    return published;
  }

  /** Every file below the official folder, hidden ones too, with its content. */
  Map<String, String> officialFiles() {
    Map<String, String> files = new TreeMap<>();
    if (!Files.exists(official())) {
      return files;
    }
    try (Stream<Path> walk = Files.walk(official())) {
      for (Path path : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        files.put(official().relativize(path).toString(), Files.readString(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
