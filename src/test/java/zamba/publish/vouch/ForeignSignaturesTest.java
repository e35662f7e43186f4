package zamba.publish.vouch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Signature files that others wrote. */
class ForeignSignaturesTest {
  private static final String NAME = "slowfast_3c9d5d0c72.ckpt";
  private static final byte[] CONTENT = {1, 2, 3};
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Keys keys;
  private TrustedKeys trusted;

  @BeforeEach
  void makeKeys() {
    keys = new Keys(folder.resolve("keys"));
    trusted = keys.trusted();
  }

  private void expectRefused(byte[] signature, String why) {
    assertThatThrownBy(() -> trusted.verify(signature, NAME))
        .isInstanceOf(RefusedSignatureException.class)
        .hasMessageContaining(why);
  }

  @Test
  void whatTheKeySignedIsVouchedFor() {
    TrustedKeys.Verified verified = trusted.verify(keys.sign(NAME, CONTENT), NAME);

    assertThat(verified.statement()).isEqualTo(Keys.statement(NAME, CONTENT));
    assertThat(verified.key().key()).isEqualTo(keys.key.publicKey().key());
  }

  /** A statement of ours, changed and signed anew by the trusted key: what is left is its form. */
  @ParameterizedTest
  @MethodSource("statements")
  void aSignedStatementOfAnotherFormIsRefused(String why, Consumer<ObjectNode> change)
      throws IOException {
    ObjectNode statement = (ObjectNode) JSON.readTree(Keys.statement(NAME, CONTENT).json());
    change.accept(statement);

    expectRefused(signed(statement.toString()), why);
  }

  private static Arguments statement(String why, Consumer<ObjectNode> change) {
    return Arguments.of(why, change);
  }

  private static ObjectNode resource(ObjectNode statement) {
    return (ObjectNode) statement.at("/predicate/resources/0");
  }

  private static ObjectNode subject(ObjectNode statement) {
    return (ObjectNode) statement.at("/subject/0");
  }

  static Stream<Arguments> statements() {
    return Stream.of(
        statement("_type", it -> it.put("_type", "https://in-toto.io/Statement/v0.1")),
        statement("predicateType", it -> it.put("predicateType", "https://slsa.dev/provenance/v1")),
        statement("not known", it -> it.put("more", 1)),
        statement(
            "not known", it -> ((ObjectNode) it.path("predicate")).put("builder", "somebody")),
        statement("subject", it -> it.remove("subject")),
        statement("2 elements in subject", it -> ((ArrayNode) it.path("subject")).add(subject(it))),
        statement("name", it -> subject(it).put("name", "other.ckpt")),
        statement("sha256", it -> subject(it).putObject("digest").put("sha256", "00")),
        statement(
            "sha256",
            it ->
                subject(it)
                    .putObject("digest")
                    .put("sha256", resource(it).path("digest").asText())),
        statement("not known", it -> ((ObjectNode) subject(it).path("digest")).put("sha512", "00")),
        statement(
            "2 elements", it -> ((ArrayNode) it.at("/predicate/resources")).add(resource(it))),
        statement("0 elements", it -> ((ArrayNode) it.at("/predicate/resources")).removeAll()),
        statement("algorithm", it -> resource(it).put("algorithm", "blake2b")),
        statement("algorithm", it -> resource(it).put("algorithm", "SHA256")),
        statement("hexadecimal", it -> resource(it).put("digest", "00")),
        statement(
            "hexadecimal",
            it ->
                resource(it)
                    .put(
                        "digest",
                        resource(it).path("digest").asText().toUpperCase(java.util.Locale.ROOT))),
        statement("no text digest", it -> resource(it).put("digest", 5)),
        statement("file's name", it -> resource(it).put("name", "../" + NAME)),
        statement("file's name", it -> resource(it).put("name", ".")),
        statement("file's name", it -> resource(it).put("name", NAME + "\n")),
        statement("annotations", it -> resource(it).putArray("annotations")),
        statement(
            "method",
            it -> ((ObjectNode) it.at("/predicate/serialization")).put("method", "shards")),
        statement(
            "not known",
            it -> ((ObjectNode) it.at("/predicate/serialization")).put("shard_size", 1)),
        statement(
            "hash_type",
            it -> ((ObjectNode) it.at("/predicate/serialization")).put("hash_type", "md5")));
  }

  private byte[] signed(String payload) {
    return signed(payload, keys.key.publicKey().hint());
  }

  private byte[] signed(String payload, String hint) {
    byte[] message =
        ("DSSEv1 28 application/vnd.in-toto+json "
                + payload.getBytes(StandardCharsets.UTF_8).length
                + " "
                + payload)
            .getBytes(StandardCharsets.UTF_8);
    return bundle(payload, hint, keys.key.sign(message));
  }

  private static byte[] bundle(String payload, String hint, byte[] signature) {
    return """
        {"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"publicKey":{"hint":"%s"},"tlogEntries":[]},"dsseEnvelope":{"payload":"%s","payloadType":"application/vnd.in-toto+json","signatures":[{"sig":"%s","keyid":""}]}}"""
        .formatted(
            hint,
            Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8)),
            Base64.getEncoder().encodeToString(signature))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aStatementWithANameTwiceIsRefused() {
    String twice =
        new String(Keys.statement(NAME, CONTENT).json(), StandardCharsets.UTF_8)
            .replace("\"algorithm\":", "\"name\":\"other.ckpt\",\"algorithm\":");
    expectRefused(signed(twice), "Duplicate");
  }

  @Test
  void aStatementOfAnotherFileIsRefused() {
    expectRefused(keys.sign("time_distributed_e560df0a9f.ckpt", CONTENT), "time_distributed");
  }

  /** All that is around the statement, which is signed by nobody. */
  @ParameterizedTest
  @MethodSource("bundles")
  void aBundleOfAnotherFormIsRefused(String why, UnaryOperator<String> change) {
    String ours = new String(keys.sign(NAME, CONTENT), StandardCharsets.UTF_8);
    String changed = change.apply(ours);
    assertThat(changed).isNotEqualTo(ours);

    expectRefused(changed.getBytes(StandardCharsets.UTF_8), why);
  }

  private static Arguments bundle(String why, UnaryOperator<String> change) {
    return Arguments.of(why, change);
  }

  private static UnaryOperator<String> replacing(String what, String with) {
    return text -> text.replace(what, with);
  }

  static Stream<Arguments> bundles() {
    return Stream.of(
        bundle("no JSON", it -> it.substring(0, it.length() / 2)),
        bundle("no JSON", it -> it + "{}"),
        bundle("no JSON", it -> "// hello\n" + it),
        bundle("JSON object", it -> "[" + it + "]"),
        bundle("JSON", it -> "\ufeff" + it),
        bundle("JSON", it -> ""),
        bundle("more than", it -> it + " ".repeat(70_000)),
        bundle("no JSON", it -> "[".repeat(5000)),
        bundle("Duplicate", it -> it.replaceFirst("\\{", "{\"mediaType\":\"x\",")),
        bundle("mediaType", replacing("v0.3", "v0.1")),
        bundle("not known", replacing("\"tlogEntries\"", "\"certificate\":{},\"tlogEntries\"")),
        bundle(
            "not known", replacing("\"dsseEnvelope\"", "\"messageSignature\":{},\"dsseEnvelope\"")),
        bundle("tlogEntries", replacing("\"tlogEntries\":[]", "\"tlogEntries\":[{}]")),
        bundle("publicKey", replacing("\"publicKey\"", "\"publicKeys\"")),
        bundle("not known", replacing("\"hint\"", "\"rawBytes\":\"AA==\",\"hint\"")),
        bundle("payloadType", replacing("vnd.in-toto+json\"", "json\"")),
        bundle("payloadType", replacing("vnd.in-toto+json\"", "vnd.in-toto+json \"")),
        bundle("2 elements", it -> it.replaceFirst("\\[(\\{\"sig.*})]", "[$1,$1]")),
        bundle("0 elements", it -> it.replaceFirst("\\[\\{\"sig.*}]", "[]")),
        bundle("no array", it -> it.replaceFirst("\\[(\\{\"sig.*})]", "$1")),
        bundle("base64", it -> it.replaceFirst("\"sig\":\"", "\"sig\":\"\\\\n")),
        bundle("base64", it -> it.replaceFirst("\"payload\":\"", "\"payload\":\" ")),
        bundle("base64", it -> it.replaceFirst("\"sig\":\"[^\"]*\"", "\"sig\":\"\"")),
        bundle("base64", it -> it.replaceFirst("\"sig\":\"[^\"]*\"", "\"sig\":\"-_-_\"")),
        // The bits that the last character has too many: AB== is one byte, as AA== is.
        bundle("base64", it -> it.replaceFirst("\"sig\":\"[^\"]*\"", "\"sig\":\"AB==\"")),
        bundle("base64", it -> it.replaceFirst("\"sig\":\"[^\"]*\"", "\"sig\":\"AA\"")),
        bundle("not that key's", it -> it.replaceFirst("\"sig\":\"[^\"]*\"", "\"sig\":\"AAAA\"")),
        bundle("hint names another", it -> it.replaceFirst("\"hint\":\"....", "\"hint\":\"zzzz")),
        bundle("no text", it -> it.replaceFirst("\"hint\":\"[^\"]*\"", "\"hint\":5")));
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    byte[] bytes = keys.sign(NAME, CONTENT);
    bytes[20] = (byte) 0xff;
    expectRefused(bytes, "UTF-8");
    expectRefused(
        new String(keys.sign(NAME, CONTENT), StandardCharsets.UTF_8)
            .getBytes(StandardCharsets.UTF_16LE),
        "JSON");
  }

  @Test
  void aSignatureWithoutHintIsTriedWithEveryKey() {
    String payload = new String(Keys.statement(NAME, CONTENT).json(), StandardCharsets.UTF_8);
    Keys next = new Keys(folder.resolve("next"));
    TrustedKeys both = keys.trusted().with(next.key.publicKey());

    assertThat(both.verify(signed(payload, ""), NAME).key().key())
        .isEqualTo(keys.key.publicKey().key());
  }

  @Test
  void aKeyThatIsReplacedStillCountsWhileItIsListed() {
    Keys next = new Keys(folder.resolve("next"));
    byte[] old = keys.sign(NAME, CONTENT);
    byte[] young = next.sign(NAME, CONTENT);
    TrustedKeys both = keys.trusted().with(next.key.publicKey());

    both.verify(old, NAME);
    both.verify(young, NAME);
    expectRefused(young, "none of the trusted keys");
  }

  /** Signatures of the same r and s, or of nothing, in bytes that not every tool takes for one. */
  @ParameterizedTest
  @MethodSource("encodings")
  void aSignatureThatIsNotExactlyDerIsRefused(String what, UnaryOperator<byte[]> change) {
    String payload = new String(Keys.statement(NAME, CONTENT).json(), StandardCharsets.UTF_8);
    byte[] message =
        ("DSSEv1 28 application/vnd.in-toto+json " + payload.length() + " " + payload)
            .getBytes(StandardCharsets.UTF_8);
    byte[] changed = change.apply(keys.key.sign(message));

    expectRefused(bundle(payload, keys.key.publicKey().hint(), changed), "not that key's");
  }

  private static Arguments encoding(String what, UnaryOperator<byte[]> change) {
    return Arguments.of(what, change);
  }

  static Stream<Arguments> encodings() {
    return Stream.of(
        encoding("raw r and s", ForeignSignaturesTest::raw),
        encoding("a byte behind it", it -> Arrays.copyOf(it, it.length + 1)),
        encoding("a byte less", it -> Arrays.copyOf(it, it.length - 1)),
        encoding("zeros", it -> der(BigInteger.ZERO, BigInteger.ZERO)),
        encoding("r of the order", it -> der(order(), numbers(it)[1])),
        encoding("r + order", it -> der(numbers(it)[0].add(order()), numbers(it)[1])),
        encoding("s + order", it -> der(numbers(it)[0], numbers(it)[1].add(order()))),
        encoding("-s", it -> der(numbers(it)[0], numbers(it)[1].negate())),
        encoding("a zero before r", ForeignSignaturesTest::padded),
        encoding(
            "a length in two bytes",
            it -> {
              byte[] longer = new byte[it.length + 1];
              longer[0] = 0x30;
              longer[1] = (byte) 0x81;
              System.arraycopy(it, 1, longer, 2, it.length - 1);
              return longer;
            }));
  }

  private static byte[] padded(byte[] der) {
    byte[] longer = new byte[der.length + 1];
    System.arraycopy(der, 0, longer, 0, 4);
    longer[1]++;
    longer[3]++;
    System.arraycopy(der, 4, longer, 5, der.length - 4);
    return longer;
  }

  private static byte[] raw(byte[] der) {
    byte[] raw = new byte[64];
    for (int i = 0; i < 2; i++) {
      byte[] number = numbers(der)[i].toByteArray();
      int length = Math.min(32, number.length);
      System.arraycopy(number, number.length - length, raw, 32 * (i + 1) - length, length);
    }
    return raw;
  }

  private static BigInteger[] numbers(byte[] der) {
    DerReader reader = new DerReader(der);
    assertThat(reader.enterSequence()).isTrue();
    return new BigInteger[] {reader.integer(), reader.integer()};
  }

  private static byte[] der(BigInteger r, BigInteger s) {
    byte[] one = r.toByteArray();
    byte[] two = s.toByteArray();
    byte[] der = new byte[6 + one.length + two.length];
    der[0] = 0x30;
    der[1] = (byte) (der.length - 2);
    der[2] = 2;
    der[3] = (byte) one.length;
    System.arraycopy(one, 0, der, 4, one.length);
    der[4 + one.length] = 2;
    der[5 + one.length] = (byte) two.length;
    System.arraycopy(two, 0, der, 6 + one.length, two.length);
    return der;
  }

  private static BigInteger order() {
    try {
      return P256.parameters().getOrder();
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Both of r, s and r, order - s verify, with every tool; what they are over is the same. */
  @Test
  void aSignatureWithALargeSCounts() {
    String payload = new String(Keys.statement(NAME, CONTENT).json(), StandardCharsets.UTF_8);
    byte[] message =
        ("DSSEv1 28 application/vnd.in-toto+json " + payload.length() + " " + payload)
            .getBytes(StandardCharsets.UTF_8);
    BigInteger[] numbers = numbers(keys.key.sign(message));
    for (BigInteger s : new BigInteger[] {numbers[1], order().subtract(numbers[1])}) {
      trusted.verify(bundle(payload, keys.key.publicKey().hint(), der(numbers[0], s)), NAME);
    }
  }

  @Test
  void everyBitOfAFileCounts() {
    byte[] ours = keys.sign(NAME, CONTENT);
    for (int at = 0; at < ours.length; at += 7) {
      byte[] changed = ours.clone();
      changed[at] ^= 1;
      if (new String(changed, StandardCharsets.UTF_8).strip().length() == ours.length - 1) {
        assertThatThrownBy(() -> trusted.verify(changed, NAME))
            .isInstanceOf(RefusedSignatureException.class);
      }
    }
  }
}
