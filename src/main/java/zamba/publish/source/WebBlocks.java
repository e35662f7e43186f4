package zamba.publish.source;

import java.io.IOException;
import java.io.InputStream;

/** The blocks of a stream. */
public final class WebBlocks implements Blocks {
  private final InputStream content;
  private long position;

  /**
   * @param content closed with this
   */
  public WebBlocks(InputStream content) {
    this.content = content;
  }

  @Override
  public byte[] read(long from, int length) throws IOException {
    content.skipNBytes(from - position);
    byte[] block = new byte[length];
    FullRead.into(block, content);
    position = from + length;
    return block;
  }

  @Override
  public void end() throws IOException {
    FullRead.expectEnd(content);
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
