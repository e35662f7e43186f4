package zamba.publish.s3;

import software.amazon.awssdk.core.exception.SdkClientException;

/** An answer of 2xx that no S3 server gives to that request. */
final class StrangeAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  private StrangeAnswerException(int status, String message) {
    super(message);
    this.status = status;
  }

  /**
   * One as the cause of another, since the SDK makes exceptions of its own anew on their way.
   *
   * @param status the HTTP status
   * @param message what was found in place of what
   */
  static SdkClientException of(int status, String message) {
    return SdkClientException.create(message, new StrangeAnswerException(status, message));
  }

  int status() {
    return status;
  }
}
