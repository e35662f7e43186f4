package zamba.publish.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads exactly so many bytes, no fewer and no more. */
final class FullRead {
  private FullRead() {}

  static void into(byte[] bytes, InputStream content) throws IOException {
    int count = content.readNBytes(bytes, 0, bytes.length);
    if (count < bytes.length) {
      throw new EOFException("the source ended " + (bytes.length - count) + " bytes too soon");
    }
  }

  static void expectEnd(InputStream content) throws IOException {
    if (content.read() >= 0) {
      throw new IOException("the source has more bytes than it announced");
    }
  }
}
