package zamba.publish.embedded;

import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;

/**
 * A store in which every object of a bucket with the ACL public-read can be read by everyone, as a
 * bucket policy makes it on AWS; S3Proxy knows no policies.
 */
final class PublicBuckets extends ForwardingBlobStore {

  PublicBuckets(BlobStore delegate) {
    super(delegate);
  }

  @Override
  public ObjectCannedACL getBlobAccess(String bucket, String key) {
    return isPublic(bucket) ? ObjectCannedACL.PUBLIC_READ : super.getBlobAccess(bucket, key);
  }

  @Override
  public ObjectCannedACL getBlobAccess(String bucket, String key, String version) {
    return isPublic(bucket)
        ? ObjectCannedACL.PUBLIC_READ
        : super.getBlobAccess(bucket, key, version);
  }

  private boolean isPublic(String bucket) {
    return getContainerAccess(bucket) == BucketCannedACL.PUBLIC_READ;
  }
}
