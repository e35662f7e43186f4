package zamba.publish.queue;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import zamba.publish.catalog.CatalogEntry;
import zamba.publish.official.CompanionFile;
import zamba.publish.publication.Publication;
import zamba.publish.report.Printable;

/**
 * What a run leaves, and how it is named: {@code <run>/manifest.json}, what the run is about;
 * {@code <run>/<kind>-<name>.json}, a publication as the report has it; and {@code
 * <run>/official_models/<model>/<file>}, what the model's folder is to hold, if that is not what
 * the leader has.
 */
final class RunFiles {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          // A report leaves out what is empty.
          .withConfigOverride(
              List.class, it -> it.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          .build();

  /** Of which files, for who asks. */
  static final Map<String, byte[]> NO_FILES =
      CompanionFile.NAMES.stream().collect(Collectors.toMap(it -> it, it -> new byte[0]));

  /**
   * What a run is about.
   *
   * @param run its name
   * @param started when it began
   * @param entries one for each of the catalog
   */
  record Manifest(String run, String started, List<Entry> entries) {}

  /**
   * An entry of a run.
   *
   * @param folder the sum of what the leader has of the model's official folder; null for weights
   */
  record Entry(String kind, String name, String folder) {}

  private final RunPlace place;
  private final Map<String, Optional<Manifest>> last = new HashMap<>();

  /**
   * @param place where they are
   */
  RunFiles(RunPlace place) {
    this.place = place;
  }

  /** The sum of an official folder's files, which tells it from any other. */
  static String sum(Map<String, byte[]> files) {
    StringBuilder all = new StringBuilder();
    new TreeMap<>(files)
        .forEach(
            (name, content) ->
                all.append(name)
                    .append(' ')
                    .append(Ids.hash(new String(content, StandardCharsets.ISO_8859_1)))
                    .append('\n'));
    return Ids.hash(all.toString());
  }

  static String outcome(String kind, String name) {
    return kind + "-" + URLEncoder.encode(name, StandardCharsets.UTF_8) + ".json";
  }

  static String outcome(CatalogEntry entry) {
    return outcome(entry.kind(), entry.name());
  }

  private static String file(String model, String file) {
    return "official_models/" + URLEncoder.encode(model, StandardCharsets.UTF_8) + "/" + file;
  }

  boolean putManifest(Manifest manifest) {
    return place.put(manifest.run(), RunPlace.MANIFEST, bytes(manifest));
  }

  /** What a run is about; empty for one that nobody collects. Of the last run, read once. */
  synchronized Optional<Manifest> manifest(String run) {
    Optional<Manifest> known = last.get(run);
    if (known == null) {
      known = place.get(run, RunPlace.MANIFEST).map(it -> read(it, Manifest.class, run));
      last.clear();
      last.put(run, known);
    }
    return known;
  }

  boolean putOutcome(String run, Publication publication) {
    return place.put(run, outcome(publication.kind(), publication.name()), bytes(publication));
  }

  Optional<Publication> outcome(String run, CatalogEntry entry) {
    return place.get(run, outcome(entry)).map(it -> read(it, Publication.class, run));
  }

  List<String> names(String run) {
    return place.names(run);
  }

  void putFolder(String run, String model, Map<String, byte[]> files) {
    files.forEach((name, content) -> place.put(run, file(model, name), content));
  }

  /** A model's files; empty if not all five are there. */
  Optional<Map<String, byte[]>> folder(String run, String model) {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : CompanionFile.NAMES) {
      Optional<byte[]> content = place.get(run, file(model, name));
      if (content.isEmpty()) {
        return Optional.empty();
      }
      files.put(name, content.get());
    }
    return Optional.of(files);
  }

  /**
   * Whether all that it says can be shown: it comes from a bucket, and goes to terminals and pages.
   */
  static boolean isPlain(Publication publication) {
    try {
      String json = JSON.writeValueAsString(publication);
      return !json.contains("\\u00") && Printable.of(json).equals(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(Object value) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T read(byte[] content, Class<T> type, String run) {
    try {
      return JSON.readValue(content, type);
    } catch (IOException e) {
      throw new UnfinishedException(
          "What is left of run %s cannot be read: %s"
              .formatted(run, StrictTree.shown(String.valueOf(e.getMessage()))));
    }
  }
}
