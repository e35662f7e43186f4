package zamba.publish.probe;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import zamba.publish.content.ObjectFacts;
import zamba.publish.s3.Region;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreClient;
import zamba.publish.s3.StoreException;

/**
 * Finds out what a region's store does, by two small objects under one key of its own, {@code
 * <public.prefix>.probe-<random>}, which it removes. It writes to no other key.
 *
 * <p>The first object is the copy of the source that is about to be published, its first byte if it
 * is over 5 MiB (UploadPartCopy takes no range of a smaller one): that is the very copy, across the
 * two buckets, that publishing needs, and asked for with another ETag than the source's it must be
 * refused. Then a PutObject and a multipart upload try to take the same key with {@code
 * If-None-Match: *}, and both must be refused. About twelve requests in all.
 *
 * <p>It asks one after another. A store that honours the condition then and lets two simultaneous
 * writers both win passes.
 */
public final class StoreProbe {
  private static final Logger LOG = LoggerFactory.getLogger(StoreProbe.class);
  private static final String ABSENT = "*";

  /** An ETag that no object has: it is no MD5. */
  private static final String ANOTHER = "\"zamba-probe\"";

  private static final long SMALLEST_WITH_RANGE = 5L << 20;
  private static final int NOT_IMPLEMENTED = 501;
  private static final RequestBody CONTENT = RequestBody.fromString("probe");

  private final S3Client client;
  private final Region region;
  private final boolean known;
  private StoreCapabilities traits;

  /** Whether a copy was refused whose source was to have another ETag than it has. */
  private boolean pins;

  private StoreProbe(S3Client client, Region region, StoreCapabilities known) {
    this.client = client;
    this.region = region;
    this.known = known != null;
    this.traits = known;
  }

  /**
   * A probe that asks the store.
   *
   * @param client the region's own
   */
  public static StoreProbe asking(S3Client client, Region region) {
    return new StoreProbe(new StoreClient(client), region, null);
  }

  /** A probe that sends no request: the store is known to do everything. */
  public static StoreProbe known(S3Client client, Region region) {
    return new StoreProbe(client, region, StoreCapabilities.COMPLETE);
  }

  /**
   * What the store does. The first call asks it, and warns of what is lacking; later ones give the
   * same answer.
   *
   * @param source what is about to be copied, if it is in S3
   */
  public synchronized StoreCapabilities traits(Optional<S3Location> source) {
    if (traits == null) {
      traits = ask(source);
    }
    return traits;
  }

  /** Whether it is known what the store does, without asking. */
  public boolean isKnown() {
    return known;
  }

  private StoreCapabilities ask(Optional<S3Location> source) {
    S3Location key = region.locate(".probe-" + random());
    try {
      StoreCapabilities found = ask(source, key);
      if (!found.lacking().isEmpty()) {
        LOG.warn(
            "{}: the store at {} keeps less than S3: {}",
            region.name(),
            region.endpoint(),
            String.join("; ", found.lacking()));
      }
      return found;
    } catch (StoreException e) {
      LOG.warn(
          "{}: what the store at {} does could not be found out, so its conditions are not relied on: {}",
          region.name(),
          region.endpoint(),
          e.getMessage());
      return StoreCapabilities.UNKNOWN;
    } finally {
      remove(key);
    }
  }

  private StoreCapabilities ask(Optional<S3Location> source, S3Location key) {
    boolean copies = true;
    boolean made = false;
    if (source.isPresent()) {
      try {
        made = copy(source.get(), key);
      } catch (StoreException e) {
        if (e.mayPass() && e.status() != NOT_IMPLEMENTED) {
          throw e;
        }
        LOG.debug("UploadPartCopy was refused", e);
        copies = false;
      }
    }
    if (!made) {
      upload(key);
    }
    boolean checksums = !ObjectFacts.look(client, key).checksums().isEmpty();
    return new StoreCapabilities(
        refuses(() -> put(key)), refuses(() -> upload(key)), copies, pins, checksums);
  }

  /**
   * Makes the probe object from the source, by the store.
   *
   * @return false if the source is empty, so that there is nothing to copy
   */
  private boolean copy(S3Location source, S3Location key) {
    long size = ObjectFacts.look(client, source).size();
    if (size == 0) {
      return false;
    }
    String upload = begin(key, ChecksumAlgorithm.CRC64_NVME);
    try {
      pins = refusesAnother(part(source, key, upload, size));
      var copied = client.uploadPartCopy(part(source, key, upload, size).build()).copyPartResult();
      complete(
          key,
          upload,
          CompletedPart.builder()
              .partNumber(1)
              .eTag(copied.eTag())
              .checksumCRC64NVME(copied.checksumCRC64NVME())
              .build());
      return true;
    } catch (StoreException e) {
      abort(key, upload);
      throw e;
    }
  }

  private static UploadPartCopyRequest.Builder part(
      S3Location source, S3Location key, String upload, long size) {
    UploadPartCopyRequest.Builder part =
        UploadPartCopyRequest.builder()
            .sourceBucket(source.bucket())
            .sourceKey(source.key())
            .destinationBucket(key.bucket())
            .destinationKey(key.key())
            .uploadId(upload)
            .partNumber(1);
    return size > SMALLEST_WITH_RANGE ? part.copySourceRange("bytes=0-0") : part;
  }

  private void upload(S3Location key) {
    String upload = begin(key, ChecksumAlgorithm.CRC32);
    try {
      var part =
          client.uploadPart(
              r ->
                  r.bucket(key.bucket())
                      .key(key.key())
                      .uploadId(upload)
                      .partNumber(1)
                      .checksumAlgorithm(ChecksumAlgorithm.CRC32),
              CONTENT);
      complete(
          key,
          upload,
          CompletedPart.builder()
              .partNumber(1)
              .eTag(part.eTag())
              .checksumCRC32(part.checksumCRC32())
              .build());
    } catch (StoreException e) {
      abort(key, upload);
      throw e;
    }
  }

  private void put(S3Location key) {
    client.putObject(r -> r.bucket(key.bucket()).key(key.key()).ifNoneMatch(ABSENT), CONTENT);
  }

  private String begin(S3Location key, ChecksumAlgorithm algorithm) {
    return client
        .createMultipartUpload(
            r ->
                r.bucket(key.bucket())
                    .key(key.key())
                    .checksumAlgorithm(algorithm)
                    .checksumType(ChecksumType.FULL_OBJECT))
        .uploadId();
  }

  private void complete(S3Location key, String upload, CompletedPart part) {
    client.completeMultipartUpload(
        r ->
            r.bucket(key.bucket())
                .key(key.key())
                .uploadId(upload)
                .multipartUpload(m -> m.parts(part))
                .checksumType(ChecksumType.FULL_OBJECT)
                .ifNoneMatch(ABSENT));
  }

  private static boolean refuses(Runnable write) {
    try {
      write.run();
      return false;
    } catch (StoreException e) {
      if (e.maybePublishedMeanwhile()) {
        return true;
      }
      throw e;
    }
  }

  private boolean refusesAnother(UploadPartCopyRequest.Builder part) {
    try {
      client.uploadPartCopy(part.copySourceIfMatch(ANOTHER).build());
      return false;
    } catch (StoreException e) {
      if (e.isPreconditionFailed()) {
        return true;
      }
      throw e;
    }
  }

  private void abort(S3Location key, String upload) {
    try {
      client.abortMultipartUpload(r -> r.bucket(key.bucket()).key(key.key()).uploadId(upload));
    } catch (StoreException e) {
      if (e.status() != 404) {
        LOG.warn("{}: an unfinished upload of the probe is left over: {}", region.name(), e);
      }
    }
  }

  private void remove(S3Location key) {
    try {
      client.deleteObject(r -> r.bucket(key.bucket()).key(key.key()));
    } catch (StoreException e) {
      LOG.warn(
          "{}: could not remove the probe {}: {}. Delete it if it is there; allow s3:DeleteObject on {}.probe-*, or set publish.probe=false",
          region.name(),
          key,
          e.getMessage(),
          region.locate(""));
    }
  }

  private static String random() {
    byte[] bytes = new byte[8];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
