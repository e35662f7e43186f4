package zamba.publish.s3;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Request;

/**
 * Says with every request what its bucket wants to be told, wherever S3 defines that: whose the
 * bucket must be, that who asks pays, and on the requests that make an object, what with.
 */
public final class RequestSettings implements ExecutionInterceptor {
  private final SourceSettings source;
  private final Map<String, ObjectSettings> regions = new HashMap<>();

  /** Nothing is said. */
  public static final RequestSettings NONE = new RequestSettings(SourceSettings.NONE, List.of());

  /**
   * @param source of every bucket that is not a region's
   * @param regions of theirs
   */
  public RequestSettings(SourceSettings source, List<Region> regions) {
    this.source = source;
    regions.forEach(region -> this.regions.put(region.bucket(), region.objects()));
  }

  @Override
  public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
    SdkRequest request = context.request();
    if (!(request instanceof S3Request)) {
      return request;
    }
    Map<String, String> said = new HashMap<>();
    String bucket = request.getValueForField("Bucket", String.class).orElse("");
    owner(bucket).ifPresent(it -> said.put("ExpectedBucketOwner", it));
    // Of the form bucket/key: the SDK has put its parts together before it asks us.
    Optional<String> copied =
        request
            .getValueForField("CopySource", String.class)
            .map(source -> source.substring(0, source.indexOf('/')));
    copied.flatMap(this::owner).ifPresent(it -> said.put("ExpectedSourceBucketOwner", it));
    if (source.requesterPays() && !regions.containsKey(copied.orElse(bucket))) {
      said.put("RequestPayer", "requester");
    }
    if (request instanceof CreateMultipartUploadRequest || request instanceof PutObjectRequest) {
      ObjectSettings made = regions.getOrDefault(bucket, ObjectSettings.NONE);
      made.acl().ifPresent(it -> said.put("ACL", it));
      made.tags().ifPresent(it -> said.put("Tagging", it));
      made.storageClass().ifPresent(it -> said.put("StorageClass", it));
      made.kmsKey()
          .ifPresent(
              it -> {
                said.put("ServerSideEncryption", "aws:kms");
                said.put("SSEKMSKeyId", it);
              });
    }
    return said.isEmpty() ? request : with(request, said);
  }

  private Optional<String> owner(String bucket) {
    ObjectSettings region = regions.get(bucket);
    return region == null ? source.expectedOwner() : region.expectedOwner();
  }

  /** The request with those of the values that it has a field for. */
  private static SdkRequest with(SdkRequest request, Map<String, String> said) {
    SdkRequest.Builder builder = request.toBuilder();
    for (SdkField<?> field : request.sdkFields()) {
      String value = said.get(field.memberName());
      if (value != null) {
        field.set(builder, value);
      }
    }
    return builder.build();
  }
}
