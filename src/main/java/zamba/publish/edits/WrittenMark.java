package zamba.publish.edits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a commit leaves on each file that it writes: the SHA-256 of what was written, as an extended
 * attribute ({@code user.zamba-publisher.sha256} on Linux), which is in no content, no listing and
 * no version control. An editor that writes into the file leaves it there, so that it tells of
 * other content; one that replaces the file leaves none.
 */
public final class WrittenMark {
  private static final Logger LOG = LoggerFactory.getLogger(WrittenMark.class);
  private static final String NAME = "zamba-publisher.sha256";
  private static final int LENGTH = 64;

  /** What a mark says. */
  enum Says {
    /** It is what was written. */
    AS_WRITTEN,
    /** Something else was written. */
    EDITED,
    /** There is none, where there would be one on a file that a commit wrote. */
    NONE,
    /** The file system keeps none. */
    UNKNOWN
  }

  private WrittenMark() {}

  /**
   * Marks a file.
   *
   * @return false if that failed, though the file system keeps marks
   */
  public static boolean put(Path file, byte[] content) {
    UserDefinedFileAttributeView view = view(file);
    try {
      if (view != null) {
        view.write(NAME, ByteBuffer.wrap(digest(content).getBytes(StandardCharsets.US_ASCII)));
      }
      return true;
    } catch (IOException e) {
      LOG.debug("{} cannot be marked as written", file, e);
      return !kept(file);
    }
  }

  /** What the mark of a file with this content says. */
  static Says says(Path file, byte[] content) {
    UserDefinedFileAttributeView view = view(file);
    try {
      if (view == null) {
        return Says.UNKNOWN;
      }
      if (!view.list().contains(NAME)) {
        return kept(file) ? Says.NONE : Says.UNKNOWN;
      }
      ByteBuffer mark = ByteBuffer.allocate(LENGTH);
      if (view.size(NAME) == LENGTH) {
        view.read(NAME, mark);
      }
      return new String(mark.array(), StandardCharsets.US_ASCII).equals(digest(content))
          ? Says.AS_WRITTEN
          : Says.EDITED;
    } catch (IOException e) {
      return Says.UNKNOWN;
    }
  }

  private static UserDefinedFileAttributeView view(Path file) {
    return Files.getFileAttributeView(
        file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean kept(Path file) {
    try {
      return Files.getFileStore(file).supportsFileAttributeView(UserDefinedFileAttributeView.class);
    } catch (IOException e) {
      return false;
    }
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
