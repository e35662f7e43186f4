package zamba.publish.vouch;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/**
 * A public key of the curve P-256.
 *
 * @param name how people know it: its file, or the KMS key's name
 * @param key the key; its curve and point have been checked
 */
public record VerificationKey(String name, ECPublicKey key) {
  static final String LABEL = "PUBLIC KEY";

  /**
   * Reads a DER SubjectPublicKeyInfo.
   *
   * @throws UnusableKeyException if it is no public key of the curve P-256
   */
  static VerificationKey of(String name, byte[] der) {
    try {
      if (P256.keys().generatePublic(new X509EncodedKeySpec(der)) instanceof ECPublicKey key
          && P256.isOfCurve(key.getParams())
          && P256.isOnCurve(key.getW())) {
        return of(name, key.getW());
      }
    } catch (GeneralSecurityException e) {
      // Said below.
    }
    throw new UnusableKeyException(name + " is no public key of the curve P-256 (prime256v1)");
  }

  /** The key that a point is, encoded as everybody encodes it. */
  static VerificationKey of(String name, ECPoint point) throws GeneralSecurityException {
    return new VerificationKey(
        name,
        (ECPublicKey) P256.keys().generatePublic(new ECPublicKeySpec(point, P256.parameters())));
  }

  /** As it is published. */
  public String pem() {
    return new Pem(LABEL, key.getEncoded()).text();
  }

  /** By which a bundle names it: the SHA-256 of its PEM in hexadecimal, as model_signing does. */
  public String hint() {
    return HexFormat.of().formatHex(P256.sha256(pem().getBytes(StandardCharsets.US_ASCII)));
  }

  /**
   * Whether a signature is this key's over a message.
   *
   * @param der the signature; what is not exactly DER is no signature
   */
  boolean verifies(byte[] message, byte[] der) {
    try {
      if (!P256.isWellFormed(der)) {
        return false;
      }
      Signature signature = P256.signature();
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(der);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
