package zamba.publish.vouch;

/** A private key, wherever it is. It signs, and nothing else can be had of it. */
public interface SigningKey extends AutoCloseable {

  /** Its public half. */
  VerificationKey publicKey();

  /**
   * Signs with ECDSA and SHA-256.
   *
   * @param message at most 4,096 bytes
   * @return DER
   * @throws UnusableKeyException if the key does not sign
   */
  byte[] sign(byte[] message);

  @Override
  default void close() {}
}
