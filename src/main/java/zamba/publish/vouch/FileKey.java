package zamba.publish.vouch;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.KeyAgreement;
import zamba.publish.files.Reason;

/** A private key in a file: PKCS#8 in PEM, not encrypted, of the curve P-256. */
final class FileKey implements SigningKey {
  static final String LABEL = "PRIVATE KEY";
  private static final int LARGEST = 16 << 10;

  private final String name;
  private final ECPrivateKey secret;
  private final VerificationKey publicKey;

  private FileKey(String name, ECPrivateKey secret, VerificationKey publicKey) {
    this.name = name;
    this.secret = secret;
    this.publicKey = publicKey;
  }

  /**
   * Reads it.
   *
   * @throws UnusableKeyException if the file has no such key
   */
  static FileKey read(Path file) {
    String name = "file:" + file;
    byte[] text = new byte[0];
    byte[] der = new byte[0];
    try (InputStream stream = Files.newInputStream(file)) {
      text = stream.readNBytes(LARGEST);
      der = only(name, Pem.blocks(new String(text, StandardCharsets.ISO_8859_1)));
      return of(name, der);
    } catch (IOException e) {
      throw new UnusableKeyException(
          "the private key %s cannot be read: %s".formatted(file, new Reason(e)));
    } finally {
      Arrays.fill(text, (byte) 0);
      Arrays.fill(der, (byte) 0);
    }
  }

  private static byte[] only(String name, List<Pem> blocks) {
    if (blocks.size() == 1 && blocks.get(0).label().equals(LABEL)) {
      return blocks.get(0).bytes();
    }
    List<String> labels = blocks.stream().map(Pem::label).toList();
    if (labels.contains("ENCRYPTED PRIVATE KEY")) {
      throw new UnusableKeyException(
          name
              + " is encrypted. Decrypt it where it is used: openssl pkcs8 -in it -out key.pem; or keep the key in KMS");
    }
    if (labels.contains("EC PRIVATE KEY")) {
      throw new UnusableKeyException(
          name + " is not PKCS#8. Convert it: openssl pkcs8 -topk8 -nocrypt -in it -out key.pem");
    }
    throw new UnusableKeyException(
        name + " is not one PEM block PRIVATE KEY (PKCS#8). --new-key DIR makes one");
  }

  private static FileKey of(String name, byte[] der) {
    try {
      if (P256.keys().generatePrivate(new PKCS8EncodedKeySpec(der)) instanceof ECPrivateKey key
          && P256.isOfCurve(key.getParams())
          && key.getS().signum() > 0
          && key.getS().compareTo(P256.parameters().getOrder()) < 0) {
        return new FileKey(name, key, publicHalf(name, key));
      }
    } catch (GeneralSecurityException e) {
      // Said below; the cause might quote the key.
    }
    throw new UnusableKeyException(
        name + " is no private key of the curve P-256 (prime256v1). --new-key DIR makes one");
  }

  /**
   * The public half, which a PKCS#8 file need not have: the secret times the generator. The JDK
   * does that, in constant time, as a key agreement with the generator; of the two points with the
   * x that it gives, the key is the one that verifies what the secret has signed.
   */
  private static VerificationKey publicHalf(String name, ECPrivateKey secret)
      throws GeneralSecurityException {
    ECParameterSpec curve = P256.parameters();
    KeyAgreement agreement = P256.agreement();
    agreement.init(secret);
    agreement.doPhase(VerificationKey.of(name, curve.getGenerator()).key(), true);
    ECPoint point = P256.pointAt(new BigInteger(1, agreement.generateSecret()));
    byte[] message = "Which of the two?".getBytes(StandardCharsets.US_ASCII);
    byte[] signed = sign(secret, message);
    for (ECPoint candidate : List.of(point, P256.negative(point))) {
      VerificationKey key = VerificationKey.of(name, candidate);
      if (key.verifies(message, signed)) {
        return key;
      }
    }
    throw new GeneralSecurityException("neither");
  }

  private static byte[] sign(ECPrivateKey secret, byte[] message) throws GeneralSecurityException {
    Signature signature = P256.signature();
    signature.initSign(secret);
    signature.update(message);
    return signature.sign();
  }

  @Override
  public VerificationKey publicKey() {
    return publicKey;
  }

  @Override
  public byte[] sign(byte[] message) {
    try {
      return sign(secret, message);
    } catch (GeneralSecurityException e) {
      throw new UnusableKeyException(name + " does not sign");
    }
  }

  /** Its name, and nothing of it. */
  @Override
  public String toString() {
    return name;
  }
}
