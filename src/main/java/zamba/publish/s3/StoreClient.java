package zamba.publish.s3;

import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * An S3 client whose errors name the request and its target, which the SDK's do not, and which is
 * slow where the store asks for it.
 */
class StoreClient extends DelegatingS3Client {

  private final Optional<Patience> patience;

  /** One that sends each request once, as far as it is concerned. */
  StoreClient(S3Client delegate) {
    this(delegate, Optional.empty());
  }

  /**
   * @param patience with which every request is sent
   */
  StoreClient(S3Client delegate, Optional<Patience> patience) {
    super(delegate);
    this.patience = patience;
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
    return patience(request)
        .map(it -> it.send(() -> named(request, operation)))
        .orElseGet(() -> named(request, operation));
  }

  /** With how much of it a request is sent; empty if its sender has its own. */
  protected Optional<Patience> patience(S3Request request) {
    return patience;
  }

  private static <T extends S3Request, R> R named(T request, Function<T, R> operation) {
    try {
      return operation.apply(request);
    } catch (SdkException e) {
      throw StoreException.of(describe(request), e);
    }
  }

  private static String describe(S3Request request) {
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
