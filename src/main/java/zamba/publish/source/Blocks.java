package zamba.publish.source;

import java.io.Closeable;
import java.io.IOException;

/** Something that is read from its beginning to its end, block by block. */
public interface Blocks extends Closeable {

  /**
   * Reads exactly so many bytes. Between two calls, bytes may be left out, but never gone back to.
   *
   * @param from the offset of the first
   * @throws IOException if they cannot be had, or are not of the object that was looked at
   */
  byte[] read(long from, int length) throws IOException;

  /** After the last block: throws if there is more. */
  default void end() throws IOException {}

  @Override
  default void close() throws IOException {}
}
