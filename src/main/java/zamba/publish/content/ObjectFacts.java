package zamba.publish.content;

import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreException;

/**
 * What a store says about an object without reading it.
 *
 * @param location where it is, as shown to people
 * @param size its size in bytes
 * @param etag its ETag without quotes, or empty if it has none
 * @param etagOfContent whether that ETag is made of MD5s of the content: as a rule, but not of an
 *     object that is encrypted with SSE-KMS or SSE-C (Amazon S3 API Reference, Object, ETag), nor
 *     of one that is not in S3
 * @param checksums full-object checksums by algorithm, base64; and if this program has read the
 *     content, all of {@link ContentSums}
 * @param record what it says of the object that it was copied from
 */
public record ObjectFacts(
    String location,
    long size,
    String etag,
    boolean etagOfContent,
    Map<String, String> checksums,
    SourceMetadata record) {
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern OF_PARTS = Pattern.compile("[0-9a-f]{32}-([1-9][0-9]{0,4})");

  /** How many bytes a checksum has; a value of any other length is none. */
  private static final Map<String, Integer> LENGTHS =
      Map.of("CRC64NVME", 8, "SHA256", 32, "SHA1", 20, "CRC32C", 4, "CRC32", 4);

  public ObjectFacts {
    checksums = Map.copyOf(checksums);
  }

  /** Asks the store for them, checksums included. */
  public static ObjectFacts look(S3Client client, S3Location location) {
    return look(client, location, false);
  }

  /**
   * The same of an object that may be of an earlier version of this program.
   *
   * @param pins as in {@link SourceMetadata#in}
   */
  private static ObjectFacts look(S3Client client, S3Location location, boolean pins) {
    return of(location, headOf(client, location), pins);
  }

  public static HeadObjectResponse headOf(S3Client client, S3Location location) {
    return client.headObject(
        request ->
            request
                .bucket(location.bucket())
                .key(location.key())
                .checksumMode(ChecksumMode.ENABLED));
  }

  /** The store's answer about an object; empty if there is none. */
  public static Optional<HeadObjectResponse> head(S3Client client, S3Location location) {
    try {
      return Optional.of(headOf(client, location));
    } catch (StoreException e) {
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** What that answer says. */
  public static ObjectFacts of(S3Location location, HeadObjectResponse head) {
    return of(location, head, false);
  }

  private static ObjectFacts of(S3Location location, HeadObjectResponse head, boolean pins) {
    String etag = unquote(head.eTag());
    return new ObjectFacts(
        location.toString(),
        head.contentLength(),
        etag,
        isOfContent(head),
        checksums(etag, head),
        SourceMetadata.in(head.metadata(), pins));
  }

  /** Asks the store for them; empty if there is no such object. */
  public static Optional<ObjectFacts> find(S3Client client, S3Location location) {
    return find(client, location, false);
  }

  /**
   * The same of an object that may be of an earlier version of this program.
   *
   * @param pins as in {@link SourceMetadata#in}
   */
  public static Optional<ObjectFacts> find(S3Client client, S3Location location, boolean pins) {
    return head(client, location).map(answer -> of(location, answer, pins));
  }

  /** Whether the ETag is the MD5 of the content. */
  boolean etagIsMd5() {
    return etagOfContent && MD5.matcher(etag).matches();
  }

  /** The MD5 of the content in hexadecimal, if that is known. */
  public Optional<String> md5() {
    return Optional.ofNullable(checksums.get(ContentSums.MD5))
        .or(() -> etagIsMd5() ? Optional.of(etag) : Optional.empty());
  }

  /** The SHA-256 of the content in hexadecimal, if it is known; what its metadata say is not. */
  public Optional<String> sha256() {
    return Optional.ofNullable(checksums.get(ContentSums.SHA256))
        .map(it -> HexFormat.of().formatHex(Base64.getDecoder().decode(it)));
  }

  /** The CRC64NVME of the content, base64, if it is known. */
  public Optional<String> crc64nvme() {
    return Optional.ofNullable(checksums.get(Checksum.CRC64NVME));
  }

  /** Whether this program has read the content. */
  public boolean isRead() {
    return checksums.containsKey(ContentSums.READ);
  }

  /** Of how many parts it was made by a multipart upload, as its ETag tells; 0 if it does not. */
  int parts() {
    Matcher matcher = OF_PARTS.matcher(etag);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /** Whether the object says of itself that it was copied from {@code origin}. */
  public boolean isRecordedCopyOf(ObjectFacts origin) {
    return record.names(origin);
  }

  /**
   * A replica of ours, as what it was first copied from: with the ETag on record in the place of
   * its own, so that a copy of a replica records the first source. Only where the record counts:
   * elsewhere metadata of that name may mean anything.
   */
  public ObjectFacts asFirst() {
    return Comparison.recordCounts(this)
        ? new ObjectFacts(location, size, record.etag(), record.etagIsMd5(), checksums, record)
        : this;
  }

  /** The same, with a checksum that has been computed of the content. */
  public ObjectFacts with(Checksum checksum) {
    return with(Map.of(checksum.algorithm(), checksum.value()));
  }

  /** The same, with checksums that have been computed of the content. */
  public ObjectFacts with(Map<String, String> computed) {
    Map<String, String> more = new LinkedHashMap<>(checksums);
    more.putAll(computed);
    return new ObjectFacts(location, size, etag, etagOfContent, more, record);
  }

  /** The same facts, of what is told to be somewhere else. */
  public ObjectFacts at(String elsewhere) {
    return new ObjectFacts(elsewhere, size, etag, etagOfContent, checksums, record);
  }

  /** The facts about something that is not in S3. */
  public static ObjectFacts ofHttp(String location, long size, String etag) {
    return new ObjectFacts(location, size, unquote(etag), false, Map.of(), SourceMetadata.NONE);
  }

  public static String unquote(String etag) {
    if (etag == null) {
      return "";
    }
    return etag.length() > 1 && etag.startsWith("\"") && etag.endsWith("\"")
        ? etag.substring(1, etag.length() - 1)
        : etag;
  }

  private static boolean isOfContent(HeadObjectResponse head) {
    ServerSideEncryption encryption = head.serverSideEncryption();
    return (encryption == null || encryption == ServerSideEncryption.AES256)
        && head.sseCustomerAlgorithm() == null;
  }

  /**
   * Those over the whole object. One of checksums of parts depends on the parts' sizes and proves
   * nothing; of an object made of parts that is what a checksum is, unless the store says that it
   * is not (x-amz-checksum-type; some stores never say).
   */
  private static Map<String, String> checksums(String etag, HeadObjectResponse head) {
    Map<String, String> checksums = new LinkedHashMap<>();
    boolean ofParts = etag.contains("-") && head.checksumType() != ChecksumType.FULL_OBJECT;
    if (ofParts || head.checksumType() == ChecksumType.COMPOSITE) {
      return checksums;
    }
    put(checksums, "CRC64NVME", head.checksumCRC64NVME());
    put(checksums, "SHA256", head.checksumSHA256());
    put(checksums, "SHA1", head.checksumSHA1());
    put(checksums, "CRC32C", head.checksumCRC32C());
    put(checksums, "CRC32", head.checksumCRC32());
    return checksums;
  }

  private static void put(Map<String, String> checksums, String algorithm, String value) {
    if (value != null && length(value) == LENGTHS.get(algorithm)) {
      checksums.put(algorithm, value);
    }
  }

  /** Of the decoded value in bytes; -1 if it is no base64. */
  private static int length(String value) {
    try {
      return Base64.getDecoder().decode(value).length;
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }
}
