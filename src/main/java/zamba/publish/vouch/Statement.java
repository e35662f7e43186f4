package zamba.publish.vouch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;
import zamba.publish.report.Printable;

/**
 * That a file of this name has this content: an in-toto Statement v1 with the predicate of OpenSSF
 * Model Signing 1.0 (ossf/model-signing-spec, spec/v1.0.md, 6.1) for a model of one file.
 *
 * @param name the file's name without any folder
 * @param sha256 of its content, in hexadecimal
 * @param annotations what else is known of it
 */
public record Statement(String name, String sha256, Annotations annotations) {
  private static final StrictJson JSON = new StrictJson("its statement");
  private static final String TYPE = "https://in-toto.io/Statement/v1";
  private static final String PREDICATE_TYPE = "https://model_signing/signature/v1.0";
  private static final String SHA256 = "sha256";
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  public Statement {
    if (!HEX.matcher(sha256).matches()) {
      throw new IllegalArgumentException("no SHA-256 in hexadecimal: " + sha256);
    }
    if (!isFileName(name)) {
      throw new IllegalArgumentException("no file's name: " + Printable.message(name));
    }
  }

  /** The SHA-256 of a content, in hexadecimal. */
  public static String sha256(byte[] content) {
    return HexFormat.of().formatHex(P256.sha256(content));
  }

  /**
   * Whether a name is one that {@code sha256sum -c} and model_signing take for a file's as it is.
   */
  static boolean isFileName(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && !name.startsWith("-")
        && name.indexOf('/') < 0
        && name.indexOf('\\') < 0
        && Printable.is(name);
  }

  /** As it is signed. */
  byte[] json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("_type", TYPE);
    json.putArray("subject")
        .addObject()
        .put("name", name)
        .putObject("digest")
        .put(SHA256, ofDigests(sha256));
    json.put("predicateType", PREDICATE_TYPE);
    ObjectNode predicate = json.putObject("predicate");
    predicate
        .putObject("serialization")
        .put("method", "files")
        .put("hash_type", SHA256)
        .put("allow_symlinks", false);
    ObjectNode resource = predicate.putArray("resources").addObject();
    resource.put("name", name).put("algorithm", SHA256).put("digest", sha256);
    resource.set("annotations", annotations.json());
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The model's digest: that of the raw digests of its files, of which there is one. */
  private static String ofDigests(String sha256) {
    return HexFormat.of().formatHex(P256.sha256(HexFormat.of().parseHex(sha256)));
  }

  /**
   * Reads one.
   *
   * @throws RefusedSignatureException if it is not exactly such a statement
   */
  static Statement read(byte[] bytes) {
    ObjectNode json = JSON.object(bytes);
    JSON.expectOnly(json, "_type", "subject", "predicateType", "predicate");
    JSON.expect(json, "_type", TYPE);
    JSON.expect(json, "predicateType", PREDICATE_TYPE);
    JsonNode subject = JSON.onlyOneAt(json, "subject");
    JSON.expectOnly(subject, "name", "digest");
    JSON.expectOnly(JSON.objectAt(subject, "digest"), SHA256);
    JsonNode predicate = JSON.objectAt(json, "predicate");
    JSON.expectOnly(predicate, "serialization", "resources");
    expectFiles(JSON.objectAt(predicate, "serialization"));
    JsonNode resource = JSON.onlyOneAt(predicate, "resources");
    JSON.expectOnly(resource, "name", "algorithm", "digest", "annotations");
    JSON.expect(resource, "algorithm", SHA256);
    String name = JSON.textAt(resource, "name");
    String sha256 = JSON.textAt(resource, "digest");
    if (!isFileName(name) || !HEX.matcher(sha256).matches()) {
      throw JSON.refused("has no file's name, or no SHA-256 in hexadecimal");
    }
    JSON.expect(subject, "name", name);
    JSON.expect(subject.path("digest"), SHA256, ofDigests(sha256));
    JsonNode annotations = resource.path("annotations");
    if (!annotations.isMissingNode() && !annotations.isObject()) {
      throw JSON.refused("has annotations that are no object");
    }
    return new Statement(name, sha256, Annotations.in(annotations));
  }

  /** That the digest is one of the whole file, as it is. */
  private static void expectFiles(JsonNode serialization) {
    JSON.expectOnly(serialization, "method", "hash_type", "allow_symlinks", "ignore_paths");
    JSON.expect(serialization, "method", "files");
    JSON.expect(serialization, "hash_type", SHA256);
  }
}
