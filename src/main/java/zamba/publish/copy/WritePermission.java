package zamba.publish.copy;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreException;

/**
 * Whether these credentials may write, found out by a request that no store can carry out: a part
 * of an upload that does not exist, and with another MD5 than it has. S3 looks at the permission
 * first (s3:PutObject is what UploadPart needs) and answers 403 to who has it not, 404 or 400 to
 * who has. Of the servers tried, each refuses it for one reason or the other. Any other answer says
 * nothing.
 */
record WritePermission(S3Client parts) {
  private static final String NO_UPLOAD = "none";

  /** Of the letter a, and so not of an empty part. */
  private static final String MD5_OF_SOMETHING = "DMF1ucDxtqgxw5niaXcmYQ==";

  /**
   * Expects it.
   *
   * @throws StoreException if they may not, or if there is no such bucket
   */
  void expect(S3Location target) {
    try {
      parts.uploadPart(
          part ->
              part.bucket(target.bucket())
                  .key(target.key())
                  .uploadId(NO_UPLOAD)
                  .partNumber(1)
                  .contentMD5(MD5_OF_SOMETHING),
          RequestBody.empty());
    } catch (StoreException e) {
      if (e.denied() || e.code().equals("NoSuchBucket")) {
        throw e;
      }
    }
  }
}
