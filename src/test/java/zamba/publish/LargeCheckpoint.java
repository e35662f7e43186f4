package zamba.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * A checkpoint of random bytes that is never in memory as a whole: each block of 1 MiB is made when
 * it is needed, and again when it is compared.
 *
 * @param blocks its size in MiB
 */
record LargeCheckpoint(int blocks) {
  private static final int BLOCK = 1 << 20;
  private static final int PART = 60;

  /** Uploads it in parts of {@link #PART} MiB; S3Proxy takes no larger one that is not chunked. */
  void put(Store store, String bucket, String key) {
    S3Client s3 = store.s3();
    String upload = s3.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (int first = 0; first < blocks; first += PART) {
      int from = first;
      int number = parts.size() + 1;
      int count = Math.min(PART, blocks - first);
      RequestBody content =
          RequestBody.fromContentProvider(
              () -> new Blocks(from, from + count),
              (long) count * BLOCK,
              "application/octet-stream");
      UploadPartResponse answer =
          s3.uploadPart(
              r -> r.bucket(bucket).key(key).uploadId(upload).partNumber(number), content);
      parts.add(
          CompletedPart.builder()
              .partNumber(number)
              .eTag(answer.eTag())
              .checksumCRC32(answer.checksumCRC32())
              .build());
    }
    s3.completeMultipartUpload(
        r -> r.bucket(bucket).key(key).uploadId(upload).multipartUpload(m -> m.parts(parts)));
  }

  /** Fails unless the stream has this content, and no more. */
  void expect(InputStream content) throws IOException {
    for (int block = 0; block < blocks; block++) {
      byte[] found = content.readNBytes(BLOCK);
      if (!Arrays.equals(found, block(block))) {
        throw new AssertionError("other content in the MiB from " + block + " on");
      }
    }
    assertThat(content.read()).isEqualTo(-1);
  }

  private static byte[] block(int number) {
    byte[] bytes = new byte[BLOCK];
    new SplittableRandom(number).nextBytes(bytes);
    return bytes;
  }

  private static final class Blocks extends InputStream {
    private int next;
    private final int end;
    private byte[] current = {};
    private int position;

    Blocks(int first, int end) {
      this.next = first;
      this.end = end;
    }

    @Override
    public int read() {
      return fill() ? current[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (length > 0 && !fill()) {
        return -1;
      }
      int count = Math.min(length, current.length - position);
      System.arraycopy(current, position, into, offset, count);
      position += count;
      return count;
    }

    private boolean fill() {
      if (position == current.length && next < end) {
        current = block(next++);
        position = 0;
      }
      return position < current.length;
    }
  }
}
