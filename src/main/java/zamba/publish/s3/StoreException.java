package zamba.publish.s3;

import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import zamba.publish.report.Printable;

/** A request to a store that failed: what was tried, on what, and what the store said. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String GET = "GetObject";
  private static final String PART_COPY = "UploadPartCopy";
  private static final int NOT_ALLOWED = 405;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;
  private static final Set<Integer> COPY_REFUSALS =
      Set.of(400, 403, 404, NOT_ALLOWED, NOT_IMPLEMENTED);

  // An answer of 200 can have an error in its body (CopyObject, UploadPartCopy and
  // CompleteMultipartUpload in the S3 API Reference), so the code counts as well as the status.
  private static final Set<String> PASSING =
      Set.of("InternalError", "SlowDown", "ServiceUnavailable", "RequestTimeout");

  /** The SDK sets its clock by such an answer. */
  private static final String SKEWED = "RequestTimeTooSkewed";

  // What a store says of one object, or of the credentials, says nothing of what it can do.
  private static final Set<String> NO_REFUSALS =
      Set.of(
          "NoSuchKey",
          "NoSuchVersion",
          "InvalidObjectState",
          SKEWED,
          "RequestExpired",
          "InvalidAccessKeyId",
          "InvalidToken",
          "SignatureDoesNotMatch",
          "BadDigest",
          "EntityTooSmall",
          "EntityTooLarge");
  private static final Set<String> LASTING_REFUSALS =
      Set.of(
          "AccessDenied",
          "AllAccessDisabled",
          "MethodNotAllowed",
          "NotImplemented",
          "NoSuchBucket");
  private static final Set<String> THROTTLING =
      Set.of("SlowDown", "TooManyRequests", "ThrottlingException", "RequestLimitExceeded");
  private static final Set<String> CHECKSUM_REFUSALS =
      Set.of("", "InvalidRequest", "InvalidArgument", "NotImplemented", "MalformedXML");
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
          service.awsErrorDetails() == null || service.awsErrorDetails().errorCode() == null
              ? ""
              : service.awsErrorDetails().errorCode();
      int status = service.statusCode();
      return new StoreException(
          tried,
          " was answered " + status + said(service, code) + advice(tried, service, code),
          status,
          code,
          cause.numAttempts() == null ? 1 : cause.numAttempts(),
          cause);
    }
    if (cause.getCause() instanceof StrangeAnswerException strange) {
      return new StoreException(
          tried,
          " was answered %d with %s: this is no S3 server's answer. Check the endpoint, and what is between here and there (a proxy, a login page)"
              .formatted(strange.status(), strange.getMessage()),
          strange.status(),
          "",
          1,
          cause);
    }
    return new StoreException(tried, " failed: " + NoAnswer.because(cause), 0, "", 1, cause);
  }

  private static String said(AwsServiceException service, String code) {
    String text =
        code.isEmpty() || code.equals(String.valueOf(service.statusCode()))
            ? ""
            : " " + Printable.message(code);
    String message =
        service.awsErrorDetails() == null ? null : service.awsErrorDetails().errorMessage();
    return message == null || message.isBlank()
        ? text
        : text + " (" + Printable.message(message) + ")";
  }

  private static String advice(String tried, AwsServiceException service, String code) {
    // The ranges are cut to the source's size: one that is past its end tells as much as its ETag.
    int status = service.statusCode();
    return (status == 412 || status == 416) && readsTheSource(tried)
        ? ": the source is no longer what it was when the copy began; run again"
        : Advice.on(tried, service, code);
  }

  /** A GET is of an object that was listed, and pinned to the ETag that it had then. */
  private static boolean changedSinceListed(String tried, int status, String code) {
    return tried.startsWith(GET) && (status == 412 || "NoSuchKey".equals(code));
  }

  /** Whether an object that was listed was found to be another, or gone, when it was read. */
  boolean listedObjectChanged() {
    return changedSinceListed(tried, status, code);
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
  public boolean denied() {
    return status == 401 || status == 403;
  }

  /** Whether trying again may help: no answer, or an answer that says so. */
  public boolean mayPass() {
    return status == 0
        || status == 429
        || (status >= 500 && status != NOT_IMPLEMENTED)
        || PASSING.contains(code)
        || code.equals(SKEWED)
        || credentialsExpired();
  }

  /** Whether the credentials were good once; an answer to HEAD says no more than 400. */
  boolean credentialsExpired() {
    return RenewableCredentials.areExpired(code)
        || (status == 400 && tried.startsWith("HeadObject"));
  }

  /** Whether it was waited for in vain, so that asking at once again means waiting as long. */
  public boolean timedOut() {
    return status == 0 && getCause() != null && NoAnswer.isTimeOut(getCause());
  }

  /** Whether the answer is late: the store, or the line to it, has too much to do at once. */
  public boolean congested() {
    return timedOut() || status == GATEWAY_TIMEOUT;
  }

  /** Whether nothing is known of what became of the request: no answer, or none of the store. */
  public boolean outcomeUnknown() {
    return status == 0 || status == BAD_GATEWAY || status == GATEWAY_TIMEOUT;
  }

  /**
   * Whether a store that does not know the checksum that was asked for would answer like this. Not
   * BadDigest and its like, which are about the content.
   */
  public boolean mayRefuseChecksum() {
    return status == NOT_IMPLEMENTED || (status == 400 && CHECKSUM_REFUSALS.contains(code));
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

  public boolean isPreconditionFailed() {
    return status == 412 || code.equals("PreconditionFailed");
  }

  /**
   * Whether nothing can come of this upload any more: it collided with another writer (409), was
   * completed or aborted by someone else (404 NoSuchUpload), or has other parts than it had.
   */
  public boolean uploadIsOver() {
    return status == 409 || CONFLICTS.contains(code);
  }

  /**
   * Whether the store may have carried the request out and its answer was lost: none came, or this
   * answer is one to a second attempt.
   */
  public boolean mayHaveBeenDone() {
    return mayPass() || (attempts > 1 && (isPreconditionFailed() || uploadIsOver()));
  }

  /**
   * Whether the store cannot, or will not, read the source by itself: it has no such operation, or
   * not these rights there, or does not know the source's bucket.
   */
  public boolean refusesToCopy() {
    return tried.startsWith(PART_COPY)
        && COPY_REFUSALS.contains(status)
        && !NO_REFUSALS.contains(code)
        && !credentialsExpired()
        && !uploadIsOver();
  }

  /** Whether it would refuse any other object of that bucket as well. */
  public boolean refusesForGood() {
    return refusesToCopy()
        && (LASTING_REFUSALS.contains(code) || status == NOT_ALLOWED || status == NOT_IMPLEMENTED);
  }
}
