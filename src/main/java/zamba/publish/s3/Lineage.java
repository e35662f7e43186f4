package zamba.publish.s3;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The user metadata of every object we publish: which object its bytes were copied from. */
final class Lineage {
  static final String SOURCE_ETAG = "source-etag";
  static final String SOURCE_SIZE = "source-size";
  static final String PUBLIC_NAME = "public-name";

  private Lineage() {}

  /**
   * The metadata of a replica.
   *
   * @param origin what its bytes are; an https source may have no ETag, and then none is recorded
   * @param publicName percent-encoded if need be, since HTTP headers are ASCII
   */
  static Map<String, String> of(ObjectFacts origin, String publicName) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put(SOURCE_SIZE, String.valueOf(origin.size()));
    metadata.put(PUBLIC_NAME, ascii(publicName));
    if (!origin.etag().isEmpty()) {
      metadata.put(SOURCE_ETAG, origin.etag());
    }
    return metadata;
  }

  private static String ascii(String name) {
    return name.chars().allMatch(c -> c < 0x80)
        ? name
        : URLEncoder.encode(name, StandardCharsets.UTF_8);
  }
}
