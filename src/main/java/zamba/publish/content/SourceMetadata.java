package zamba.publish.content;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The user metadata of an object that we publish: our record of what its bytes are copied from.
 *
 * <p>S3 takes metadata when an upload begins and never after, so this says what was meant to become
 * of it. What that is worth is {@link Comparison}'s to tell.
 *
 * @param etag the source's ETag, or empty if none is on record
 * @param etagIsMd5 whether that ETag was the MD5 of the source's content
 * @param size the source's size in bytes, as it is written there, or empty
 * @param pinned whether every byte was read under the condition that the source still has that
 *     ETag, by a store that is known to honour it
 * @param partSize the size in bytes of all parts but the last, or 0 if that is not on record
 * @param sha256 the content's SHA-256 in hexadecimal, if it was known then; else empty. Never a
 *     reason to sign anything: who can write the bucket can write this
 * @param toBeSigned whether it was made by a run that signs
 */
public record SourceMetadata(
    String etag,
    boolean etagIsMd5,
    String size,
    boolean pinned,
    long partSize,
    String sha256,
    boolean toBeSigned) {
  static final String SOURCE_ETAG = "source-etag";
  static final String SOURCE_ETAG_IS_MD5 = "source-etag-is-md5";
  public static final String SOURCE_SIZE = "source-size";
  static final String SOURCE_PINNED = "source-pinned";
  static final String PART_SIZE = "part-size";
  static final String PUBLIC_NAME = "public-name";
  static final String SHA256 = "sha256";
  public static final String TO_BE_SIGNED = "to-be-signed";

  /** No record at all. */
  public static final SourceMetadata NONE = new SourceMetadata("", false, "", false, 0);

  /** One without a digest. */
  public SourceMetadata(
      String etag, boolean etagIsMd5, String size, boolean pinned, long partSize) {
    this(etag, etagIsMd5, size, pinned, partSize, "", false);
  }

  /**
   * Reads an object's record.
   *
   * @param metadata as the store gives it
   * @param pins whether the store honours conditions on a copy's source, for the objects of earlier
   *     versions, which do not say
   */
  public static SourceMetadata in(Map<String, String> metadata, boolean pins) {
    String pinned = metadata.get(SOURCE_PINNED);
    String part = metadata.getOrDefault(PART_SIZE, "");
    return new SourceMetadata(
        metadata.getOrDefault(SOURCE_ETAG, ""),
        Boolean.parseBoolean(metadata.get(SOURCE_ETAG_IS_MD5)),
        metadata.getOrDefault(SOURCE_SIZE, ""),
        pinned == null ? pins : Boolean.parseBoolean(pinned),
        part.matches("[1-9][0-9]{0,17}") ? Long.parseLong(part) : 0,
        sha256(metadata.getOrDefault(SHA256, "")),
        Boolean.parseBoolean(metadata.get(TO_BE_SIGNED)));
  }

  /** In hexadecimal, or nothing. */
  private static String sha256(String said) {
    return said.matches("[0-9a-f]{64}") ? said : "";
  }

  /**
   * The record of an object that is about to be made.
   *
   * @param origin what its bytes are; an https source may have no ETag, and then none is recorded
   * @param publicName percent-encoded if need be, since HTTP headers are ASCII
   */
  public static Map<String, String> of(ObjectFacts origin, String publicName) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put(SOURCE_SIZE, String.valueOf(origin.size()));
    metadata.put(PUBLIC_NAME, ascii(publicName));
    if (!origin.etag().isEmpty()) {
      metadata.put(SOURCE_ETAG, origin.etag());
      metadata.put(SOURCE_ETAG_IS_MD5, String.valueOf(origin.etagIsMd5()));
    }
    origin.sha256().or(() -> ofFirst(origin)).ifPresent(sha256 -> metadata.put(SHA256, sha256));
    return metadata;
  }

  /** What a replica of ours that is copied on says of itself. */
  private static Optional<String> ofFirst(ObjectFacts origin) {
    SourceMetadata record = origin.record();
    return record.etag().isEmpty() || record.sha256().isEmpty() || !record.names(origin)
        ? Optional.empty()
        : Optional.of(record.sha256());
  }

  /**
   * The same for one that is made of parts.
   *
   * @param pinned as in the record
   */
  public static Map<String, String> of(
      ObjectFacts origin, String publicName, PartSizes sizes, boolean pinned) {
    Map<String, String> metadata = of(origin, publicName);
    metadata.put(SOURCE_PINNED, String.valueOf(pinned));
    metadata.put(PART_SIZE, String.valueOf(Math.min(sizes.part(), sizes.size())));
    return metadata;
  }

  /** Whether it says that the bytes are those of {@code origin}. */
  boolean names(ObjectFacts origin) {
    return !etag.isEmpty() && etag.equals(origin.etag()) && isOfSize(origin.size());
  }

  boolean isOfSize(long bytes) {
    return size.equals(String.valueOf(bytes));
  }

  /** The same source, cut alike. */
  boolean sameSourceAndParts(SourceMetadata other) {
    return etag.equals(other.etag) && size.equals(other.size) && partSize == other.partSize;
  }

  private static String ascii(String name) {
    return name.chars().allMatch(c -> c < 0x80)
        ? name
        : URLEncoder.encode(name, StandardCharsets.UTF_8);
  }
}
