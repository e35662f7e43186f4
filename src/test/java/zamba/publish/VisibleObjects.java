package zamba.publish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is visible, what may be, and what has been lost without anybody's publishing it away. */
final class VisibleObjects {
  static final String PREFIX = "zamba_official_models/";
  private static final Pattern PUBLIC_CHECKPOINT =
      Pattern.compile("(?m)^\\s*public_checkpoint: *(\\S+)");

  /** A place where something is visible. */
  record Replica(String region, String name) {}

  /** That a file refers to a public name, and when it was written. */
  private record Reference(String name, FileTime written) {}

  private final Run run;
  private final List<Path> folders;
  private Map<Replica, String> visible = new HashMap<>();
  private Map<Path, Reference> references = new TreeMap<>();

  /** By name, until the last replica is lost. */
  private final Map<String, String> contents = new HashMap<>();

  private final Set<Replica> lost = new HashSet<>();

  /** What was found when it was last looked to be other than what its name stood for. */
  private final Set<Replica> contradictions = new HashSet<>();

  /**
   * @param folders with official models
   */
  VisibleObjects(Run run, List<Path> folders) {
    this.run = run;
    this.folders = folders;
  }

  /** What was visible when it was last looked. */
  List<Replica> replicas() {
    return visible.keySet().stream()
        .sorted((a, b) -> a.toString().compareTo(b.toString()))
        .toList();
  }

  /** The outside world deletes one. */
  void lose(Replica replica) {
    run.store.delete(run.buckets.get(replica.region()), PREFIX + replica.name());
    visible.remove(replica);
    lost.add(replica);
    if (visible.keySet().stream().noneMatch(it -> it.name().equals(replica.name()))) {
      contents.remove(replica.name());
    }
  }

  /**
   * Looks again.
   *
   * @param was whether the source of a public name was ever that
   * @return what must not be; nothing if all is well
   */
  List<String> violations(BiPredicate<String, byte[]> was) throws IOException {
    List<String> wrong = new ArrayList<>();
    contradictions.clear();
    Map<Replica, String> before = visible;
    visible = look(was, wrong);
    before.forEach(
        (replica, content) -> {
          if (!content.equals(visible.get(replica))) {
            wrong.add(replica + " was overwritten or deleted");
          }
        });
    visible.forEach(
        (replica, content) -> {
          String first = contents.putIfAbsent(replica.name(), content);
          if (first != null && !first.equals(content)) {
            contradictions.add(replica);
            wrong.add(
                replica
                    + " is "
                    + told(content)
                    + ", and that name already stood for "
                    + told(first));
          }
        });
    lost.removeAll(visible.keySet());
    lookForConfigs(wrong);
    return wrong;
  }

  /** The replicas whose content is not what their name stands for; one violation each. */
  Set<Replica> contradictions() {
    return Set.copyOf(contradictions);
  }

  /** Whether a config in that folder referred to the name when it was last looked. */
  boolean isReferredTo(Path folder, String name) {
    return references.entrySet().stream()
        .anyMatch(it -> it.getKey().startsWith(folder) && it.getValue().name().equals(name));
  }

  /** Whether every region has an object of that name. */
  boolean everywhere(String name) {
    return missing(name).isEmpty();
  }

  private List<Replica> missing(String name) {
    return run.buckets.keySet().stream()
        .map(region -> new Replica(region, name))
        .filter(replica -> !visible.containsKey(replica))
        .toList();
  }

  private Map<Replica, String> look(BiPredicate<String, byte[]> was, List<String> wrong) {
    Map<Replica, String> found = new HashMap<>();
    run.buckets.forEach(
        (region, bucket) -> {
          for (String key : run.store.state(bucket).keySet()) {
            byte[] content = run.store.get(bucket, key);
            Replica replica = new Replica(region, key.substring(PREFIX.length()));
            String text = new String(content, StandardCharsets.UTF_8);
            found.put(replica, text);
            if (!was.test(replica.name(), content)) {
              wrong.add(replica + " is what its source never was: " + told(text));
            }
          }
        });
    return found;
  }

  private void lookForConfigs(List<String> wrong) throws IOException {
    Map<Path, Reference> before = references;
    references = new TreeMap<>();
    for (Path folder : folders) {
      if (Files.exists(folder)) {
        try (Stream<Path> walk = Files.walk(folder)) {
          for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
            reference(file, Files.readString(file));
          }
        }
      }
    }
    references.forEach(
        (file, reference) -> {
          // What was written before may refer to what has been lost since.
          boolean old = reference.equals(before.get(file));
          List<Replica> missing = new ArrayList<>(missing(reference.name()));
          missing.removeIf(replica -> old && lost.contains(replica));
          if (!missing.isEmpty()) {
            wrong.add(file + " refers to " + reference.name() + ", which is not in " + missing);
          }
        });
  }

  private void reference(Path file, String text) throws IOException {
    Matcher matcher = PUBLIC_CHECKPOINT.matcher(text);
    if (matcher.find() && !matcher.group(1).equals("null")) {
      references.put(file, new Reference(matcher.group(1), Files.getLastModifiedTime(file)));
    }
  }

  /** How many configs refer to something. */
  int configs() {
    return references.size();
  }

  private static String told(String content) {
    return content.lines().findFirst().orElse("empty") + " (" + content.length() + " bytes)";
  }
}
