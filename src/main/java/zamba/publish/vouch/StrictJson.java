package zamba.publish.vouch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import zamba.publish.report.Printable;

/**
 * JSON that others wrote, read so that it means the same to every reader: UTF-8, of limited size
 * and depth, no name twice, nothing behind it, no keys but those that are known.
 *
 * @param what it is, for messages
 */
record StrictJson(String what) {
  /** Far more than a signature of one file has. */
  static final int LARGEST = 64 << 10;

  private static final int DEEPEST = 16;
  private static final int LONGEST_NUMBER = 40;
  private static final int LONGEST_NAME = 100;

  /**
   * The object that the bytes are.
   *
   * @throws RefusedSignatureException if they are none
   */
  ObjectNode object(byte[] bytes) {
    if (bytes.length > LARGEST) {
      throw refused("has more than %d bytes".formatted(LARGEST));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (mapper().readTree(text) instanceof ObjectNode object) {
        return object;
      }
      throw refused("is no JSON object");
    } catch (CharacterCodingException e) {
      throw refused("is not UTF-8");
    } catch (JsonProcessingException e) {
      throw refused("is no JSON: " + Printable.message(e.getOriginalMessage()));
    }
  }

  private static JsonMapper mapper() {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(DEEPEST)
            .maxNumberLength(LONGEST_NUMBER)
            .maxStringLength(LARGEST)
            .maxNameLength(LONGEST_NAME)
            .build();
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(constraints)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /** Fails if it has a key that is not among those. */
  void expectOnly(JsonNode object, String... known) {
    Set<String> others = new TreeSet<>();
    object.fieldNames().forEachRemaining(others::add);
    others.removeAll(Set.of(known));
    if (!others.isEmpty()) {
      throw refused("has " + Printable.message(String.join(", ", others)) + ", which is not known");
    }
  }

  /** What is there, which must be an object. */
  JsonNode objectAt(JsonNode object, String name) {
    JsonNode value = object.path(name);
    if (!value.isObject()) {
      throw refused("has no object " + name);
    }
    return value;
  }

  /** The one element of what is there, which must be an array of one object. */
  JsonNode onlyOneAt(JsonNode object, String name) {
    JsonNode value = object.path(name);
    if (!value.isArray() || value.size() != 1 || !value.get(0).isObject()) {
      throw refused(
          "has %s in %s instead of one object"
              .formatted(value.isArray() ? value.size() + " elements" : "no array", name));
    }
    return value.get(0);
  }

  /** What is there, which must be a text. */
  String textAt(JsonNode object, String name) {
    JsonNode value = object.path(name);
    if (!value.isTextual()) {
      throw refused("has no text " + name);
    }
    return value.textValue();
  }

  /** Fails unless exactly that text is there. */
  void expect(JsonNode object, String name, String text) {
    String found = textAt(object, name);
    if (!found.equals(text)) {
      throw refused("has %s %s instead of %s".formatted(name, Printable.message(found), text));
    }
  }

  RefusedSignatureException refused(String why) {
    return new RefusedSignatureException(what + " " + why);
  }
}
