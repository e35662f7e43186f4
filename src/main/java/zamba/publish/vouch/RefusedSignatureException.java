package zamba.publish.vouch;

/**
 * A signature file that vouches for nothing: it is malformed, or of no trusted key, or of something
 * else. The message completes the sentence "X is not vouched for: ".
 */
public final class RefusedSignatureException extends RuntimeException {
  public RefusedSignatureException(String message) {
    super(message);
  }
}
