package bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The arguments of the bench's own sides: {@code name=value}. */
final class Settings {
  /** What is copied: a checkpoint in the private bucket and its name in the public ones. */
  record Item(String model, String publicName) {}

  private final Map<String, String> values = new HashMap<>();

  Settings(String[] args) {
    for (String arg : args) {
      int equals = arg.indexOf('=');
      values.put(arg.substring(0, equals), arg.substring(equals + 1));
    }
  }

  URI endpoint() {
    return URI.create(values.get("endpoint"));
  }

  long number(String name) {
    return Long.parseLong(values.get(name));
  }

  /** How often unfinished uploads are asked for: {@code none}, {@code once} a bucket, {@code each} object. */
  String uploads() {
    return values.get("uploads");
  }

  double rate(String name) {
    return Double.parseDouble(values.getOrDefault(name, "0"));
  }

  List<String> buckets() {
    return List.of(values.get("buckets").split(","));
  }

  String source() {
    return values.get("source");
  }

  String publicPrefix() {
    return values.get("prefix");
  }

  /** The file named by {@code items}: a model and its public name on each line. */
  List<Item> items() throws IOException {
    List<Item> items = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(values.get("items")))) {
      String[] words = line.split(" ");
      items.add(new Item(words[0], words[1]));
    }
    return items;
  }
}
