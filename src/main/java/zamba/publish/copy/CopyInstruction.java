package zamba.publish.copy;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.RequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import zamba.publish.content.Checksum;
import zamba.publish.content.ContentSums;
import zamba.publish.content.ObjectFacts;
import zamba.publish.content.PartSizes;
import zamba.publish.content.SourceMetadata;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.SourceChangedException;
import zamba.publish.source.Replication;
import zamba.publish.source.WatchedSource;

/**
 * One copy, as a CopyObjectRequest says it: in the request's own fields, in the metadata that the
 * copy gets, and in the header {@code x-amz-checksum-...} by which S3 is told what the content must
 * be (CompleteMultipartUpload has a field for it, CopyObject has not).
 *
 * @param source the object that is copied
 * @param version of that, if its bucket keeps versions
 * @param etag that it has, to which the copy is pinned
 * @param origin what its bytes are
 * @param publicName of the copy
 * @param target where the copy is to be
 */
public record CopyInstruction(
    S3Location source,
    Optional<String> version,
    String etag,
    ObjectFacts origin,
    String publicName,
    S3Location target) {
  static final String ABSENT = "*";
  private static final String CHECKSUM = "x-amz-checksum-";

  /** What carries out a replication in one region. */
  public static CopyInstruction of(Replication replication, Region region) {
    return new CopyInstruction(
        replication.copyFrom(),
        replication.source().flatMap(WatchedSource::version),
        replication.copyFromEtag(),
        replication.origin(),
        replication.publicName(),
        region.locate(replication.publicName()));
  }

  public CopyObjectRequest request() {
    return CopyObjectRequest.builder()
        .sourceBucket(source.bucket())
        .sourceKey(source.key())
        .sourceVersionId(version.orElse(null))
        .copySourceIfMatch('"' + etag + '"')
        .destinationBucket(target.bucket())
        .destinationKey(target.key())
        .ifNoneMatch(ABSENT)
        .metadataDirective(MetadataDirective.REPLACE)
        .metadata(SourceMetadata.of(origin, publicName))
        .contentType(Upload.CONTENT_TYPE)
        .overrideConfiguration(
            it ->
                Checksum.of(origin)
                    .ifPresent(sum -> it.putHeader(header(sum.algorithm()), sum.value())))
        .build();
  }

  private static String header(String algorithm) {
    return CHECKSUM + algorithm.toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a request.
   *
   * @param region into which it copies
   * @throws IllegalArgumentException if it does not say how large the source is
   */
  public static CopyInstruction of(CopyObjectRequest request, Region region) {
    SourceMetadata record = SourceMetadata.in(request.metadata(), false);
    if (record.size().isEmpty()) {
      throw new IllegalArgumentException(
          "this client copies only what says its " + SourceMetadata.SOURCE_SIZE);
    }
    S3Location source = new S3Location(request.sourceBucket(), request.sourceKey());
    ObjectFacts origin =
        new ObjectFacts(
            source.toString(),
            Long.parseLong(record.size()),
            record.etag(),
            record.etagIsMd5(),
            checksums(request, record),
            SourceMetadata.NONE);
    S3Location target = new S3Location(request.destinationBucket(), request.destinationKey());
    return new CopyInstruction(
        source,
        Optional.ofNullable(request.sourceVersionId()),
        ObjectFacts.unquote(request.copySourceIfMatch()),
        origin,
        region.publicName(target.key()),
        target);
  }

  private static Map<String, String> checksums(CopyObjectRequest request, SourceMetadata record) {
    Map<String, List<String>> headers =
        request.overrideConfiguration().map(RequestOverrideConfiguration::headers).orElse(Map.of());
    Map<String, String> checksums = new HashMap<>();
    for (String algorithm : Checksum.ALGORITHMS) {
      if (headers.containsKey(header(algorithm))) {
        checksums.put(algorithm, headers.get(header(algorithm)).get(0));
      }
    }
    if (!record.sha256().isEmpty()) {
      checksums.put(ContentSums.SHA256, ContentSums.base64OfHex(record.sha256()));
    }
    return checksums;
  }

  /** The same of one part. */
  UploadPartCopyRequest part(Upload upload, int number) {
    PartSizes sizes = upload.plan().sizes();
    UploadPartCopyRequest whole = whole(target, upload.id());
    // A range is allowed only for a source over 5 MB (UploadPartCopy, x-amz-copy-source-range).
    return sizes.count() == 1
        ? whole
        : whole.toBuilder().partNumber(number).copySourceRange(sizes.range(number)).build();
  }

  /**
   * The same of the whole object, as the one part of an upload.
   *
   * @param where that is to
   */
  UploadPartCopyRequest whole(S3Location where, String uploadId) {
    return UploadPartCopyRequest.builder()
        .sourceBucket(source().bucket())
        .sourceKey(source().key())
        .sourceVersionId(version().orElse(null))
        .copySourceIfMatch('"' + etag() + '"')
        .destinationBucket(where.bucket())
        .destinationKey(where.key())
        .uploadId(uploadId)
        .partNumber(1)
        .build();
  }

  /**
   * Expects the source to be what it was when the copy began.
   *
   * @param now its ETag
   * @throws SourceChangedException if it is another
   */
  void expectSource(String now) {
    if (!now.equals(etag)) {
      throw new SourceChangedException(
          "%s is no longer what it was when the copy began: its ETag was %s and is %s. Nothing of it has become visible; run again"
              .formatted(source, etag, now));
    }
  }
}
