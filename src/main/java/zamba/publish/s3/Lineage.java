package zamba.publish.s3;

import java.util.Map;

/** The user metadata of every object we publish: which object its bytes were copied from. */
final class Lineage {
  static final String SOURCE_ETAG = "source-etag";
  static final String SOURCE_SIZE = "source-size";
  static final String PUBLIC_NAME = "public-name";

  private Lineage() {}

  static Map<String, String> of(ObjectFacts origin, String publicName) {
    return Map.of(
        SOURCE_ETAG, origin.etag(),
        SOURCE_SIZE, String.valueOf(origin.size()),
        PUBLIC_NAME, publicName);
  }
}
