package zamba.publish.s3;

import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** The blocks of an object in S3, each a ranged GET pinned to the ETag that was looked at. */
final class ObjectBlocks implements Blocks {
  private final S3Client client;
  private final S3Location location;
  private final String etag;

  ObjectBlocks(S3Client client, S3Location location, String etag) {
    this.client = client;
    this.location = location;
    this.etag = etag;
  }

  @Override
  public byte[] read(long from, int length) {
    GetObjectRequest request =
        GetObjectRequest.builder()
            .bucket(location.bucket())
            .key(location.key())
            .ifMatch('"' + etag + '"')
            .range("bytes=" + from + "-" + (from + length - 1))
            .build();
    byte[] block = new byte[length];
    ResponseTransformer<GetObjectResponse, GetObjectResponse> fill =
        (response, content) -> {
          // A block that breaks off is asked for again, by the SDK.
          FullRead.into(block, content);
          return response;
        };
    client.getObject(request, fill);
    return block;
  }
}
