package zamba.publish.vouch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys that sign and verify. */
class KeysTest {
  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir Path folder;

  @Test
  void aNewKeyIsForItsOwnerOnly() throws IOException {
    KeyPairFiles files = KeyPairFiles.make(folder.resolve("a/b"));

    assertThat(Files.getPosixFilePermissions(files.privateKey()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(folder.resolve("a/b")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"key.pem", "zamba.pub"})
  void whatIsThereIsNeverOverwritten(String name) throws IOException {
    Path there = Files.writeString(folder.resolve(name), "mine");

    assertThatThrownBy(() -> KeyPairFiles.make(folder))
        .isInstanceOf(UnusableKeyException.class)
        .hasMessageContaining("never overwritten");
    assertThat(Files.readString(there)).isEqualTo("mine");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(there);
    }
  }

  @Test
  void aLinkThatLeadsNowhereIsNotFollowed() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    Files.createSymbolicLink(folder.resolve("key.pem"), elsewhere);

    assertThatThrownBy(() -> KeyPairFiles.make(folder)).isInstanceOf(UnusableKeyException.class);
    assertThat(elsewhere).doesNotExist();
  }

  /** As many as there are, so that the public half of each is derived, whichever its sign. */
  @Test
  void thePublicHalfIsDerivedFromTheSecret() {
    for (int i = 0; i < 20; i++) {
      Keys keys = new Keys(folder.resolve("keys" + i));
      assertThat(keys.key.publicKey().key()).isEqualTo(keys.trusted().keys().get(0).key());
    }
  }

  private UnusableKeyException refused(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("given.pem"), text);
    try {
      SigningKeys.of("file:" + file).open(Optional.empty());
    } catch (UnusableKeyException e) {
      assertThat(e).hasNoCause();
      return e;
    }
    throw new AssertionError("taken: " + text);
  }

  private static String pem(String label, byte[] der) {
    return new Pem(label, der).text();
  }

  private static byte[] generated(String algorithm, String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (!curve.isEmpty()) {
      generator.initialize(new ECGenParameterSpec(curve));
    }
    return generator.generateKeyPair().getPrivate().getEncoded();
  }

  @Test
  void aFileWithoutSuchAKeyIsRefusedWithWhatToDo() throws Exception {
    byte[] der = generated("EC", "secp256r1");
    assertThat(refused("")).hasMessageContaining("--new-key");
    assertThat(refused("hello")).hasMessageContaining("PKCS#8");
    assertThat(refused(pem("EC PRIVATE KEY", der))).hasMessageContaining("openssl pkcs8 -topk8");
    assertThat(refused(pem("ENCRYPTED PRIVATE KEY", der))).hasMessageContaining("is encrypted");
    assertThat(refused(pem("PUBLIC KEY", der))).hasMessageContaining("PRIVATE KEY");
    assertThat(refused(pem("PRIVATE KEY", generated("EC", "secp384r1"))))
        .hasMessageContaining("P-256");
    assertThat(refused(pem("PRIVATE KEY", generated("RSA", "")))).hasMessageContaining("P-256");
    assertThat(refused(pem("PRIVATE KEY", generated("Ed25519", "")))).hasMessageContaining("P-256");
    assertThat(refused(pem("PRIVATE KEY", CONTENT))).hasMessageContaining("P-256");
    assertThat(refused(pem("PRIVATE KEY", der) + pem("PRIVATE KEY", der)))
        .hasMessageContaining("not one PEM block");
  }

  @Test
  void aSecretOutsideTheCurvesOrderIsNoKey() throws Exception {
    byte[] der = generated("EC", "secp256r1");
    byte[] order = P256.parameters().getOrder().toByteArray();
    for (byte[] secret : List.of(new byte[32], new BigInteger(1, order).toByteArray())) {
      byte[] changed = der.clone();
      // The secret's 32 bytes are the last of the encoding that the JDK makes.
      System.arraycopy(secret, secret.length - 32, changed, changed.length - 32, 32);
      assertThat(refused(pem("PRIVATE KEY", changed))).hasMessageContaining("P-256");
    }
  }

  @Test
  void nothingOfAKeyIsEverSaid() throws Exception {
    byte[] der = generated("EC", "secp256r1");
    String text = pem("PRIVATE KEY", der);
    String middle = text.lines().skip(1).findFirst().orElseThrow().substring(20, 40);
    String broken = text.replace("-----END PRIVATE KEY-----", "-----END-----");
    assertThat(refused(broken).getMessage()).doesNotContain(middle);
    assertThat(refused(text.replaceFirst("=+\n|.\n-----END", "!\n-----END")).getMessage())
        .doesNotContain(middle);

    assertThatThrownBy(() -> SigningKeys.of(text))
        .isInstanceOf(UnusableKeyException.class)
        .hasMessageNotContaining(middle);
    assertThatThrownBy(() -> SigningKeys.of("file:" + text))
        .isInstanceOf(UnusableKeyException.class)
        .hasMessageNotContaining(middle);
    Path file = Files.writeString(folder.resolve("key.pem"), text);
    assertThat(SigningKeys.of("file:" + file).open(Optional.empty()).toString())
        .isEqualTo("file:" + file);
  }

  @Test
  void aPublicKeyIsOneOfTheCurve() throws Exception {
    Keys keys = new Keys(folder.resolve("keys"));
    String pem = Files.readString(keys.files.publicKey());
    assertThat(pem).isEqualTo(keys.key.publicKey().pem());
    byte[] der = Pem.blocks(pem).get(0).bytes();
    byte[] off = der.clone();
    off[off.length - 1] ^= 1;
    KeyPairGenerator other = KeyPairGenerator.getInstance("EC");
    other.initialize(new ECGenParameterSpec("secp384r1"));
    byte[] larger = other.generateKeyPair().getPublic().getEncoded();

    for (byte[] bytes : List.of(off, larger, CONTENT)) {
      assertThatThrownBy(() -> trusted(pem("PUBLIC KEY", bytes)))
          .isInstanceOf(UnusableKeyException.class)
          .hasMessageContaining("P-256");
    }
    assertThatThrownBy(() -> trusted("")).isInstanceOf(UnusableKeyException.class);
    assertThatThrownBy(() -> trusted(Files.readString(keys.files.privateKey())))
        .hasMessageContaining("private key, which nobody needs");
    assertThat(trusted(pem + "\n" + pem).keys()).hasSize(2);
  }

  private TrustedKeys trusted(String text) throws IOException {
    return TrustedKeys.read(
        List.of(Files.write(folder.resolve("x.pub"), text.getBytes(StandardCharsets.US_ASCII))));
  }

  @Test
  void aFileIsVouchedForWithItsContentAndName() throws IOException {
    Keys keys = new Keys(folder.resolve("keys"));
    FileCheck check = new FileCheck(keys.trusted());
    Path file = keys.signed(folder.resolve("downloads"), "a.ckpt", CONTENT);

    assertThat(check.check(file).statement()).isEqualTo(Keys.statement("a.ckpt", CONTENT));

    Files.write(file, new byte[] {1, 2, 4});
    assertThatThrownBy(() -> check.check(file)).hasMessageContaining("its content is not");
    Path renamed = Files.write(file.resolveSibling("b.ckpt"), CONTENT);
    Files.copy(file.resolveSibling("a.ckpt.sig"), file.resolveSibling("b.ckpt.sig"));
    assertThatThrownBy(() -> check.check(renamed)).hasMessageContaining("one of a.ckpt");
    Files.delete(file.resolveSibling("a.ckpt.sig"));
    assertThatThrownBy(() -> check.check(file)).hasMessageContaining("there is no");
  }

  @Test
  void aStatementThatKmsCouldNotSignIsRefused() {
    Keys keys = new Keys(folder.resolve("keys"));
    String name = "x".repeat(4000) + ".ckpt";

    assertThatThrownBy(() -> keys.sign(name, CONTENT))
        .isInstanceOf(UnusableKeyException.class)
        .hasMessageContaining("4096");
  }

  @Test
  void aDigestLineIsReadAsItIsWritten() {
    DigestLine line = new DigestLine("a".repeat(64), "x.ckpt");
    assertThat(DigestLine.read(line.bytes())).contains(line);
    assertThat(DigestLine.read("x".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }
}
