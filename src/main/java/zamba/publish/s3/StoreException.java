package zamba.publish.s3;

import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** A request to a store that failed: what was tried, on what, and what the store said. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String PART_COPY = "UploadPartCopy";
  private static final int NOT_IMPLEMENTED = 501;
  private static final Set<Integer> COPY_REFUSALS = Set.of(400, 403, 404, 405, NOT_IMPLEMENTED);

  // An answer of 200 can have an error in its body (CopyObject, UploadPartCopy and
  // CompleteMultipartUpload in the S3 API Reference), so the code counts as well as the status.
  private static final Set<String> PASSING =
      Set.of("InternalError", "SlowDown", "ServiceUnavailable", "RequestTimeout");
  private static final Set<String> THROTTLING =
      Set.of("SlowDown", "TooManyRequests", "ThrottlingException", "RequestLimitExceeded");
  private static final Set<String> CONFLICTS =
      Set.of("ConditionalRequestConflict", "NoSuchUpload", "InvalidPart");

  private final String tried;
  private final int status;
  private final String code;
  private final int attempts;

  private StoreException(
      String tried, String said, int status, String code, int attempts, Throwable cause) {
    super(tried + said, cause);
    this.tried = tried;
    this.status = status;
    this.code = code;
    this.attempts = attempts;
  }

  /**
   * Names a failed request.
   *
   * @param tried the operation and its target, such as {@code HEAD s3://bucket/key}
   * @param cause what the SDK threw
   */
  public static StoreException of(String tried, SdkException cause) {
    if (cause instanceof AwsServiceException service) {
      String code =
          service.awsErrorDetails() == null ? null : service.awsErrorDetails().errorCode();
      int status = service.statusCode();
      return new StoreException(
          tried,
          " was answered " + status + said(service, code) + advice(tried, status, code),
          status,
          code == null ? "" : code,
          cause.numAttempts() == null ? 1 : cause.numAttempts(),
          cause);
    }
    return new StoreException(tried, " failed: " + reason(cause), 0, "", 1, cause);
  }

  private static String said(AwsServiceException service, String code) {
    String text =
        code == null || code.equals(String.valueOf(service.statusCode())) ? "" : " " + code;
    String message =
        service.awsErrorDetails() == null ? null : service.awsErrorDetails().errorMessage();
    return message == null || message.isBlank() ? text : text + " (" + message.strip() + ")";
  }

  private static String advice(String tried, int status, String code) {
    // The ranges are cut to the source's size: one that is past its end tells as much as its ETag.
    if ((status == 412 || status == 416) && readsTheSource(tried)) {
      return ": the source is no longer what it was when the copy began; run again";
    }
    if ("NoSuchBucket".equals(code)) {
      return ": the bucket does not exist at this endpoint; check its name and the endpoint";
    }
    return switch (status) {
      case 301, 307 -> ": the bucket is in another AWS region; correct the aws-region property";
      case 401, 403 ->
          ": these credentials may not do this; check them and the bucket's policy"
              + " (docs/permissions.md has the actions needed)";
      case 429, 500, 502, 503, 504 -> ": the store is in trouble; run again later";
      default -> "";
    };
  }

  private static String reason(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String outer = String.valueOf(cause.getMessage());
    String inner = root.getClass().getSimpleName() + ": " + root.getMessage();
    return root == cause || outer.contains(String.valueOf(root.getMessage()))
        ? outer
        : outer + " (" + inner + ")";
  }

  /** The HTTP status the store answered, or 0 if it did not answer. */
  public int status() {
    return status;
  }

  /** The store's error code, such as {@code NoSuchUpload}; empty if it gave none. */
  public String code() {
    return code;
  }

  /** Whether these credentials, or none at all, may not do that. */
  boolean denied() {
    return status == 401 || status == 403;
  }

  /** Whether trying again may help: no answer, or an answer that says so. */
  public boolean mayPass() {
    return status == 0
        || status == 429
        || (status >= 500 && status != NOT_IMPLEMENTED)
        || PASSING.contains(code);
  }

  /** Whether the store asks for fewer requests. */
  public boolean throttled() {
    return status == 429 || status == 503 || THROTTLING.contains(code);
  }

  /**
   * Whether another writer may have made the object visible first, so that looking again tells more
   * than this error: the create-only condition failed (412), or {@link #uploadIsOver()}.
   */
  public boolean maybePublishedMeanwhile() {
    return (isPreconditionFailed() && !readsTheSource(tried)) || uploadIsOver();
  }

  /** Whether a condition of the request is one on what is copied and not on the copy. */
  private static boolean readsTheSource(String tried) {
    return tried.startsWith(PART_COPY) || tried.startsWith("GetObject ");
  }

  boolean isPreconditionFailed() {
    return status == 412 || code.equals("PreconditionFailed");
  }

  /**
   * Whether nothing can come of this upload any more: it collided with another writer (409), was
   * completed or aborted by someone else (404 NoSuchUpload), or has other parts than it had.
   */
  boolean uploadIsOver() {
    return status == 409 || CONFLICTS.contains(code);
  }

  /**
   * Whether the store may have carried the request out and its answer was lost: none came, or this
   * answer is one to a second attempt.
   */
  boolean mayHaveBeenDone() {
    return mayPass() || (attempts > 1 && (isPreconditionFailed() || uploadIsOver()));
  }

  /**
   * Whether the store cannot, or will not, read the source by itself: it has no such operation, or
   * not these rights there, or does not know the source, which was there a moment ago.
   */
  public boolean refusesToCopy() {
    return tried.startsWith(PART_COPY) && COPY_REFUSALS.contains(status) && !uploadIsOver();
  }
}
