package zamba.publish.vouch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A signature file: a Sigstore bundle 0.3 (sigstore/protobuf-specs, sigstore_bundle.proto) with the
 * hint of a public key and a DSSE envelope (secure-systems-lab/dsse, protocol.md) of one signature.
 */
public final class Bundle {
  private static final StrictJson JSON = new StrictJson("its signature file");

  /** KMS signs no more (AWS KMS API Reference, Sign, Message). */
  private static final int LARGEST_SIGNED = 4096;

  private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
  private static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
  private static final String MATERIAL = "verificationMaterial";
  private static final String ENVELOPE = "dsseEnvelope";
  private static final String PUBLIC_KEY = "publicKey";
  private static final String LOG_ENTRIES = "tlogEntries";

  private final String hint;
  private final byte[] payload;
  private final byte[] signature;

  /**
   * @param hint which key, as in {@link VerificationKey#hint()}; empty if it says none
   * @param payload what is signed
   * @param signature DER
   */
  private Bundle(String hint, byte[] payload, byte[] signature) {
    this.hint = hint;
    this.payload = payload;
    this.signature = signature;
  }

  /**
   * Signs a statement.
   *
   * @throws UnusableKeyException if the key does not sign, or its signature does not verify
   */
  public static Bundle sign(Statement statement, SigningKey key) {
    byte[] payload = statement.json();
    byte[] message = preAuthenticated(payload);
    if (message.length > LARGEST_SIGNED) {
      throw new UnusableKeyException(
          "%s: its statement has %d bytes, of which at most %d can be signed"
              .formatted(statement.name(), message.length, LARGEST_SIGNED));
    }
    byte[] signature = key.sign(message);
    if (!key.publicKey().verifies(message, signature)) {
      throw new UnusableKeyException(
          key.publicKey().name() + " gave a signature that does not verify with its public key");
    }
    return new Bundle(key.publicKey().hint(), payload, signature);
  }

  /** What is signed of a payload (DSSE, PAE). */
  private static byte[] preAuthenticated(byte[] payload) {
    byte[] before =
        "DSSEv1 %d %s %d "
            .formatted(PAYLOAD_TYPE.length(), PAYLOAD_TYPE, payload.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] message = new byte[before.length + payload.length];
    System.arraycopy(before, 0, message, 0, before.length);
    System.arraycopy(payload, 0, message, before.length, payload.length);
    return message;
  }

  /** The file: one line. */
  public byte[] json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("mediaType", MEDIA_TYPE);
    ObjectNode material = json.putObject(MATERIAL);
    material.putObject(PUBLIC_KEY).put("hint", hint);
    material.putArray(LOG_ENTRIES);
    ObjectNode envelope = json.putObject(ENVELOPE);
    envelope.put("payload", Base64.getEncoder().encodeToString(payload));
    envelope.put("payloadType", PAYLOAD_TYPE);
    envelope
        .putArray("signatures")
        .addObject()
        .put("sig", Base64.getEncoder().encodeToString(signature))
        .put("keyid", "");
    return (json + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a file of anybody. Says nothing of whether its signature is right.
   *
   * @throws RefusedSignatureException if it is not exactly such a file
   */
  public static Bundle read(byte[] bytes) {
    ObjectNode json = JSON.object(bytes);
    JSON.expectOnly(json, "mediaType", MATERIAL, ENVELOPE);
    JSON.expect(json, "mediaType", MEDIA_TYPE);
    JsonNode material = JSON.objectAt(json, MATERIAL);
    JSON.expectOnly(material, PUBLIC_KEY, LOG_ENTRIES);
    JsonNode entries = material.path(LOG_ENTRIES);
    if (!entries.isMissingNode() && !(entries.isArray() && entries.isEmpty())) {
      throw JSON.refused("has " + LOG_ENTRIES + ", which nobody would look at");
    }
    JsonNode key = JSON.objectAt(material, PUBLIC_KEY);
    JSON.expectOnly(key, "hint");
    JsonNode envelope = JSON.objectAt(json, ENVELOPE);
    JSON.expectOnly(envelope, "payload", "payloadType", "signatures");
    JSON.expect(envelope, "payloadType", PAYLOAD_TYPE);
    JsonNode signature = JSON.onlyOneAt(envelope, "signatures");
    JSON.expectOnly(signature, "sig", "keyid");
    if (signature.has("keyid")) {
      JSON.textAt(signature, "keyid");
    }
    return new Bundle(
        key.has("hint") ? JSON.textAt(key, "hint") : "",
        base64(envelope, "payload"),
        base64(signature, "sig"));
  }

  /** In the one form that every decoder takes for the same bytes (RFC 4648, 3.5 and 4). */
  private static byte[] base64(JsonNode object, String name) {
    String text = JSON.textAt(object, name);
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (bytes.length > 0 && Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw JSON.refused("has no canonical base64 in " + name);
  }

  String hint() {
    return hint;
  }

  /** What is signed; whose it is, {@link #isOf} tells. */
  byte[] payload() {
    return payload.clone();
  }

  /** Whether a key made its signature. */
  boolean isOf(VerificationKey key) {
    return key.verifies(preAuthenticated(payload), signature);
  }
}
