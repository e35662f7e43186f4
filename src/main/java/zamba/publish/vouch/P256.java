package zamba.publish.vouch;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import javax.crypto.KeyAgreement;

/**
 * ECDSA on the curve P-256 with SHA-256 (FIPS 186-5), by the JDK's own provider whatever other
 * providers the JVM was given.
 */
final class P256 {
  static final String PROVIDER = "SunEC";
  private static final String CURVE = "secp256r1";
  private static final String ALGORITHM = "SHA256withECDSA";

  private P256() {}

  static ECParameterSpec parameters() throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC", PROVIDER);
    parameters.init(new ECGenParameterSpec(CURVE));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }

  static KeyFactory keys() throws GeneralSecurityException {
    return KeyFactory.getInstance("EC", PROVIDER);
  }

  static KeyAgreement agreement() throws GeneralSecurityException {
    return KeyAgreement.getInstance("ECDH", PROVIDER);
  }

  static KeyPairGenerator generator() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PROVIDER);
    generator.initialize(new ECGenParameterSpec(CURVE));
    return generator;
  }

  /** Signatures are a DER SEQUENCE of r and s. */
  static Signature signature() throws GeneralSecurityException {
    return Signature.getInstance(ALGORITHM, PROVIDER);
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether a key's curve is this one, by its numbers and not by a name. */
  static boolean isOfCurve(ECParameterSpec found) throws GeneralSecurityException {
    ECParameterSpec curve = parameters();
    return found != null
        && found.getCurve().equals(curve.getCurve())
        && found.getGenerator().equals(curve.getGenerator())
        && found.getOrder().equals(curve.getOrder())
        && found.getCofactor() == curve.getCofactor();
  }

  /** Whether a point is one of the curve's, and not the one at infinity. */
  static boolean isOnCurve(ECPoint point) throws GeneralSecurityException {
    if (point.equals(ECPoint.POINT_INFINITY)) {
      return false;
    }
    BigInteger p = prime();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    return inField(x, p) && inField(y, p) && y.multiply(y).mod(p).equals(ySquared(x));
  }

  private static boolean inField(BigInteger it, BigInteger p) {
    return it.signum() >= 0 && it.compareTo(p) < 0;
  }

  private static BigInteger prime() throws GeneralSecurityException {
    return ((ECFieldFp) parameters().getCurve().getField()).getP();
  }

  private static BigInteger ySquared(BigInteger x) throws GeneralSecurityException {
    ECParameterSpec curve = parameters();
    BigInteger p = prime();
    return x.multiply(x)
        .add(curve.getCurve().getA())
        .multiply(x)
        .add(curve.getCurve().getB())
        .mod(p);
  }

  /** One of the two points with that x; the other has p - y. */
  static ECPoint pointAt(BigInteger x) throws GeneralSecurityException {
    // p is 3 modulo 4, so this is the square root.
    BigInteger p = prime();
    BigInteger y = ySquared(x).modPow(p.add(BigInteger.ONE).shiftRight(2), p);
    return new ECPoint(x, y);
  }

  static ECPoint negative(ECPoint point) throws GeneralSecurityException {
    return new ECPoint(point.getAffineX(), prime().subtract(point.getAffineY()));
  }

  /**
   * Whether bytes are a signature as everybody encodes it: a DER SEQUENCE of two INTEGERs from 1 to
   * the order less 1, in the one encoding that DER allows. Java's decoder is more lenient, and some
   * versions of it took zeros for a signature of everything (CVE-2022-21449).
   */
  static boolean isWellFormed(byte[] der) throws GeneralSecurityException {
    BigInteger order = parameters().getOrder();
    DerReader reader = new DerReader(der);
    return reader.enterSequence()
        && isFromOneToLessThan(reader.integer(), order)
        && isFromOneToLessThan(reader.integer(), order)
        && reader.atEnd();
  }

  private static boolean isFromOneToLessThan(BigInteger it, BigInteger order) {
    return it != null && it.signum() > 0 && it.compareTo(order) < 0;
  }
}
