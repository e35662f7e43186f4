package zamba.publish.s3;

import java.util.Optional;

/**
 * What a region's objects are made with, and whose its bucket is. What is empty is the bucket's to
 * decide.
 *
 * @param acl a canned ACL, such as {@code public-read}
 * @param kmsKey the KMS key they are encrypted with
 * @param tags as a query, {@code a=b&c=d}
 * @param storageClass such as {@code STANDARD_IA}
 * @param expectedOwner the account that the bucket must belong to
 */
public record ObjectSettings(
    Optional<String> acl,
    Optional<String> kmsKey,
    Optional<String> tags,
    Optional<String> storageClass,
    Optional<String> expectedOwner) {

  static final ObjectSettings NONE =
      new ObjectSettings(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
