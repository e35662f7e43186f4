package zamba.publish.inspect;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import zamba.publish.inspect.bytes.Shown;

/** What is found in the place of weights now and then, by how it begins. */
final class LookAlikes {

  private static final int SHOWN = 24;
  private static final Map<String, String> BEGINNINGS = new LinkedHashMap<>();

  static {
    BEGINNINGS.put("version https://git-lfs", "a Git LFS pointer: fetch the file itself");
    BEGINNINGS.put("\u0093NUMPY", "a numpy .npy file");
    BEGINNINGS.put("\u0089HDF", "an HDF5 file");
    BEGINNINGS.put("\u001f\u008b", "a gzip file");
    BEGINNINGS.put("<", "a page of HTML or XML");
    BEGINNINGS.put("{", "JSON");
    BEGINNINGS.put("PK", "a broken or empty zip archive");
  }

  private LookAlikes() {}

  static String of(byte[] head) {
    String text = new String(head, 0, Math.min(head.length, SHOWN), StandardCharsets.ISO_8859_1);
    return BEGINNINGS.entrySet().stream()
        .filter(entry -> text.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("something that begins with '" + Shown.of(text) + "'");
  }
}
