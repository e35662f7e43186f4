package zamba.publish.vouch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * What else is known of a file when it is vouched for. Each may be missing.
 *
 * @param size in bytes
 * @param crc64nvme the CRC64NVME of the content, base64, as S3 tells it
 * @param scan what its inspection said
 * @param parameters how many parameters its tensors have
 * @param configSha256 the SHA-256, in hexadecimal, of the config.yaml that names it
 * @param published when it was vouched for
 */
public record Annotations(
    Optional<Long> size,
    Optional<String> crc64nvme,
    Optional<Scan> scan,
    Optional<Long> parameters,
    Optional<String> configSha256,
    Optional<Instant> published) {
  private static final String SIZE = "size";
  private static final String CRC = "crc64nvme";
  private static final String SCAN = "scan";
  private static final String VERDICT = "verdict";
  private static final String RULES = "rules";
  private static final String PARAMETERS = "parameters";
  private static final String CONFIG = "config_sha256";
  private static final String PUBLISHED = "published";

  /** Nothing else. */
  public static final Annotations NONE =
      new Annotations(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    size.ifPresent(it -> json.put(SIZE, it));
    crc64nvme.ifPresent(it -> json.put(CRC, it));
    scan.ifPresent(it -> json.putObject(SCAN).put(VERDICT, it.verdict()).put(RULES, it.rules()));
    parameters.ifPresent(it -> json.put(PARAMETERS, it));
    configSha256.ifPresent(it -> json.put(CONFIG, it));
    published.ifPresent(it -> json.put(PUBLISHED, it.toString()));
    return json;
  }

  /** Those that are known; the specification allows any others. */
  static Annotations in(JsonNode json) {
    return new Annotations(
        number(json.path(SIZE)),
        text(json.path(CRC)),
        text(json.path(SCAN).path(VERDICT))
            .map(verdict -> new Scan(verdict, json.path(SCAN).path(RULES).asText())),
        number(json.path(PARAMETERS)),
        text(json.path(CONFIG)),
        text(json.path(PUBLISHED)).flatMap(Annotations::time));
  }

  private static Optional<Long> number(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong()
        ? Optional.of(node.longValue())
        : Optional.empty();
  }

  private static Optional<String> text(JsonNode node) {
    return Optional.ofNullable(node.textValue());
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (java.time.DateTimeException e) {
      return Optional.empty();
    }
  }
}
