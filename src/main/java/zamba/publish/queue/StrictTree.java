package zamba.publish.queue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import zamba.publish.report.Printable;

/**
 * Reads JSON that others wrote: one object and nothing behind it, no name twice, not deep, and no
 * longer than SQS carries.
 */
final class StrictTree {
  /** 1 MiB, Amazon SQS message quotas (256 KiB before August 2025). */
  private static final int LONGEST = 1 << 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxStringLength(LONGEST)
                          .maxNumberLength(64)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StrictTree() {}

  /**
   * The object that a text is.
   *
   * @throws HopelessException saying where it is none
   */
  static JsonNode object(String text) {
    if (text == null || text.length() > LONGEST) {
      throw new HopelessException("The message is empty or longer than SQS carries");
    }
    try {
      JsonNode tree = JSON.readTree(text);
      if (!tree.isObject()) {
        throw new HopelessException(
            "The message is no JSON object, but %s"
                .formatted(tree.isMissingNode() ? "empty" : tree.getNodeType()));
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw new HopelessException(
          "The message is no JSON that is taken: " + shown(e.getOriginalMessage()));
    }
  }

  /** What others wrote, as far as it is shown. */
  static String shown(String text) {
    String printable = Printable.of(String.valueOf(text).lines().findFirst().orElse(""));
    return printable.length() > 200 ? printable.substring(0, 200) + "…" : printable;
  }
}
