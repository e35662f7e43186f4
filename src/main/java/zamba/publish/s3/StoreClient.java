package zamba.publish.s3;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * An S3 client whose errors name the request and its target, which the SDK's do not, and which is
 * slow where the store asks for it.
 */
public class StoreClient extends DelegatingS3Client {

  /** What any store answers at once; each other kind may take a store minutes. */
  private static final Set<Class<?>> SMALL =
      Set.of(
          HeadObjectRequest.class,
          ListObjectsV2Request.class,
          ListPartsRequest.class,
          ListMultipartUploadsRequest.class,
          CreateMultipartUploadRequest.class,
          AbortMultipartUploadRequest.class);

  private final Optional<ThrottledSender> patience;
  private final Optional<Duration> answerWithin;

  /** One that sends each request once, as far as it is concerned. */
  public StoreClient(S3Client delegate) {
    this(delegate, Optional.empty(), Optional.empty());
  }

  /**
   * @param patience with which every request is sent
   * @param answerWithin how long each attempt of a small request is waited for
   */
  public StoreClient(
      S3Client delegate, Optional<ThrottledSender> patience, Optional<Duration> answerWithin) {
    super(delegate);
    this.patience = patience;
    this.answerWithin = answerWithin;
  }

  /**
   * Every operation comes through here.
   *
   * @throws StoreException in place of any SdkException
   */
  @Override
  protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
    if (request instanceof HeadBucketRequest) {
      // Only an aws2-s3 endpoint sends it, when it starts. It says less than the requests that
      // follow, and a failure of it would be the endpoint's and not the copy's.
      @SuppressWarnings("unchecked")
      R exists = (R) HeadBucketResponse.builder().build();
      return exists;
    }
    T timed = timed(request);
    return patience(request)
        .map(it -> it.send(() -> named(timed, operation)))
        .orElseGet(() -> named(timed, operation));
  }

  /** With how much of it a request is sent; empty if its sender has its own. */
  protected Optional<ThrottledSender> patience(S3Request request) {
    return patience;
  }

  private <T extends S3Request> T timed(T request) {
    if (answerWithin.isEmpty() || !SMALL.contains(request.getClass())) {
      return request;
    }
    AwsRequestOverrideConfiguration configuration =
        request
            .overrideConfiguration()
            .map(AwsRequestOverrideConfiguration::toBuilder)
            .orElseGet(AwsRequestOverrideConfiguration::builder)
            .apiCallAttemptTimeout(answerWithin.get())
            .build();
    @SuppressWarnings("unchecked") // a builder makes what it was made of
    T timed = (T) request.toBuilder().overrideConfiguration(configuration).build();
    return timed;
  }

  private static <T extends S3Request, R> R named(T request, Function<T, R> operation) {
    try {
      return operation.apply(request);
    } catch (SdkException e) {
      throw StoreException.of(describe(request), e);
    }
  }

  static String describe(S3Request request) {
    if (request instanceof UploadPartCopyRequest part) {
      return "UploadPartCopy %s to %s, part %d,"
          .formatted(
              new S3Location(part.sourceBucket(), part.sourceKey()),
              new S3Location(part.destinationBucket(), part.destinationKey()),
              part.partNumber());
    }
    String operation = request.getClass().getSimpleName().replaceAll("Request$", "");
    String key =
        request
            .getValueForField("Key", String.class)
            .or(() -> request.getValueForField("Prefix", String.class))
            .orElse("");
    return request
        .getValueForField("Bucket", String.class)
        .map(bucket -> operation + " " + new S3Location(bucket, key))
        .orElse(operation);
  }
}
