package zamba.publish.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads exactly so many bytes, no fewer and no more. */
final class FullRead {
  private FullRead() {}

  static byte[] of(InputStream content, int length) {
    try {
      byte[] bytes = content.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException("the source ended " + (length - bytes.length) + " bytes too soon");
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  static void expectEnd(InputStream content) {
    try {
      if (content.read() >= 0) {
        throw new IOException("the source has more bytes than it announced");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
