package zamba.publish.source;

import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import zamba.publish.content.ObjectFacts;
import zamba.publish.pace.Resumption;
import zamba.publish.s3.S3Location;
import zamba.publish.s3.StoreException;

/**
 * The blocks of an object in S3, each a ranged GET pinned to the ETag that was looked at. One that
 * breaks off is taken up where it ended, by a GET that is pinned as well. (The SDK retries a
 * request, but not an answer whose body breaks off.)
 */
public final class ObjectBlocks implements Blocks {
  private final S3Client client;
  private final S3Location location;
  private final String etag;

  public ObjectBlocks(S3Client client, S3Location location, String etag) {
    this.client = client;
    this.location = location;
    this.etag = etag;
  }

  /**
   * {@inheritDoc}
   *
   * @throws StoreException if the store does not give them
   * @throws IllegalStateException if it gives what was not asked for
   */
  @Override
  public byte[] read(long from, int length) throws IOException {
    Block block = new Block(from, length);
    Resumption resumption = new Resumption();
    while (true) {
      resumption.beginsAt(block.have);
      try {
        block.fill();
        return block.bytes;
      } catch (IOException e) {
        if (!resumption.brokeOffAt(block.have)) {
          throw new IOException(
              "GetObject %s was cut off at byte %d, %d attempts in a row"
                  .formatted(location, from + block.have, Resumption.ATTEMPTS),
              e);
        }
      } catch (StoreException e) {
        // Throttled, it has been asked again already.
        if (!e.mayPass() || e.throttled() || !resumption.brokeOffAt(block.have)) {
          throw e;
        }
      }
      resumption.pause();
    }
  }

  /** One that is being read. */
  private final class Block {
    private final long from;
    private final byte[] bytes;
    private int have;

    private Block(long from, int length) {
      this.from = from;
      this.bytes = new byte[length];
    }

    /** Reads what is lacking, or as much of it as comes. */
    private void fill() throws IOException {
      ResponseInputStream<GetObjectResponse> content =
          client.getObject(request(), ResponseTransformer.toInputStream());
      try {
        check(content.response());
        while (have < bytes.length) {
          int count = content.read(bytes, have, bytes.length - have);
          if (count < 0) {
            throw new IOException("the connection ended");
          }
          have += count;
        }
      } catch (SdkException e) {
        throw new IOException(e.getMessage(), e);
      } finally {
        if (have < bytes.length) {
          content.abort();
        }
        content.close();
      }
    }

    private GetObjectRequest request() {
      return GetObjectRequest.builder()
          .bucket(location.bucket())
          .key(location.key())
          .ifMatch('"' + etag + '"')
          .range("bytes=" + (from + have) + "-" + (from + bytes.length - 1))
          .build();
    }

    /** Not every store heeds the conditions and the range of a GET. */
    private void check(GetObjectResponse response) {
      String found = ObjectFacts.unquote(response.eTag());
      Long length = response.contentLength();
      boolean asked =
          (length == null || length == bytes.length - have)
              && (response.contentRange() == null
                  || response.contentRange().startsWith("bytes " + (from + have) + "-"));
      if (!asked || !(found.isEmpty() || found.equals(etag))) {
        throw new IllegalStateException(
            "GetObject %s was asked for %d bytes from byte %d on with ETag %s and gave %s bytes with ETag %s: the source is no longer what it was when the copy began; run again"
                .formatted(location, bytes.length - have, from + have, etag, length, found));
      }
    }
  }
}
