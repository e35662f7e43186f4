package zamba.publish.s3;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * What a store says about an object without reading it.
 *
 * @param location where it is, as shown to people
 * @param size its size in bytes
 * @param etag its ETag without quotes, or empty if it has none
 * @param etagIsMd5 whether that ETag is the MD5 of the content
 * @param checksums full-object checksums by algorithm, base64
 * @param recordedEtag the ETag of the object it was copied from, as {@link Lineage} recorded it
 * @param recordedSize the size of the object it was copied from, likewise
 */
public record ObjectFacts(
    String location,
    long size,
    String etag,
    boolean etagIsMd5,
    Map<String, String> checksums,
    Optional<String> recordedEtag,
    Optional<String> recordedSize) {

  public ObjectFacts {
    checksums = Map.copyOf(checksums);
  }

  /** Asks the store for them, checksums included. */
  static ObjectFacts look(S3Client client, S3Location location) {
    HeadObjectResponse head =
        client.headObject(
            request ->
                request
                    .bucket(location.bucket())
                    .key(location.key())
                    .checksumMode(ChecksumMode.ENABLED));
    String etag = unquote(head.eTag());
    return new ObjectFacts(
        location.toString(),
        head.contentLength(),
        etag,
        isMd5(etag, head),
        checksums(head),
        Optional.ofNullable(head.metadata().get(Lineage.SOURCE_ETAG)),
        Optional.ofNullable(head.metadata().get(Lineage.SOURCE_SIZE)));
  }

  /** Asks the store for them; empty if there is no such object. */
  static Optional<ObjectFacts> find(S3Client client, S3Location location) {
    try {
      return Optional.of(look(client, location));
    } catch (StoreException e) {
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Whether the object says of itself that it was copied from {@code origin}. */
  boolean isRecordedCopyOf(ObjectFacts origin) {
    return !origin.etag().isEmpty()
        && recordedEtag.equals(Optional.of(origin.etag()))
        && recordedSize.equals(Optional.of(String.valueOf(origin.size())));
  }

  /**
   * A replica of ours, as what it was first copied from: with the ETag on record in the place of
   * its own. So a copy of a replica records the first source, and two replicas of one source can be
   * told to be the same. Only for a replica: elsewhere metadata of that name may mean anything.
   */
  ObjectFacts asFirst() {
    return recordedSize.equals(Optional.of(String.valueOf(size)))
        ? new ObjectFacts(
            location,
            size,
            recordedEtag.orElse(etag),
            etagIsMd5 && recordedEtag.isEmpty(),
            checksums,
            recordedEtag,
            recordedSize)
        : this;
  }

  /** The same, with a checksum that has been computed of the content. */
  ObjectFacts with(Checksum checksum) {
    Map<String, String> more = new LinkedHashMap<>(checksums);
    more.put(checksum.algorithm(), checksum.value());
    return new ObjectFacts(location, size, etag, etagIsMd5, more, recordedEtag, recordedSize);
  }

  /** The facts about something that is not in S3. */
  public static ObjectFacts ofHttp(String location, long size, String etag) {
    return new ObjectFacts(
        location, size, unquote(etag), false, Map.of(), Optional.empty(), Optional.empty());
  }

  static String unquote(String etag) {
    if (etag == null) {
      return "";
    }
    return etag.length() > 1 && etag.startsWith("\"") && etag.endsWith("\"")
        ? etag.substring(1, etag.length() - 1)
        : etag;
  }

  /**
   * An ETag is the content's MD5 only for an object that was not made by a multipart upload and is
   * not encrypted with SSE-KMS or SSE-C (Amazon S3 API Reference, Object, ETag).
   */
  private static boolean isMd5(String etag, HeadObjectResponse head) {
    ServerSideEncryption encryption = head.serverSideEncryption();
    boolean readable =
        (encryption == null || encryption == ServerSideEncryption.AES256)
            && head.sseCustomerAlgorithm() == null;
    return readable && etag.matches("[0-9a-f]{32}");
  }

  private static Map<String, String> checksums(HeadObjectResponse head) {
    Map<String, String> checksums = new LinkedHashMap<>();
    if (head.checksumType() == ChecksumType.COMPOSITE) {
      return checksums;
    }
    put(checksums, "CRC64NVME", head.checksumCRC64NVME());
    put(checksums, "SHA256", head.checksumSHA256());
    put(checksums, "SHA1", head.checksumSHA1());
    put(checksums, "CRC32C", head.checksumCRC32C());
    put(checksums, "CRC32", head.checksumCRC32());
    return checksums;
  }

  /**
   * A checksum of checksums, {@code base64-parts}, depends on the parts' sizes: it proves nothing.
   */
  private static void put(Map<String, String> checksums, String algorithm, String value) {
    if (value != null && !value.contains("-")) {
      checksums.put(algorithm, value);
    }
  }
}
